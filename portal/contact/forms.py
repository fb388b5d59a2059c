"""What a visitor may tell the contact form."""

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.http import url_has_allowed_host_and_scheme

from common.forms import Line, Lines
from common.guard import MOST_LINKS, SALT, GuardedForm, links_in
from portal.models import Inquiry

LONGEST_BODY = 4000


class LocalPath(Line):
    """The address of a page of this site: 「/projects/P-2015-0001/」, or as copied from the browser."""

    def __init__(self, **kwargs):
        super().__init__(**{"max_length": 200, "required": False} | kwargs)
        self.host = ""

    def to_python(self, value):
        text = super().to_python(value)
        for origin in (f"https://{self.host}/", f"http://{self.host}/"):
            text = text.replace(origin, "/", 1) if text.startswith(origin) else text
        return text

    def validate(self, value):
        super().validate(value)
        if value and not (value.startswith("/") and url_has_allowed_host_and_scheme(value, None)):
            raise ValidationError(
                "このサイトのページのアドレスを「/projects/P-2015-0001/」のように入力してください。分からないときは空欄のままで構いません。"
            )


class PrefillForm(forms.Form):
    """What the address of the form may fill in: `?about=/projects/P-2015-0001/&kind=correction`."""

    about = LocalPath()
    kind = forms.ChoiceField(choices=Inquiry.Kind.choices, required=False)

    def known(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class Step(models.TextChoices):
    CONFIRM = "confirm", "確認する"
    EDIT = "edit", "修正する"
    SEND = "send", "送信する"


class StepForm(forms.Form):
    """The button pressed."""

    step = forms.ChoiceField(choices=Step.choices)

    @property
    def pressed(self) -> str:
        return self.cleaned_data["step"] if self.is_valid() else Step.CONFIRM


class InquiryForm(GuardedForm, forms.ModelForm):
    kind = forms.ChoiceField(
        label="お問い合わせの区分",
        choices=Inquiry.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "お問い合わせの区分を選んでください。",
            "invalid_choice": "お問い合わせの区分を選び直してください。",
        },
    )
    about = LocalPath(
        label="お問い合わせのページ",
        help_text="特定のページについてのお問い合わせのときは、そのアドレス。例：/projects/P-2015-0001/",
    )
    subject = Line(label="件名", max_length=100, error_messages={"required": "件名を入力してください。"})
    body = Lines(
        label="本文",
        max_length=LONGEST_BODY,
        help_text=f"{LONGEST_BODY:,}字以内",
        error_messages={"required": "本文を入力してください。"},
    )
    name = Line(
        label="お名前",
        max_length=60,
        required=False,
        help_text="自治体・団体の方は、団体名と担当課もご記入ください",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    class Meta:
        model = Inquiry
        fields = ("kind", "about", "subject", "body", "wants_answer", "email", "name")
        help_texts = {"email": "回答を希望する場合は、必ず入力してください。例：kikaku@town.example.jp"}
        widgets = {"email": forms.EmailInput(attrs={"autocomplete": "email"})}
        error_messages = {
            "email": {"invalid": "メールアドレスの形になっていません。例：kikaku@town.example.jp"}
        }

    def __init__(self, *args, host: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["about"].host = host

    def clean_body(self):
        body = self.cleaned_data["body"]
        if links_in(body) > MOST_LINKS:
            raise ValidationError(
                f"本文に書けるアドレス（http…）は{MOST_LINKS}つまでです。広告の送信を防ぐためです。減らしてから送信してください。"
            )
        return body

    def clean(self):
        asked = super().clean()
        if asked.get("wants_answer") and not asked.get("email") and "email" not in self.errors:
            self.add_error("email", "回答を希望する場合は、メールアドレスを入力してください。")
        return asked

    @property
    def fields_shown(self):
        return [self[name] for name in self.Meta.fields]

    @property
    def values(self) -> list[tuple[str, object]]:
        """What was typed, to be sent along from the page that shows it."""
        return [(name, self.cleaned_data[name]) for name in self.Meta.fields]

    @property
    def answers(self) -> list[tuple[str, str]]:
        """What was typed, for the page that asks whether it is right."""
        asked = self.cleaned_data
        shown = asked | {
            "kind": Inquiry.Kind(asked["kind"]).label,
            "wants_answer": "希望する" if asked["wants_answer"] else "希望しない",
        }
        labels = {"wants_answer": "回答"}
        return [
            (labels.get(name, self[name].label), shown[name] or "（入力なし）") for name in self.Meta.fields
        ]


class ReceiptForm(forms.Form):
    """The address of the last page: a receipt that we signed, so that nobody shows one of his own making."""

    receipt = forms.CharField(max_length=200)

    @staticmethod
    def sign(number: str) -> str:
        return signing.Signer(salt=SALT).sign(number)

    def clean_receipt(self):
        try:
            return signing.Signer(salt=SALT).unsign(self.cleaned_data["receipt"])
        except signing.BadSignature as error:
            raise ValidationError("受付番号を確認できません。") from error

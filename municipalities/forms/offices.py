"""What the people of an office change of it."""

import datetime as dt

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import User
from common.dates import today
from common.forms import DayField, Line
from municipalities.forms.applications import person_fields
from municipalities.models import Invitation, Office, Posting

ROLE_HINT = (
    "管理者：所属する人と設定を管理し、決裁もできる。決裁者：投稿・回答を決裁する。"
    "編集者：下書きと投稿をする。閲覧者：見るだけ"
)


def role_field(**kwargs) -> forms.ChoiceField:
    messages = {"required": "役割を選んでください。", "invalid_choice": "役割を選び直してください。"}
    return forms.ChoiceField(label="役割", choices=Posting.Role.choices, error_messages=messages, **kwargs)


class OfficeForm(forms.ModelForm):
    phone = Line(
        label="電話番号",
        max_length=30,
        required=False,
        help_text="会員名簿に載ります",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    class Meta:
        model = Office
        fields = ("phone", "mailbox", "needs_approval")
        help_texts = {"mailbox": "会員名簿に載ります。課あての連絡にも使います"}
        error_messages = {
            "mailbox": {"invalid": "メールアドレスの形になっていません。例：kikaku@town.example.jp"}
        }


class InvitationForm(forms.Form):
    email = forms.EmailField(
        label="招待する方のメールアドレス",
        error_messages={
            "required": "メールアドレスを入力してください。",
            "invalid": "メールアドレスの形になっていません。例：kikaku@town.example.jp",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = role_field(initial=Posting.Role.EDITOR, help_text=ROLE_HINT)


class OfPersonForm(forms.Form):
    """Which of the office's postings is meant."""

    posting = forms.ModelChoiceField(Posting.objects.none(), widget=forms.HiddenInput)

    def __init__(self, *args, office: Office, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["posting"].queryset = Posting.objects.present().in_office(office)


class RoleForm(OfPersonForm):
    role = role_field()


class EndForm(OfPersonForm):
    """`last_day` is the last with rights: as people count."""

    last_day = DayField(
        label="最後の日",
        help_text="この日まで会員ページを使えます。例：2027-03-31、令和9年3月31日",
        error_messages={"required": "最後の日を入力してください。"},
    )

    def clean_last_day(self):
        day = self.cleaned_data["last_day"]
        if day < today():
            raise ValidationError("最後の日には、今日以降の日を入力してください。")
        return day


class PendingInvitationForm(forms.Form):
    """Which of the office's invitations is taken back."""

    invitation = forms.ModelChoiceField(Invitation.objects.none(), widget=forms.HiddenInput)

    def __init__(self, *args, office: Office, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["invitation"].queryset = Invitation.objects.in_office(office)


class ChooseOfficeForm(forms.Form):
    """The office that a person with several acts for."""

    office = forms.ChoiceField(label="行動する課")

    def __init__(self, *args, postings: list[Posting], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = [(posting.office_id, str(posting.office)) for posting in postings]


class NewMemberForm(forms.Form):
    """Who is invited and has no account."""

    name, password = person_fields().values()
    agreed = forms.BooleanField(
        label="利用規約に同意する", error_messages={"required": "利用規約をお読みのうえ、同意してください。"}
    )

    def __init__(self, *args, email: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self):
        asked = super().clean()
        if "password" in asked:
            try:
                validate_password(asked["password"], User(email=self.email, name=asked.get("name", "")))
            except ValidationError as error:
                self.add_error("password", error)
        return asked


class HandoverForm(forms.Form):
    """Who leaves, when, and who follows: somebody of the office, or somebody invited. Without the right to
    administer, one's own last day alone."""

    leaving = forms.TypedChoiceField(
        label="離れる方", error_messages={"invalid_choice": "離れる方を選び直してください。"}
    )
    last_day = DayField(
        label="最後の日",
        help_text="この日まで会員ページを使えます。例：2027-03-31、令和9年3月31日",
        error_messages={"required": "最後の日を入力してください。"},
    )
    successor = forms.TypedChoiceField(
        label="後任：この課の方",
        required=False,
        empty_value=None,
        error_messages={"invalid_choice": "後任の方を選び直してください。"},
        help_text="離れる方が管理者のときは、後任の方も管理者になります",
    )
    email = forms.EmailField(
        label="後任：新しく招待する方のメールアドレス",
        required=False,
        help_text="離れる方と同じ役割で招待します",
        error_messages={"invalid": "メールアドレスの形になっていません。例：kikaku@town.example.jp"},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    starts_on = DayField(label="招待する方の着任日", required=False, help_text="空欄は、招待を受けた日")

    def __init__(self, *args, office: Office, own: Posting, administers: bool, **kwargs):
        super().__init__(*args, **{"initial": {"leaving": own.pk}} | kwargs)
        # Read once for both fields.
        people = {str(posting.pk): posting for posting in Posting.objects.present().in_office(office)}
        labels = [
            (key, f"{posting.user.name}（{posting.get_role_display()}）") for key, posting in people.items()
        ]
        self.fields["leaving"].choices = [one for one in labels if administers or one[0] == str(own.pk)]
        self.fields["successor"].choices = [("", "選ばない"), *labels]
        for name in ("leaving", "successor"):
            self.fields[name].coerce = people.get
        if not administers:
            for name in ("successor", "email", "starts_on"):
                del self.fields[name]

    def clean_last_day(self):
        day = self.cleaned_data["last_day"]
        if day < today():
            raise ValidationError("最後の日には、今日以降の日を入力してください。")
        return day

    def clean(self):
        asked = super().clean()
        if asked.get("successor") and asked.get("email"):
            self.add_error("email", "後任は、この課の方か、新しく招待する方のどちらか一方にしてください。")
        if asked.get("successor") and asked["successor"] == asked.get("leaving"):
            self.add_error("successor", "離れる方とは別の方を選んでください。")
        return asked

    @property
    def answer(self) -> dict:
        """What the action takes."""
        asked = dict(self.cleaned_data)
        on = asked.pop("last_day") + dt.timedelta(days=1)
        return {"posting": asked.pop("leaving"), "on": on} | asked

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError

from municipalities.models import LocalGovernment, NameQuestion, NameVariant
from municipalities.names import load_resolver

#: What the buttons of the page say besides the id of a candidate.
OTHER, NONE = "other", "none"


class BodySelect(AutocompleteSelect):
    """Gives back what was chosen; what cannot be a choice is left out, where Django's would fail."""

    def optgroups(self, name, value, attrs=None):
        return super().optgroups(name, [one for one in value if str(one).isdecimal()], attrs)


class VerdictForm(forms.Form):
    """What a written name means: the button that was pressed, and what goes with it."""

    choice = forms.CharField(required=False, widget=forms.HiddenInput)
    other = forms.ModelChoiceField(
        LocalGovernment.objects.select_related("prefecture"),
        label="ほかの団体",
        required=False,
        error_messages={"invalid_choice": "選んだ団体が見つかりません。選び直してください。"},
        widget=BodySelect(NameVariant._meta.get_field("body"), admin.site),
    )
    #: Where there is no JavaScript to look a body up.
    other_written = forms.CharField(label="ほかの団体の名称か団体コード", required=False, max_length=60)
    reason = forms.CharField(
        label="理由",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="候補から選ぶときは省略できます。次に同じ名称が現れたときに、判断とともに示されます。",
    )

    def __init__(self, *args, question: NameQuestion, **kwargs):
        super().__init__(*args, **kwargs)
        self.question = question

    def clean(self):
        choice = super().clean().get("choice")
        if choice == OTHER:
            self.cleaned_data["body"] = self.cleaned_data.get("other") or self._written()
        elif choice == NONE:
            self.cleaned_data["body"] = None
        else:
            self.cleaned_data["body"] = self._candidate(choice)

    def _candidate(self, choice: str) -> LocalGovernment:
        ids = {str(pk): pk for pk in self.question.candidates}
        body = LocalGovernment.objects.filter(pk=ids.get(choice)).first()
        if body is None:
            raise ValidationError(
                "候補のボタンか、「ほかの団体に決める」「該当する団体なし」を押してください。"
            )
        return body

    def _written(self) -> LocalGovernment:
        text = (self.cleaned_data.get("other_written") or "").strip()
        if not text:
            raise ValidationError("ほかの団体を選んでから、「ほかの団体に決める」を押してください。")
        found = load_resolver().resolve(text, on=self.question.on)
        if not found.body:
            candidates = f"候補：{found.candidates_text}。" if found.candidates else ""
            raise ValidationError(
                f"「{text}」の団体が決まりません。{found.reason}{candidates}団体コードでも入力できます。"
            )
        return LocalGovernment.objects.get(pk=found.body.pk)

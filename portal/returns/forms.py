from django import forms

from common.forms import OnceForm
from surveys.models import YearlyReturn


class CloseForm(OnceForm):
    """The wards whose return is not accepted are named, and each is let go of by itself."""

    missing = forms.MultipleChoiceField(
        label="回答を受理していない区",
        widget=forms.CheckboxSelectMultiple,
        help_text="この区の今年の回答がないまま確定することを、一つずつ選んで確かめてください",
        error_messages={"required": "回答のないまま確定する区を、すべて選んでください。"},
    )

    def __init__(self, *args, outstanding: list[YearlyReturn], **kwargs):
        super().__init__(*args, **kwargs)
        if outstanding:
            self.fields["missing"].choices = [
                (one.ward.code, f"{one.ward.name}（{one.get_state_display()}）") for one in outstanding
            ]
        else:
            del self.fields["missing"]

    def clean_missing(self):
        chosen = self.cleaned_data["missing"]
        if len(chosen) < len(self.fields["missing"].choices):
            raise forms.ValidationError(self.fields["missing"].error_messages["required"])
        return chosen

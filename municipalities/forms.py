from django import forms

from common.codes import validate_code


class CameFromForm(forms.Form):
    """The code of the ended body from whose address a visitor was led on: `?was=044237`."""

    was = forms.CharField(required=False, max_length=6, validators=[validate_code])

    @property
    def code(self) -> str:
        return self.cleaned_data["was"] if self.is_valid() else ""

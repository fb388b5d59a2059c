"""What is sent to the pages of an import."""

from django import forms
from django.core.exceptions import ValidationError

from common.files import LARGEST_DOCUMENT, MEGABYTE
from municipalities.models import ImportRow


class UploadField(forms.FileField):
    """A file with records. What is wrong within it is told when it is read."""

    def __init__(self):
        super().__init__(
            label="ファイル",
            max_length=200,
            allow_empty_file=True,  # what is wrong with it is told in one place
            help_text=f"Excel（.xlsx）か CSV（UTF-8、Shift_JIS）。{LARGEST_DOCUMENT // MEGABYTE}MBまで",
            widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
            error_messages={"required": "ファイルを選んでください。"},
        )

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if file.size > LARGEST_DOCUMENT:
            raise ValidationError(
                f"ファイルは{LARGEST_DOCUMENT // MEGABYTE}MBまでです。分けて取り込んでください。"
            )
        return file


class RowsForm(forms.Form):
    """Which rows to look at."""

    outcome = forms.ChoiceField(required=False, choices=[("", "すべて"), *ImportRow.Outcome.choices])

    def asked(self) -> str:
        return self.cleaned_data["outcome"] if self.is_valid() else ""

from django import forms
from django.core.exceptions import ValidationError

from common.files import LARGEST_DOCUMENT, MEGABYTE
from municipalities.exchange.records import Book
from municipalities.models import ImportRow


class ImportForm(forms.Form):
    """A file, and what it holds."""

    book = forms.ChoiceField(
        label="取り込む記録",
        widget=forms.RadioSelect,
        error_messages={
            "required": "取り込む記録を選んでください。",
            "invalid_choice": "取り込む記録を選び直してください。",
        },
    )
    file = forms.FileField(
        label="ファイル",
        max_length=200,
        allow_empty_file=True,  # what is wrong with it is told in one place
        help_text=f"Excel（.xlsx）か CSV（UTF-8、Shift_JIS）。{LARGEST_DOCUMENT // MEGABYTE}MBまで",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": "ファイルを選んでください。"},
    )

    def __init__(self, *args, books: dict[str, Book], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["book"].choices = [(name, f"{book.title}：{book.about}") for name, book in books.items()]

    def clean_file(self):
        file = self.cleaned_data["file"]
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

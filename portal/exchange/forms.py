from django import forms

from municipalities.exchange.forms import UploadField
from municipalities.exchange.records import Book


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
    file = UploadField()

    def __init__(self, *args, books: dict[str, Book], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["book"].choices = [(name, f"{book.title}：{book.about}") for name, book in books.items()]

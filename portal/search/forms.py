from django import forms

from common.forms import Choice
from common.search import search_words
from portal.search.pieces import Told, told
from portal.search.results import LABELS


class SearchForm(forms.Form):
    """What the search page is asked: `?q=雪&kind=projects&page=2`."""

    q = forms.CharField(
        label="検索する言葉",
        required=False,
        max_length=100,
        error_messages={"max_length": "検索する言葉は%(limit_value)d文字以内で入力してください。"},
    )
    kind = Choice(label="種類", choices=list(LABELS.items()))
    page = forms.CharField(required=False)

    def results(self) -> Told | None:
        """What is found; None where nothing that can be looked for was asked."""
        self.is_valid()
        text = self.cleaned_data.get("q", "")
        if not search_words(text):
            return None
        return told(text, self.cleaned_data.get("kind", ""), self.cleaned_data.get("page", ""))

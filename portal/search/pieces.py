"""What the search page says of a text, made once per version of the content for all who ask the same."""

from typing import NamedTuple

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from common.kept import kept
from portal.search.results import Results

#: Some 10 kB each.
MOST_RESULTS = 500


class Told(NamedTuple):
    """The results in words, and whether all texts could be looked into."""

    content: SafeString
    is_whole: bool


class NotWholeError(Exception):
    """Carries what was found when not all texts could be looked into: it is shown, never kept."""


def told(text: str, kind: str, page: str) -> Told:
    try:
        return Told(_whole(text, kind, page), is_whole=True)
    except NotWholeError as error:
        return Told(error.args[0], is_whole=False)


@kept(MOST_RESULTS)
def _whole(text: str, kind: str, page: str) -> SafeString:
    results = Results(text, kind, page)
    content = render_to_string(
        "portal/_search_results.html", {"results": results, "here": reverse("portal:search")}
    )
    if not results.is_whole:
        raise NotWholeError(content)
    return content

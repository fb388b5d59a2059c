"""What the search page answers: groups of hits, the group with the best hit first; the nearest where there is none."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import NamedTuple
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from common.codes import check_digit
from common.dates import today
from common.search import Asked, marked, search_words, snippet
from common.search.shelves import Found, Hit, find
from common.text import folded, tidy
from municipalities.models import LocalGovernment
from portal.search.kinds import KINDS, Shown, shown
from portal.search.pages import PAGES

#: Hits of each kind where all are shown, and of a page where one is.
FEW, PAGE = 5, 20
#: So many other searches are tried where nothing is found, names written nearly so first.
TRIES, MOST_MISSPELT = 8, 2

PAGE_KIND = "pages"
LABELS = {kind.key: kind.label for kind in KINDS} | {PAGE_KIND: "このサイトのページ"}


class Entry(NamedTuple):
    """A hit as it is shown, the words marked."""

    url: str
    title: SafeString
    about: list[SafeString]
    note: SafeString
    text: SafeString


@dataclass(frozen=True)
class Group:
    key: str
    found: Found
    entries: list[Entry]
    page: Page | None = None
    list_url: str = ""

    @property
    def label(self) -> str:
        return LABELS[self.key]

    @property
    def count(self) -> str:
        return counted(len(self.found.hits), self.found.more)

    @property
    def has_more(self) -> bool:
        return len(self.found.hits) > len(self.entries)

    @property
    def is_long(self) -> bool:
        """Long enough to be narrowed."""
        return len(self.found.hits) > FEW


class Choice(NamedTuple):
    """A link that shows one kind, or all."""

    label: str
    count: str
    query: str
    chosen: bool


class Hint(NamedTuple):
    """A body whose code may be meant, and how it came to be written so."""

    how: str
    body: LocalGovernment


def counted(number: int, more: bool) -> str:
    return f"{number:,}件{'以上' if more else ''}"


class Results:
    """What is found of a text, in all kinds or in one."""

    def __init__(self, text: str, kind: str = "", page: str = "1"):
        self.asked, self.kind, self.number = Asked(text), kind, page
        self.found, self.is_whole = find([one.shelf for one in KINDS], self.asked)
        self.found[PAGE_KIND] = _pages(self.asked)

    @cached_property
    def groups(self) -> list[Group]:
        """Those with hits, the best first; of one kind, that alone."""
        if self.kind:
            return [self._one(self.kind)] if self.found[self.kind].hits else []
        best = sorted(
            (found.hits[0].rank, order, key)
            for order, (key, found) in enumerate(self.found.items())
            if found.hits
        )
        return self._shown([(key, self.found[key].hits[:FEW]) for *_, key in best])

    @cached_property
    def count(self) -> str:
        found = [self.found[self.kind]] if self.kind else self.found.values()
        return counted(sum(len(one.hits) for one in found), any(one.more for one in found))

    @cached_property
    def is_empty(self) -> bool:
        return not any(found.hits for found in self.found.values())

    @cached_property
    def choices(self) -> list[Choice]:
        """All, and each kind with hits or chosen."""
        text = {"q": self.asked.text}
        number = sum(len(found.hits) for found in self.found.values())
        every = counted(number, any(found.more for found in self.found.values()))
        return [
            Choice("すべて", every, urlencode(text), not self.kind),
            *(
                Choice(
                    LABELS[key],
                    counted(len(found.hits), found.more),
                    urlencode(text | {"kind": key}),
                    key == self.kind,
                )
                for key, found in self.found.items()
                if found.hits or key == self.kind
            ),
        ]

    @property
    def query(self) -> str:
        """Of this kind, for links to other pages."""
        return urlencode({"q": self.asked.text, "kind": self.kind})

    @cached_property
    def words_query(self) -> str:
        return urlencode({"q": self.asked.text})

    def _one(self, key: str) -> Group:
        page = Paginator(self.found[key].hits, PAGE).get_page(self.number)
        return self._shown([(key, page.object_list)], page)[0]

    def _shown(self, wanted: list[tuple[str, list[Hit]]], page: Page | None = None) -> list[Group]:
        """One statement for each kind that is not at hand."""
        records = [(key, hit.pk) for key, hits in wanted if key != PAGE_KIND for hit in hits]
        at_hand = dict(shown.of(records))
        lists = {kind.key: kind.list_url for kind in KINDS}
        groups = []
        for key, hits in wanted:
            rows = [PAGES[hit.pk].shown if key == PAGE_KIND else at_hand.get((key, hit.pk)) for hit in hits]
            entries = [entry_of(row, self.asked) for row in rows if row]
            groups.append(Group(key, self.found[key], entries, page, lists.get(key, "")))
        return groups

    @cached_property
    def hints(self) -> list[Hint]:
        return list(_hints(self.asked))

    @cached_property
    def nearest(self) -> "Results | None":
        """What something written nearly so or a shorter search finds, where this one finds nothing."""
        tries = chain(_misspelt(self.asked), _shorter(self.asked.text))
        # A part may hold nothing that is searched for, such as marks nobody sees.
        for text in islice(filter(search_words, tries), TRIES):
            nearest = Results(text)
            if not nearest.is_empty:
                return nearest
        return None


def _pages(asked: Asked) -> Found:
    ranked = sorted((rank, place) for place, page in enumerate(PAGES) if (rank := page.rank(asked)))
    return Found([Hit(place, rank) for rank, place in ranked], False)


def _misspelt(asked: Asked) -> Iterator[str]:
    """Names of local governments that differ in one letter: 飯舘村 where 飯館村 was written."""
    bodies = LocalGovernment.objects.on(today()).nearly_named(asked.whole)
    yield from bodies.order_by("code").values_list("name", flat=True)[:MOST_MISSPELT]


def _shorter(text: str) -> Iterator[str]:
    """All words but one, then each word, then the parts of the longest from its beginning and its end."""
    words = text.split()
    if len(words) > 1:
        yield from (" ".join(words[:place] + words[place + 1 :]) for place in reversed(range(len(words))))
        if len(words) > 2:
            yield from words
    longest = max(words, key=len)
    length = len(longest)
    # Of a long word by halves, so that a few tries come down to what something is called.
    steps = range(length - 1, 0, -1) if length <= 5 else (length * 3 // 4, length // 2, length // 4, 2)
    for size in steps:
        yield longest[:size]
        yield longest[-size:]


def _hints(asked: Asked) -> Iterator[Hint]:
    """What five digits may have been meant for: never guessed, since 12203 is either of two cities."""
    digits = tidy(asked.text)
    if not (len(digits) == 5 and digits.isascii() and digits.isdigit()):
        return
    meant = {f"{digits}{check_digit(digits)}": "末尾の検査数字がないもの"}
    if check_digit(f"0{digits[:4]}") == digits[4]:
        meant[f"0{digits}"] = "先頭の0が落ちたもの"
    for body in LocalGovernment.objects.on(today()).filter(code__in=meant).for_list():
        yield Hint(meant[body.code], body)


def entry_of(row: Shown, asked: Asked) -> Entry:
    forms = asked.forms
    note = next((f"{kind}：{name}" for kind, name in row.names if _is_why(name, row.title, asked)), "")
    return Entry(
        row.url,
        _html(row.title, forms),
        [_html(fact, forms) for fact in row.about if fact],
        _html(note, forms),
        _html(snippet(filter(None, row.texts), forms), forms),
    )


def _is_why(name: str, title: str, asked: Asked) -> bool:
    """Whether a record is found by another name of it: by the whole, or by what its title does not hold."""
    name, title = folded(name), folded(title)
    return name == asked.whole or any(form in name and form not in title for form in asked.forms)


def _html(text: str, forms: Iterable[str]) -> SafeString:
    parts = (
        f"<mark>{escape(part.text)}</mark>" if part.hit else escape(part.text) for part in marked(text, forms)
    )
    return mark_safe("".join(parts))  # noqa: S308 — each part is escaped

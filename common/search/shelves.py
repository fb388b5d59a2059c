"""The best of many kinds of records at once, in one statement, however many hold the word.

No more is read of each kind than can be shown. Django takes longer to write these statements than the database
to answer them, so each is written once a day and shape, with `Given` for what was asked.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, reduce
from operator import or_
from typing import NamedTuple

from django.db import connection, models
from django.db.models import F, Q, Value
from django.db.models.functions import Cast, Left, StrIndex

from common.dates import today
from common.search.records import END_OF_NAMES, SearchableQuerySet
from common.search.words import Asked, name_pieces, pieces_of, whole_pieces

#: As many of a kind can be leafed through; of more it is told that there are more.
MOST = 100


@dataclass(frozen=True)
class Shelf:
    """A kind of records: those everyone may see, the newest first (or the first by `by`)."""

    key: str
    records: Callable[[], SearchableQuerySet]
    by: str
    descending: bool = True
    #: A condition on records that stand behind others named alike, as parts of something do.
    behind: Q | None = field(default=None, hash=False)

    @property
    def order(self) -> tuple[str, str]:
        return (f"-{self.by}" if self.descending else self.by, "pk")


class Hit(NamedTuple):
    """A record found. `rank`, the best first: whether the name is what was asked, holds it or does not; whether it
    stands behind others; whether a name begins so."""

    pk: int
    rank: tuple[int, int, int]


class Found(NamedTuple):
    hits: list[Hit]
    #: There are more than can be leafed through.
    more: bool


def find(shelves: Sequence[Shelf], asked: Asked) -> tuple[dict[str, Found], bool]:
    """What each shelf holds of what was asked, the best first; and whether every text could be looked into.

    One statement; another one for shelves that hold more than can be leafed through, whose best may not be among
    the first that came.
    """
    rows, blank = _read(shelves, asked, _first)
    whole = True
    if blank:
        whole = min([shelves[number].records().fill_search_texts() for number in blank])
        rows, _ = _read(shelves, asked, _first)
    crowded = [shelf for shelf in shelves if len(rows[shelf.key]) > MOST]
    if crowded:
        rows |= _read(crowded, asked, _best)[0]
    found = {shelf.key: Found(_ranked(shelf, rows[shelf.key], asked), shelf in crowded) for shelf in shelves}
    return found, whole


def _ranked(shelf: Shelf, rows: Iterable[tuple], asked: Asked) -> list[Hit]:
    newest = sorted(dict.fromkeys(rows), key=lambda row: row[2] or "", reverse=shelf.descending)
    hits = [Hit(pk, rank(names, asked, behind)) for pk, names, _, behind in newest]
    return sorted(hits, key=lambda hit: hit.rank)[:MOST]


def rank(names: str, asked: Asked, behind: int = 0) -> tuple[int, int, int]:
    """How well names, each between two line ends, fit what was asked."""
    if f"\n{asked.whole}\n" in names:
        return (0, 0, 0)
    if not all(any(form in names for form in forms) for forms in asked.words):
        return (2, 0, 0)
    return (1, behind, 0 if any(f"\n{form}" in names for form in asked.words[0]) else 1)


# --- Statements ---------------------------------------------------------------------------------------


class Given(NamedTuple):
    """A place in a statement for what was asked: the whole, or a form of a word in a text or a name; itself or the
    pieces it is found by."""

    what: str
    pieces: bool
    word: int = 0
    form: int = 0

    def of(self, asked: Asked) -> str | list[str]:
        if self.what == "whole":
            return whole_pieces(asked.whole) if self.pieces else f"\n{asked.whole}\n"
        form = asked.words[self.word][self.form]
        if not self.pieces:
            return form
        return name_pieces(pieces_of(form)) if self.what == "name" else pieces_of(form)


def _read(shelves: Sequence[Shelf], asked: Asked, make: Callable) -> tuple[dict[str, list[tuple]], list[int]]:
    """Rows (pk, names, order, behind) per shelf, and the numbers of the shelves with blank texts."""
    sql, params = _statement(make, tuple(shelves), asked.shape, today())
    rows: dict[str, list[tuple]] = {shelf.key: [] for shelf in shelves}
    blank = []
    with connection.cursor() as cursor:
        cursor.execute(sql, [value.of(asked) if isinstance(value, Given) else value for value in params])
        for number, *row in cursor.fetchall():
            if number < 0:
                blank.append(-1 - number)
            else:
                rows[shelves[number].key].append(tuple(row))
    return rows, blank


@lru_cache(maxsize=200)
def _statement(make: Callable, shelves: tuple[Shelf, ...], shape: tuple[int, ...], day) -> tuple[str, tuple]:
    """One statement of the querysets that `make` makes of each shelf. What is public depends on the day."""
    made = [
        queryset.values_list(Value(number), "pk", *_columns(shelf))
        for number, shelf in enumerate(shelves)
        for queryset in make(shelf, shape)
    ]
    if make is _first:
        made += [_blank(number, shelf) for number, shelf in enumerate(shelves)]
    parts = [queryset.query.sql_with_params() for queryset in made]
    # SQLite takes a limit only in a SELECT of its own.
    sql = " UNION ALL ".join(f"SELECT * FROM ({part}) AS part{n}" for n, (part, _) in enumerate(parts))  # noqa: S608 — Django's own
    return sql, tuple(value for _, params in parts for value in params)


def _columns(shelf: Shelf):
    text = models.TextField()
    return (
        Left("search_text", StrIndex("search_text", Value(END_OF_NAMES))),
        Cast(F(shelf.by), text),
        models.Case(models.When(shelf.behind, then=1), default=0) if shelf.behind else Value(0),
    )


def _blank(number: int, shelf: Shelf):
    """A row where a text waits to be made."""
    blank = shelf.records().model._base_manager.filter(search_text__isnull=True)
    empty = Value("", models.TextField())
    return blank.order_by().values_list(Value(-1 - number), "pk", empty, empty, Value(0))[:1]


def _first(shelf: Shelf, shape: tuple[int, ...]):
    """The first that come and, where there are no more, all; without an order, which might mislead the planner."""
    yield _holding(shelf.records(), shape, _in_text).order_by()[: MOST + 1]


def _best(shelf: Shelf, shape: tuple[int, ...]):
    """The newest that are named so, whose names hold the words, and of all."""
    records = shelf.records().order_by(*shelf.order)
    yield records.filter(_is_named())[:MOST]
    yield _holding(records, shape, _in_names)[:MOST]
    yield _holding(records, shape, _in_text)[:MOST]


def _holding(records: SearchableQuerySet, shape: tuple[int, ...], holds: Callable[[int, int], Q]):
    """Records that hold every word in one of its forms."""
    for word, forms in enumerate(shape):
        records = records.filter(reduce(or_, (holds(word, form) for form in range(forms))))
    return records


def _in_text(word: int, form: int) -> Q:
    return Q(search_text__holds=Given("text", False, word, form)) & _pieces("text", word, form)


def _in_names(word: int, form: int) -> Q:
    return Q(search_text__names=Given("name", False, word, form)) & _pieces("name", word, form)


def _is_named() -> Q:
    return Q(search_text__names=Given("whole", False)) & _pieces("whole")


def _pieces(what: str, *place: int) -> Q:
    """The index first, where there is one."""
    if connection.vendor != "postgresql":
        return Q()
    return Q(search_grams__has_grams=Given(what, True, *place))

"""Search in Japanese without a dictionary: each record keeps one text in which ways of writing are one.

`common.db.BlankSearchText` blanks it with every write to what it is made of, by whichever door; `written` fills
the blanks before it looks, so nothing is ever stale. On PostgreSQL the text's pieces of one and two characters
have an index, after which LIKE is exact; on SQLite LIKE does it alone.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from django.db import connections, models, transaction
from django.db.models import Case, Q, Value, When
from django.db.models.functions import StrIndex

from common.text import folded

#: Each word is a condition of its own; one letter such as U+FDFA alone becomes four words.
MOST_WORDS = 10
BATCH = 200


def words(text: str) -> list[str]:
    """The first words of what was typed, in the width the records are written in."""
    return unicodedata.normalize("NFKC", text).split()[:MOST_WORDS]


def search_words(text: str) -> list[str]:
    """The words as they are compared with a search text; what folds to nothing is no word."""
    return [word for word in map(folded, words(text)) if word]


def grams(text: str) -> set[str]:
    """The pieces of one and of two characters of a text, none over the end of a line."""
    pieces: set[str] = set()
    for line in text.split("\n"):
        pieces.update(line)
        pieces.update(map("".join, pairwise(line)))
    return pieces


@models.TextField.register_lookup
class HasGrams(models.Lookup):
    """`search_grams__has_grams=[…]`: each of the pieces is there. PostgreSQL only, by its index."""

    lookup_name = "has_grams"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        return f"string_to_array({column}, E'\\n') @> %s::text[]", [*params, list(self.rhs)]


class SearchableQuerySet(models.QuerySet):
    def written(self, text: str):
        """Records in whose search text every word of `text` is found; all where there is no word."""
        return self.filter(self.containing(text))

    def containing(self, text: str) -> Q:
        """The condition of `written`, true of all where there is no word."""
        wanted, met = search_words(text), Q()
        if not wanted:
            return met
        self.fill_search_texts()
        if connections[self.db].vendor == "postgresql":
            pieces = set().union(*({word} if len(word) == 1 else _pairs(word) for word in wanted))
            met &= Q(search_grams__has_grams=sorted(pieces))
        for word in wanted:
            met &= Q(search_text__contains=word)
        return met

    def by_rank(self, text: str):
        """The best first: whose name is the first word, then by how early the word stands in the text, which
        begins with name, reading and number. `rank` is that place; 0 is the name itself."""
        first = next(iter(search_words(text)), "")
        return self.annotate(
            rank=Case(
                When(search_text__startswith=f"{first}\n", then=Value(0)),
                default=StrIndex("search_text", Value(first)),
            )
        ).order_by("rank", *self.model._meta.ordering)

    def fill_search_texts(self) -> int:
        """Make the texts that writes have blanked; how many there were. Bulk writers call it at their end."""
        records = self.model._base_manager.using(self.db)
        filled = 0
        while blank := list(
            records.filter(search_text__isnull=True).order_by("pk").values_list("pk", flat=True)[:BATCH]
        ):
            with transaction.atomic(using=self.db):
                # Locked, so that a write under way blanks the text after we wrote it, not before.
                rows = list(
                    records.select_for_update()
                    .filter(pk__in=blank)
                    .order_by("pk")
                    .prefetch_related(*self.model.SEARCH_PREFETCH)
                )
                indexed = connections[self.db].vendor == "postgresql"
                for row in rows:
                    row.search_text = "\n".join(filter(None, map(folded, filter(None, row.search_parts()))))
                    row.search_grams = "\n".join(sorted(grams(row.search_text))) if indexed else ""
                records.bulk_update(rows, ["search_text", "search_grams"])
            filled += len(blank)
        return filled


def _pairs(word: str) -> set[str]:
    return {piece for piece in grams(word) if len(piece) == 2}


def search_columns(*relations: str) -> list[str]:
    """The search columns of related records, to `defer()` with what is read along a relation."""
    return [f"{relation}__{column}" for relation in relations for column in ("search_text", "search_grams")]


class SearchableManager(models.Manager):
    """Leaves the search columns out of what is read: nothing shows them."""

    def get_queryset(self):
        return super().get_queryset().defer("search_text", "search_grams")


class Searchable(models.Model):
    """A record that search finds. `search_parts()` are its words, the most telling first."""

    #: Relations that `search_parts()` reads.
    SEARCH_PREFETCH: tuple[str | models.Prefetch, ...] = ()

    search_text = models.TextField(null=True, editable=False)
    search_grams = models.TextField(null=True, editable=False)

    class Meta:
        abstract = True

    def search_parts(self) -> Iterable[str]:
        raise NotImplementedError

    @staticmethod
    def index(name: str) -> models.Index:
        """Finds the blanks at once."""
        return models.Index(fields=["id"], condition=Q(search_text__isnull=True), name=f"{name}_search_blank")


class Part(NamedTuple):
    text: str
    hit: bool


def marked(text: str, words: Iterable[str]) -> list[Part]:
    """A text in parts, those that search found marked; `words` are folded. Compared letter by letter, so that
    each folded letter knows the one it came of."""
    letters, places = [], []
    for place, letter in enumerate(text):
        for one in folded(letter):
            letters.append(one)
            places.append(place)
    plain, hits = "".join(letters), set()
    for word in words:
        for start in _places_of(word, plain):
            hits.update(range(places[start], places[start + len(word) - 1] + 1))
    parts: list[Part] = []
    for place, letter in enumerate(text):
        if parts and parts[-1].hit == (place in hits):
            parts[-1] = Part(parts[-1].text + letter, parts[-1].hit)
        else:
            parts.append(Part(letter, place in hits))
    return parts


def _places_of(word: str, text: str) -> Iterator[int]:
    start = text.find(word) if word else -1
    while start >= 0:
        yield start
        start = text.find(word, start + len(word))

"""The texts of records: how they are kept, filled and asked.

`common.db.BlankSearchText` blanks a record's text with every write to what it is made of, by whichever door;
`written` fills the blanks before it looks, so nothing is ever stale. On PostgreSQL the text's pieces of one and
two letters have an index, and what it finds is looked into; on SQLite every text is looked into.
"""

import logging
import re
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db import DatabaseError, connections, models, transaction
from django.db.models import Q

from common.kept import kept
from common.search.words import LONGEST_NAME, pieces_of, search_words, text_pieces
from common.text import folded

logger = logging.getLogger(__name__)

BATCH = 1000
#: Between what a record is called and what else is written in it. Every name has a line of its own.
END_OF_NAMES = "\n\n"


@models.TextField.register_lookup
class HasGrams(models.Lookup):
    """`search_grams__has_grams=[…]`: each of the pieces is there. PostgreSQL only, by its index."""

    lookup_name = "has_grams"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        return f"string_to_array({column}, E'\\n') @> %s::text[]", [*params, self.rhs]


@models.TextField.register_lookup
class Holds(models.Lookup):
    """`search_text__holds=word`: the word stands in it. LIKE says the same, but PostgreSQL takes what a LIKE finds
    for next to nothing, and reads a hundred thousand records to put what it takes for ten in order."""

    lookup_name = "holds"
    prepare_rhs = False
    template = "{place}({column}, %s) > 0"

    def as_sql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        place = "strpos" if connection.vendor == "postgresql" else "instr"
        sql = self.template.format(place=place, column=column)
        return sql, [*params, self.rhs] * sql.count("%s")


@models.TextField.register_lookup
class Names(Holds):
    """`search_text__names=word`: it stands in what the record is called, where the text begins."""

    lookup_name = "names"
    template = f"({Holds.template} AND {{place}}({{column}}, %s) < {{place}}({{column}}, '{END_OF_NAMES}'))"


class SearchableQuerySet(models.QuerySet):
    model: Any

    def written(self, text: str):
        """Records in whose search text every word of `text` is found; all where there is no word."""
        return self.filter(self.containing(text))

    def containing(self, text: str) -> Q:
        """The condition of `written`, true of all where there is no word."""
        met = Q()
        for number, forms in enumerate(search_words(text)):
            if number == 0:
                made = _texts_are_made if self.model.SEARCH_IS_PUBLIC else _make_texts
                made(self.model, self.db)
            met &= reduce(or_, map(self._holding, forms))
        return met

    def _holding(self, form: str) -> Q:
        held = Q(search_text__holds=form)
        if connections[self.db].vendor == "postgresql":
            held &= Q(search_grams__has_grams=pieces_of(form))
        return held

    def nearly_named(self, name: str):
        """Records that have a folded name with one letter other than this one. Reads every record."""
        if not 3 <= len(name) <= LONGEST_NAME:
            return self.none()
        letters = [re.escape(letter) for letter in name]
        off = "|".join("".join([*letters[:at], "[^\n]", *letters[at + 1 :]]) for at in range(len(letters)))
        return self.filter(search_text__regex=f"\n({off})\n")

    def fill_search_texts(self) -> bool:
        """Make the texts that writes have blanked. Bulk writers call it at their end, else the next search does.

        False where the database takes no writes, as a replica does: then search finds what is there.
        """
        records = self.model._base_manager.using(self.db).order_by("pk")
        blank = records.filter(search_text__isnull=True)
        try:
            # Rows that someone is writing come last and one by one: who waits for one holds no other, and so
            # never stands in a writer's way.
            while blank.values("pk")[:1]:
                _fill(records.select_for_update(skip_locked=True), blank, BATCH) or _fill(
                    records.select_for_update(), blank, 1
                )
        except DatabaseError as error:
            logger.warning("Search texts of %s could not be made: %s", self.model._meta.label, error)
            return False
        return True


def _make_texts(model: type[models.Model], database: str) -> bool:
    records: Any = model._default_manager.using(database)
    return records.fill_search_texts()


#: Asked once per version of the public content: what blanks a public text raises it.
_texts_are_made = kept(20)(_make_texts)


def _fill(locked: models.QuerySet, blank: models.QuerySet, most: int) -> int:
    """Make the texts of the first blanks that can be had; how many. The lock lets a write under way, which we do
    not see, blank the text after we wrote it and not before."""
    model, database = locked.model, connections[locked.db]
    with transaction.atomic(using=locked.db):
        rows = list(
            locked.filter(pk__in=list(blank.values_list("pk", flat=True)[:most]))
            .filter(search_text__isnull=True)
            .prefetch_related(*model.SEARCH_PREFETCH)
        )
        if rows:
            with database.cursor() as cursor:
                table = database.ops.quote_name(model._meta.db_table)
                cursor.executemany(
                    f"UPDATE {table} SET search_text = %s, search_grams = %s WHERE id = %s",  # noqa: S608 — our own
                    [
                        (*row.made_search_text(indexed=database.vendor == "postgresql"), row.pk)
                        for row in rows
                    ],
                )
    return len(rows)


def search_columns(*relations: str) -> list[str]:
    """The search columns of related records, to `defer()` with what is read along a relation."""
    return [f"{relation}__{column}" for relation in relations for column in ("search_text", "search_grams")]


class SearchableManager(models.Manager):
    """Leaves the search columns out of what is read: nothing shows them."""

    def get_queryset(self):
        return super().get_queryset().defer("search_text", "search_grams")


class Searchable(models.Model):
    """A record that search finds, by what it is called before all else."""

    #: Relations that `search_names()` and `search_parts()` read.
    SEARCH_PREFETCH: tuple[str | models.Prefetch, ...] = ()
    #: Whether a write to it raises the version of the public content, under which it is known that no text is blank.
    SEARCH_IS_PUBLIC = True

    search_text = models.TextField(null=True, editable=False)
    search_grams = models.TextField(null=True, editable=False)

    class Meta:
        abstract = True

    def search_names(self) -> Iterable[str]:
        """What it is called: names, readings, numbers."""
        return (str(self),)

    def search_parts(self) -> Iterable[str]:
        """What else is written in it."""
        return ()

    def made_search_text(self, *, indexed: bool) -> tuple[str, str]:
        """Text and pieces. Each name stands between two line ends, so that a whole one is found by them too."""
        names, parts = _lines(self.search_names()), _lines(self.search_parts())
        text = "\n" + "\n".join(names) + END_OF_NAMES + "\n".join(parts)
        return text, "\n".join(sorted(text_pieces(names, text))) if indexed else ""

    @staticmethod
    def index(name: str) -> models.Index:
        """Finds the blanks at once."""
        return models.Index(fields=["id"], condition=Q(search_text__isnull=True), name=f"{name}_search_blank")


def _lines(parts: Iterable[str]) -> list[str]:
    """Folded, none empty, each once."""
    return [line for line in dict.fromkeys(map(folded, filter(None, parts))) if line]

"""Data for machines, declared once: page, CSV, Excel, JSON and dictionary of a dataset read the same columns.

The rules are those of 行政データの機械可読性: one datum a cell, numbers as numbers with their unit in the header, codes
as text beside names, days in ISO 8601, nothing for what is not known (never 0), nothing left out because it repeats.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import models

from common.text import printable

Datum = str | int | float | dt.date | None
#: How many records are in memory at once while a file is written.
CHUNK = 1000


class DataKind(models.TextChoices):
    """What stands in a column, as the dictionary says it."""

    TEXT = "text", "文字列"
    CODE = "code", "コード（文字列）"
    NUMBER = "number", "数値"
    DAY = "day", "日付（ISO 8601）"
    PARTIAL_DAY = "partial_day", "日付（ISO 8601、分かるところまで）"
    TIME = "time", "時刻（HH:MM）"
    ADDRESS = "address", "URL"


@dataclass(frozen=True)
class DataColumn:
    """A column: its name in JSON, its header (a number's unit in it), what it means, and how a row's datum is taken.

    `choices` are all values that can stand there, where they are of a code list. What is `required` is never empty.
    An ADDRESS of our own begins with "/"; who writes it out makes it whole.
    """

    key: str
    label: str
    meaning: str
    value: Callable[[Any], Datum]
    kind: DataKind = DataKind.TEXT
    choices: tuple[str, ...] = ()
    required: bool = False

    def datum(self, row: Any) -> Datum:
        """Nothing is None, whatever the record holds for it; labels that wait for a language are text, and text is
        without control characters and without the space around it that only sets it off."""
        value = self.value(row)
        if isinstance(value, int | float | dt.date):
            return value
        return (value is not None and printable(str(value)).strip()) or None


@dataclass(frozen=True)
class Dataset:
    """`read` gives the rows of a day one after the other; they are of no interest but to the columns.

    `of_day` says in words what the day decides. `changed_on` tells when the records last changed, None where that
    is not on record.
    """

    key: str
    title: str
    about: str
    columns: tuple[DataColumn, ...]
    read: Callable[[dt.date], Iterable[Any]]
    of_day: str = ""
    changed_on: Callable[[], dt.date | None] = lambda: None

    def rows(self, day: dt.date, most: int | None = None) -> Iterator[list[Datum]]:
        """All rows, read in pieces; or the first of them."""
        found = self.read(day)
        if isinstance(found, models.QuerySet):
            found = found.iterator(chunk_size=CHUNK) if most is None else found[:most]
        for row in islice(found, most):
            yield [column.datum(row) for column in self.columns]

    def count(self, day: dt.date) -> int:
        found = self.read(day)
        return found.count() if isinstance(found, models.QuerySet) else sum(1 for _ in found)

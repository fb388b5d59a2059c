"""Data for machines, declared once: page, CSV, Excel, JSON and dictionary of a dataset read the same columns.

The rules are those of 行政データの機械可読性: one datum a cell, numbers as numbers with their unit in the header, codes
as text beside names, days in ISO 8601, nothing for what is not known (never 0), nothing left out because it repeats.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models

Datum = str | int | float | dt.date | None


class DataKind(models.TextChoices):
    """What stands in a column, as the dictionary says it."""

    TEXT = "text", "文字列"
    CODE = "code", "コード（文字列）"
    NUMBER = "number", "数値"
    DAY = "day", "日付（ISO 8601）"


@dataclass(frozen=True)
class DataColumn:
    """A column: its name in JSON, its header (a number's unit in it), what it means, and how a row's datum is taken.

    `choices` are all values that can stand there, where they are of a code list.
    """

    key: str
    label: str
    meaning: str
    value: Callable[[Any], Datum]
    kind: DataKind = DataKind.TEXT
    choices: tuple[str, ...] = ()

    def datum(self, row: Any) -> Datum:
        """Nothing is None, whatever the record holds for it; labels that wait for a language are text."""
        value = self.value(row)
        if value is None or value == "":
            return None
        return value if isinstance(value, int | float | dt.date) else str(value)


@dataclass(frozen=True)
class Dataset:
    """`read` gives the rows of a day one after the other; they are of no interest but to the columns."""

    key: str
    title: str
    about: str
    columns: tuple[DataColumn, ...]
    read: Callable[[dt.date], Iterable[Any]]

    def rows(self, day: dt.date) -> Iterator[list[Datum]]:
        for row in self.read(day):
            yield [column.datum(row) for column in self.columns]

"""Grids of counts, each of which knows what it counts.

A count is the length of the list behind it, so a number and the list it opens cannot disagree. Printed
figures (`Figure`) stand beside the counts under the same row and column and are never mixed with them.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import Q

from common.kept import kept
from municipalities.models import Source
from portal.models import Figure, ReleaseTable

#: The fiscal year the published series begin with.
FIRST_YEAR = 2015
#: The tables whose released figures stand beside the counts.
RELEASED = ("T1", "T3", "T4", "T5")


@dataclass(frozen=True)
class Count:
    """A number with the ids it counts, of what, and for bodies on which day and for which reasons."""

    of: str  # "body", "year" (ProjectYear), "event" or "entry" (PartnerListEntry)
    ids: tuple[int, ...]
    day: dt.date | None = None
    why: str = ""  # the attribute of Linked that tells the reasons

    @property
    def value(self) -> int:
        return len(self.ids)

    @property
    def where(self) -> Q:
        """The condition by which the list behind the number is read."""
        return Q(pk__in=self.ids)


@dataclass(frozen=True)
class Matching:
    """A number that the database counted, with the condition it was counted by: for records without bound."""

    of: str
    value: int
    where: Q
    day: dt.date | None = None
    why: str = ""


@dataclass(frozen=True)
class Head:
    """A row or column: its key in addresses and fixtures, its label, and its unit where it differs."""

    key: str
    label: str
    unit: str = ""
    note: str = ""


@dataclass
class StatTable:
    key: str
    title: str
    definition: str
    unit: str
    rows: list[Head]
    columns: list[Head]
    row_label: str = "区分"
    counts: dict[tuple[str, str], Count | Matching] = field(default_factory=dict)
    printed: dict[tuple[str, str], Figure] = field(default_factory=dict)

    def count(self, row: str, column: str) -> Count | Matching | None:
        return self.counts.get((row, column))


def reporting_day(year: int) -> dt.date:
    """The day of the yearly survey: 1 August."""
    return dt.date(year, 8, 1)


def years_to(day: dt.date) -> range:
    """The fiscal years of the series up to the last 1 August that has come by `day`."""
    last = day.year if day >= reporting_day(day.year) else day.year - 1
    return range(FIRST_YEAR, max(last, FIRST_YEAR) + 1)


# What stands in a table whichever day is asked for is read once for all days (common.kept).


@kept(5)
def figures_of(table: str) -> list[Figure]:
    """The published figures of a table: those that documents printed, and those of our own releases."""
    return [*released_figures().get(table, ()), *Figure.objects.of_table(table)]


@kept(1)
def released_figures() -> dict[str, list[Figure]]:
    """By table: of each release its own year's row; of T5, which has no years, all. T2 lists other associations each
    year: its figures stand in the release alone."""
    found: dict[str, list[Figure]] = {key: [] for key in RELEASED}
    for frozen in ReleaseTable.objects.of_published_records().filter(key__in=RELEASED):
        found[frozen.key] += [
            _released(frozen, count)
            for count in frozen.content["counts"]
            if frozen.key == "T5" or count["row"] == str(frozen.release.fiscal_year)
        ]
    return found


def _released(frozen: ReleaseTable, count: dict) -> Figure:
    """As if a document had printed it. The figures of years have their series as the row."""
    of_day = frozen.key == "T5"
    return Figure(
        table=frozen.key,
        row=count["row"] if of_day else count["column"],
        column=count["column"] if of_day else "count",
        fiscal_year=frozen.release.fiscal_year,
        as_of=frozen.release.as_of,
        label=count["column_label"],
        printed=f"{count['value']:,}",
        value=count["value"],
        source=Source(title=str(frozen.release)),
    )


def printed_by(table: str, place: Callable[[Figure], tuple[str, str]], **filters) -> dict:
    """The printed figures of a table by row and column, those whose fields have the values given."""
    return {
        place(figure): figure
        for figure in figures_of(table)
        if all(getattr(figure, name) == value for name, value in filters.items())
    }


def increase(first: int, last: int) -> str:
    """Ratio and increase are different figures: 「1.67倍（67.4%増）」."""
    if last == first:
        return "1.00倍（増減なし）"
    percent = 100 * (last - first) / first
    return f"{last / first:.2f}倍（{abs(percent):.1f}%{'増' if percent >= 0 else '減'}）"

"""会員の活動 (T10): what was posted on the board, answered and settled, per fiscal year, area and field.

An office's figures are of the threads it may see. Who answered whom is the secretariat's alone to see, and so are the
figures that tell of it.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from django.db.models import Count, Min, OuterRef, Subquery
from django.utils import timezone

from bulletin.models import Response, Thread
from common.dates import fiscal_year, fiscal_year_label
from common.kept import Kept, members_version
from municipalities.models import Office
from municipalities.models.bodies import Area
from projects.models import Field

State = Thread.State


class Posted(NamedTuple):
    """A thread as the figures count it."""

    pk: int
    opened_at: dt.datetime
    area: str | None
    field: str
    state: str
    responses: int | None
    answered_at: dt.datetime | None

    @property
    def year(self) -> int:
        return fiscal_year(timezone.localdate(self.opened_at))

    @property
    def days_to_answer(self) -> float | None:
        waited = self.answered_at and self.answered_at - self.opened_at
        return None if waited is None else max(waited.total_seconds(), 0) / 86_400


@dataclass(frozen=True)
class Measure:
    """A column: which threads it counts, or what it tells of all of them."""

    key: str
    label: str
    unit: str
    counts: Callable[[Posted], bool] | None
    tells: Callable[[list[Posted]], int | float | None]
    #: Tells of answers, which the secretariat alone sees of all.
    of_answers: bool = False


def _counting(test: Callable[[Posted], bool]) -> Callable[[list[Posted]], int]:
    return lambda rows: sum(map(test, rows))


def _days(rows: list[Posted]) -> float | None:
    days = [row.days_to_answer for row in rows if row.days_to_answer is not None]
    return round(median(days), 1) if days else None


def is_settled(row: Posted) -> bool:
    return row.state == State.SETTLED


def is_unanswered(row: Posted) -> bool:
    return not row.responses


MEASURES = (
    Measure("threads", "投稿", "件", lambda row: True, len),
    Measure("settled", "成立した投稿", "件", is_settled, _counting(is_settled)),
    Measure(
        "responses", "回答", "件", None, lambda rows: sum(row.responses or 0 for row in rows), of_answers=True
    ),
    Measure("days", "最初の回答までの日数（中央値）", "日", None, _days, of_answers=True),
    Measure("unanswered", "回答のない投稿", "件", is_unanswered, _counting(is_unanswered), of_answers=True),
)


def measures_for(office: Office) -> list[Measure]:
    return [measure for measure in MEASURES if office.is_secretariat or not measure.of_answers]


_shelf = Kept(20, by=members_version)


def posted(office: Office) -> list[Posted]:
    """The threads the office may see, once opened, in one statement; answers for the secretariat."""
    return _shelf.get(office.pk, lambda: list(_read(office)))


def _read(office: Office) -> Iterable[Posted]:
    rows = Thread.objects.visible_to(office).filter(opened_at__isnull=False).order_by("-number")
    fields = ["pk", "opened_at", "sender__area", "field", "state"]
    if not office.is_secretariat:
        return (Posted(*row, None, None) for row in rows.values_list(*fields))
    sent = (
        Response.objects.visible_to(office).sent().filter(thread=OuterRef("pk")).order_by().values("thread")
    )
    answers = {
        "answers": Subquery(sent.annotate(number=Count("pk")).values("number")),
        "first_at": Subquery(sent.annotate(first=Min("submitted_at")).values("first")),
    }
    return (Posted(*row) for row in rows.annotate(**answers).values_list(*fields, "answers", "first_at"))


class Group(NamedTuple):
    """A row of a table: what its threads have in common."""

    key: str
    label: str
    holds: Callable[[Posted], bool]


def years_of(rows: list[Posted]) -> list[int]:
    """From the first thread to the last, none left out."""
    years = [row.year for row in rows]
    return list(range(min(years), max(years) + 1)) if years else []


def by_year(rows: list[Posted]) -> list[Group]:
    return [
        Group(str(year), fiscal_year_label(year), lambda row, year=year: row.year == year)
        for year in years_of(rows)
    ]


def by_area(rows: list[Posted]) -> list[Group]:
    """Threads of the secretariat are of no area."""
    found = [Group(area.value, area.label, lambda row, area=area: row.area == area.value) for area in Area]
    return [*found, Group("none", "事務局", lambda row: not row.area)]


def by_field(rows: list[Posted]) -> list[Group]:
    found = [
        Group(value, label, lambda row, value=value: row.field == value) for value, label in Field.choices
    ]
    return [*found, Group("none", "分野の記載なし", lambda row: not row.field)]


#: The tables: key, title, and what their rows are.
TABLES: dict[str, tuple[str, Callable[[list[Posted]], list[Group]]]] = {
    "year": ("年度別", by_year),
    "area": ("投稿した団体のエリア別", by_area),
    "field": ("分野別", by_field),
}


def of_year(rows: list[Posted], year: int | None) -> list[Posted]:
    return rows if year is None else [row for row in rows if row.year == year]


def grouped(rows: list[Posted], key: str) -> list[tuple[Group, list[Posted]]]:
    """Each group with its threads, and all of them at the end."""
    groups = [*TABLES[key][1](rows), Group("total", "合計", lambda row: True)]
    return [(group, [row for row in rows if group.holds(row)]) for group in groups]

"""What is done together, by fiscal year: T3, T4 and the fields of the projects."""

import datetime as dt
from typing import NamedTuple

from django.db import models
from django.db.models import Q

from common.dates import fiscal_year, fiscal_year_label
from common.kept import kept
from portal.statistics.ledger import Ledger
from portal.statistics.tables.grid import FIRST_YEAR, Count, Head, Matching, StatTable, printed_by
from projects.models import Event, Field, Project, ProjectYear

CALLED_OFF = (ProjectYear.Status.CANCELLED, ProjectYear.Status.POSTPONED)
#: The columns of T3, each with the condition on the year that it counts.
T3_COLUMNS = {
    **{Head(value, label): Q(project__scope=value) for value, label in Project.Scope.choices},
    Head("done", "うち実施"): Q(status=ProjectYear.Status.DONE),
    Head("planned", "うち計画"): Q(status=ProjectYear.Status.PLANNED),
    Head("called_off", "うち中止・延期"): Q(status__in=CALLED_OFF),
    Head("total", "合計"): Q(),
}


@kept(1)
def years_counted() -> dict[int, dict[str, int]]:
    """Fiscal year → column of T3 → how many projects."""
    return _years_by(T3_COLUMNS)


def _years_by(columns: dict[Head, Q]) -> dict[int, dict[str, int]]:
    numbers = {head.key: models.Count("pk", filter=condition) for head, condition in columns.items()}
    counted = ProjectYear.objects.counted().order_by().values("fiscal_year").annotate(**numbers)
    return {row["fiscal_year"]: row for row in counted}


def _of_years(day: dt.date, columns: dict[Head, Q], found: dict[int, dict[str, int]], **fields) -> StatTable:
    """A row per fiscal year up to a day, a column per condition on the projects of a year."""
    years = range(FIRST_YEAR, fiscal_year(day) + 1)
    return StatTable(
        unit="事業",
        row_label="年度",
        rows=[Head(str(year), fiscal_year_label(year)) for year in years],
        columns=list(columns),
        counts={
            (str(year), head.key): Matching(
                "year", found.get(year, {}).get(head.key, 0), Q(fiscal_year=year) & condition
            )
            for year in years
            for head, condition in columns.items()
        },
        **fields,
    )


def t3(ledger: Ledger, day: dt.date) -> StatTable:
    """連携事業数の状況: projects of each fiscal year by scope; cancelled and postponed ones are included."""
    return _of_years(
        day,
        T3_COLUMNS,
        years_counted(),
        key="T3",
        title="連携事業数の状況",
        definition=(
            "その年度に実施・計画された連携事業。中止・延期となったものを含む。複数の事業からなるプログラムは、"
            "属する事業で数える。"
        ),
        printed=printed_by("T3", lambda f: (str(f.fiscal_year), f.row), column="count"),
    )


FIELD_COLUMNS = {
    **{Head(value, label): Q(project__field=value) for value, label in Field.choices},
    Head("none", "分野の記載なし"): Q(project__field=""),
    Head("total", "合計"): Q(),
}


@kept(1)
def fields_counted() -> dict[int, dict[str, int]]:
    """Fiscal year → column of the table by fields → how many projects."""
    return _years_by(FIELD_COLUMNS)


def by_field(ledger: Ledger, day: dt.date) -> StatTable:
    """The projects of T3 by field."""
    return _of_years(
        day,
        FIELD_COLUMNS,
        fields_counted(),
        key="by-field",
        title="連携事業数（分野別）",
        definition="その年度に実施・計画された連携事業を分野ごとに数えた。中止・延期となったものを含む。",
    )


class JointWork(NamedTuple):
    """What all 23 wards do together: their projects, and by fiscal year and number of the project the ids of the events
    they held, and of the years that were carried out."""

    projects: list[tuple[str, str]]  # number and title
    held: dict[tuple[str, str], list[int]]
    done: dict[tuple[str, str], list[int]]


@kept(1)
def joint_work() -> JointWork:
    projects = Project.objects.published().joint().order_by("number").values_list("number", "title")
    held = Event.objects.joint().held()
    done = ProjectYear.objects.counted().joint().done()
    return JointWork(list(projects), _by_year_and_project(held), _by_year_and_project(done))


def _by_year_and_project(rows: models.QuerySet) -> dict[tuple[str, str], list[int]]:
    found: dict[tuple[str, str], list[int]] = {}
    for pk, year, number in rows.values_list("pk", "fiscal_year", "project__number"):
        found.setdefault((str(year), number), []).append(pk)
    return found


def t4(ledger: Ledger, day: dt.date) -> StatTable:
    """23区一体事業の状況: one column per joint project, with the events held; or, for a project that holds none
    of its own (support of others' events), the years it was carried out."""
    years = range(FIRST_YEAR, fiscal_year(day) + 1)
    projects, held, done = joint_work()
    holding = {number for _, number in held}
    columns, counts = [], {}
    for number, title in projects:
        holds = number in holding
        columns.append(Head(number, title, "回" if holds else "事業"))
        for year in map(str, years):
            ids = (held if holds else done).get((year, number), ())
            counts[year, number] = Count("event" if holds else "year", tuple(ids))
    return StatTable(
        key="T4",
        title="23区一体事業の状況",
        definition="23区が一体となってその年度に開催した催し（回）と、支援した事業（事業）。",
        unit="回・事業",
        row_label="年度",
        rows=[Head(str(year), fiscal_year_label(year)) for year in years],
        columns=columns,
        counts=counts,
        printed=printed_by("T4", lambda f: (str(f.fiscal_year), f.row), column="count"),
    )

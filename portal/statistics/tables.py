"""The statistical tables T1–T5: grids of counts, each of which knows what it counts.

A count is the length of the list behind it, so a number and the list it opens cannot disagree. Printed
figures (`Figure`) stand beside the counts under the same row and column and are never mixed with them.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import models
from django.db.models import Q

from common.dates import fiscal_year, fiscal_year_label, wareki
from common.kept import kept
from municipalities.models import Agreement, LocalGovernment
from municipalities.models.bodies import Area
from portal.models import Figure
from portal.statistics.ledger import Ledger
from projects.models import Event, Project, ProjectYear

#: The fiscal year the published series begin with.
FIRST_YEAR = 2015


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
    return list(Figure.objects.of_table(table))


@kept(1)
def years_counted() -> dict[int, dict[str, int]]:
    """Fiscal year → column of T3 → how many projects."""
    numbers = {head.key: models.Count("pk", filter=condition) for head, condition in T3_COLUMNS.items()}
    counted = ProjectYear.objects.counted().order_by().values("fiscal_year").annotate(**numbers)
    return {row["fiscal_year"]: row for row in counted}


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


def printed_by(table: str, place: Callable[[Figure], tuple[str, str]], **filters) -> dict:
    """The printed figures of a table by row and column, those whose fields have the values given."""
    return {
        place(figure): figure
        for figure in figures_of(table)
        if all(getattr(figure, name) == value for name, value in filters.items())
    }


T1_COLUMNS = [
    Head("ties", "各区の交流自治体", note="連携・交流の記録がある団体。都道府県を含む"),
    Head("members", "会員登録自治体", note="全国連携ホームページの会員"),
    Head("covered", "広域連携協定締結自治体", note="市長会・町村会との協定に含まれる市町村"),
    Head("union", "合計", note="重複を除く"),
]


def t1_row(day: dt.date) -> str:
    """The key of the row of T1 that holds a day's figures."""
    return str(day.year) if day == reporting_day(day.year) and day.year >= FIRST_YEAR else "day"


def t1(ledger: Ledger, day: dt.date) -> StatTable:
    """連携自治体数の推移: per 1 August since 2015 and on the day itself."""
    days = {str(year): reporting_day(year) for year in years_to(day)}
    rows = [Head(key, fiscal_year_label(int(key)), note=wareki(on)) for key, on in days.items()]
    if t1_row(day) == "day":
        days["day"] = day
        rows.append(Head("day", "選んだ日", note=wareki(day)))
    counts = {}
    for key, on in days.items():
        linked = ledger.on(on)
        for column in T1_COLUMNS:
            counts[key, column.key] = Count(
                "body", tuple(sorted(getattr(linked, column.key))), on, column.key
            )
    return StatTable(
        key="T1",
        title="連携自治体数の推移",
        definition=(
            "その日に、各区との連携・交流の記録がある団体、会員登録のある団体、効力のある市長会・町村会との"
            "広域連携協定に含まれる市町村を数えた。合計は、いずれかに当たる団体を1回だけ数える。"
        ),
        unit="団体",
        row_label="年度（8月1日）",
        rows=rows,
        columns=T1_COLUMNS,
        counts=counts,
        printed=printed_by("T1", lambda f: (str(f.fiscal_year), f.row), column="count"),
    )


def by_prefecture(ledger: Ledger, day: dt.date) -> StatTable:
    """T1 on a day for each prefecture: what the map shows. A prefecture counts itself when it is linked."""
    linked = ledger.on(day)
    prefectures = [body for body in ledger.existing(day) if body.kind == LocalGovernment.Kind.PREFECTURE]
    ids: dict[tuple[str, str], list[int]] = defaultdict(list)
    for column in T1_COLUMNS:
        for pk in getattr(linked, column.key):
            body = ledger.bodies[pk]
            ids[(body.prefecture or body).code, column.key].append(pk)
    keys = [(prefecture.code, column.key) for prefecture in prefectures for column in T1_COLUMNS]
    return StatTable(
        key="by-prefecture",
        title="連携自治体数（都道府県別）",
        definition="その日の連携自治体を都道府県ごとに数えた。道府県が連携しているときは、道府県も数える。",
        unit="団体",
        row_label="都道府県",
        rows=[Head(prefecture.code, prefecture.name) for prefecture in prefectures],
        columns=T1_COLUMNS,
        counts={key: Count("body", tuple(sorted(ids[key])), day, key[1]) for key in keys},
    )


def t2(ledger: Ledger, day: dt.date) -> StatTable:
    """広域連携協定締結団体一覧: members derived on the day, the printed number beside it."""
    linked = ledger.on(day)
    by_association: dict[str, list[Agreement]] = defaultdict(list)
    for agreement in ledger.agreements:
        if agreement.pk in linked.covered_by:
            by_association[agreement.association.key].append(agreement)
    figures = printed_by("T2", lambda f: (f.row, f.column))
    rows = [
        Head(
            key,
            str(agreements[0].association),
            note="、".join(f"{wareki(agreement.signed_on)}締結" for agreement in agreements),
        )
        for key, agreements in by_association.items()
    ]
    counts = {
        (key, "members"): Count("body", tuple(sorted(linked.covered_by[agreements[0].pk])), day, "covered")
        for key, agreements in by_association.items()
    }
    printed = {place: figure for place, figure in figures.items() if place in counts}
    # The printed total is one of the associations printed: it says something beside the same ones only.
    if {row for row, _ in figures} == {"total", *by_association}:
        printed["total", "members"] = figures["total", "members"]
    rows.append(Head("total", "合計", note="重複を除く"))
    counts["total", "members"] = Count("body", tuple(sorted(linked.covered)), day, "covered")
    return StatTable(
        key="T2",
        title="広域連携協定締結団体一覧",
        definition=(
            "その日に効力のある市長会・町村会との協定。構成自治体数は、その日の都道府県内の"
            "市（市長会）または町村（町村会）から求める。"
        ),
        unit="団体",
        row_label="団体名",
        rows=rows,
        columns=[Head("members", "構成自治体数")],
        counts=counts,
        printed=printed,
    )


CALLED_OFF = (ProjectYear.Status.CANCELLED, ProjectYear.Status.POSTPONED)
#: The columns of T3, each with the condition on the year that it counts.
T3_COLUMNS = {
    **{Head(value, label): Q(project__scope=value) for value, label in Project.Scope.choices},
    Head("done", "うち実施"): Q(status=ProjectYear.Status.DONE),
    Head("planned", "うち計画"): Q(status=ProjectYear.Status.PLANNED),
    Head("called_off", "うち中止・延期"): Q(status__in=CALLED_OFF),
    Head("total", "合計"): Q(),
}


def t3(ledger: Ledger, day: dt.date) -> StatTable:
    """連携事業数の状況: projects of each fiscal year by scope; cancelled and postponed ones are included."""
    years = range(FIRST_YEAR, fiscal_year(day) + 1)
    found = years_counted()
    return StatTable(
        key="T3",
        title="連携事業数の状況",
        definition=(
            "その年度に実施・計画された連携事業。中止・延期となったものを含む。複数の事業からなるプログラムは、"
            "属する事業で数える。"
        ),
        unit="事業",
        row_label="年度",
        rows=[Head(str(year), fiscal_year_label(year)) for year in years],
        columns=list(T3_COLUMNS),
        counts={
            (str(year), head.key): Matching(
                "year", found.get(year, {}).get(head.key, 0), Q(fiscal_year=year) & condition
            )
            for year in years
            for head, condition in T3_COLUMNS.items()
        },
        printed=printed_by("T3", lambda f: (str(f.fiscal_year), f.row), column="count"),
    )


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


T5_COLUMNS = [
    Head("total", "市町村計"),
    Head("city", "市"),
    Head("town", "町"),
    Head("village", "村"),
    Head("prefecture", "区と県の交流"),
    Head("all", "道府県・市町村合計"),
]


def t5(ledger: Ledger, day: dt.date) -> StatTable:
    """特別区連携自治体数一覧（道府県・市町村別）: as printed, areas below, which include the prefectures."""
    ties = ledger.on(day).ties
    linked = [ledger.bodies[pk] for pk in ties]
    prefectures = [body for body in ledger.bodies.values() if body.kind == LocalGovernment.Kind.PREFECTURE]
    lying_in: dict[int, list[LocalGovernment]] = defaultdict(list)
    for body in linked:
        lying_in[body.prefecture_id or body.pk].append(body)
    counts: dict[tuple[str, str], Count] = {}

    def fill(row: str, bodies: list[LocalGovernment]) -> None:
        kinds = {column.key: (column.key,) for column in T5_COLUMNS[1:5]}
        kinds |= {"total": LocalGovernment.MUNICIPALITY_KINDS, "all": LocalGovernment.Kind.values}
        for column, wanted in kinds.items():
            ids = tuple(sorted(body.pk for body in bodies if body.kind in wanted))
            counts[row, column] = Count("body", ids, day, "ties")

    rows = []
    for prefecture in prefectures:
        rows.append(Head(prefecture.code, prefecture.name))
        fill(prefecture.code, lying_in[prefecture.pk])
    for area in Area:
        rows.append(Head(area.value, f"{area.label}（エリア計）"))
        fill(area.value, [body for body in linked if body.area == area])
    rows.append(Head("total", "合計"))
    fill("total", linked)
    return StatTable(
        key="T5",
        title="特別区連携自治体数一覧（道府県・市町村別）",
        definition="その日に各区との連携・交流の記録がある市町村と道府県。エリアの合計は道府県を含む。",
        unit="団体",
        row_label="都道府県",
        rows=rows,
        columns=T5_COLUMNS,
        counts=counts,
        printed=printed_by(
            "T5", lambda f: (f.row, "all" if f.column == "area_total" else f.column), as_of=day
        ),
    )


#: The published tables by their keys, in order.
BUILDERS: dict[str, Callable[[Ledger, dt.date], StatTable]] = {
    "T1": t1,
    "T2": t2,
    "T3": t3,
    "T4": t4,
    "T5": t5,
}


#: Further breakdowns whose numbers open lists like those of the tables.
BREAKDOWNS = {"by-prefecture": by_prefecture}


def build(key: str, day: dt.date, ledger: Ledger) -> StatTable:
    """One table or breakdown on a day. KeyError for an unknown key."""
    return (BUILDERS | BREAKDOWNS)[key](ledger, day)


def build_all(day: dt.date, ledger: Ledger) -> list[StatTable]:
    return [build(key, day, ledger) for key in BUILDERS]


def increase(first: int, last: int) -> str:
    """Ratio and increase are different figures: 「1.67倍（67.4%増）」."""
    percent = 100 * (last - first) / first
    return f"{last / first:.2f}倍（{abs(percent):.1f}%{'増' if percent >= 0 else '減'}）"

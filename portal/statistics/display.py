"""Statistical tables as pages and commands show them."""

import datetime as dt
from dataclasses import dataclass
from functools import cache, lru_cache
from urllib.parse import quote_plus, urlencode

from django.urls import reverse

from common.charts import Chart, line_chart
from common.dates import fiscal_year_label
from common.tables import Cell, Column, Table
from portal.models import Figure
from portal.statistics.basis import Basis
from portal.statistics.ledger import Ledger
from portal.statistics.tables import Count, Head, Matching, StatTable, increase, t1_row


def list_address(table: str, row: str, column: str, day: dt.date, basis: str = Basis.THEN) -> str:
    """Where the list behind a number of a table stands."""
    return f"{_list_page(table)}?{list_query(row, column, day, basis)}"


def list_query(row: str, column: str, day: dt.date, basis: str) -> str:
    """Nothing of the usual way of counting; lists are of records only, never of what was published."""
    # Written out: a page has a thousand of these, and urlencode took a fifth of its time.
    query = f"on={day.isoformat()}&row={_quoted(row)}&column={_quoted(column)}"
    return f"{query}&basis={basis}" if basis == Basis.TODAY else query


def asked_query(day: dt.date, basis: str) -> str:
    """The query string of a page of statistics on a day."""
    return urlencode({"on": day.isoformat()} | ({"basis": basis} if basis != Basis.THEN else {}))


_quoted = lru_cache(2000)(quote_plus)


@cache
def _list_page(table: str) -> str:
    return reverse("portal:statistics_list", args=[table])


@dataclass(frozen=True)
class Panel:
    """A table on a page with what must be said about it."""

    source: StatTable
    table: Table
    remarks: list[Figure]
    trend: str
    chart: Chart | None


def panel(table: StatTable, day: dt.date, basis: str = Basis.THEN) -> Panel:
    series = published_series(table)
    return Panel(table, shown(table, day, basis), remarks(table), trend(series), chart(table, series))


#: The column whose published series tells how the whole table moved.
TREND_COLUMN = {"T1": "union", "T3": "total"}


def published_series(table: StatTable) -> list[Figure]:
    """The published figures of the column that stands for the table, by fiscal year, as far as the table goes."""
    places = [(row.key, TREND_COLUMN.get(table.key, "")) for row in table.rows]
    return [table.printed[place] for place in places if place in table.printed]


def trend(series: list[Figure]) -> str:
    """How a published series moved from its first number to its last, in one sentence; nothing of 「－」, and no
    ratio to zero."""
    known = [figure for figure in series if figure.value is not None]
    if len(known) < 2 or not known[0].value:
        return ""
    first, last = known[0], known[-1]
    return (
        f"公表値は、{fiscal_year_label(first.fiscal_year)}の{first.printed}から"
        f"{fiscal_year_label(last.fiscal_year)}の{last.printed}へ、{increase(first.value, last.value)}。"
    )


def chart(table: StatTable, series: list[Figure]) -> Chart | None:
    """The published series as a line, beside it what the records say; a year without a figure is a gap."""
    if not series:
        return None
    values = {figure.fiscal_year: figure.value for figure in series}
    counted = {
        int(row.key): count.value
        for row in table.rows
        if row.key.isdecimal() and (count := table.count(row.key, TREND_COLUMN[table.key]))
    }
    years = range(min(values), max([*values, *counted]) + 1)
    return line_chart(
        f"{table.title}（合計）",
        [(f"{year}年度", values.get(year)) for year in years],
        table.unit,
        label="公表値",
        second=("このサイトの記録", [(f"{year}年度", counted.get(year)) for year in years]),
    )


@dataclass(frozen=True)
class Headline:
    """A figure on its own, with its share of all bodies that could be counted."""

    label: str
    value: int
    url: str
    note: str


def headlines(t1: StatTable, day: dt.date, ledger: Ledger, basis: str = Basis.THEN) -> list[Headline]:
    """The figures of T1 on the day, with both denominators spelled out."""
    row = t1_row(day)
    municipalities, everybody = len(ledger.municipalities(day)), sum(1 for _ in ledger.existing(day))
    notes = {
        "union": f"全国{everybody:,}団体（都道府県・特別区を含む）の{{percent_all}}",
        "covered": f"特別区を除く全国{municipalities:,}市町村の{{percent_municipalities}}",
    }
    found = []
    for column in t1.columns:
        value = t1.counts[row, column.key].value
        note = notes.get(column.key, column.note).format(
            percent_all=f"{value / everybody:.1%}" if everybody else "－",
            percent_municipalities=f"{value / municipalities:.1%}" if municipalities else "－",
        )
        if not value:
            note = f"{note}。この日の記録はありません"
        found.append(Headline(column.label, value, list_address(t1.key, row, column.key, day, basis), note))
    return found


def shown(table: StatTable, day: dt.date, basis: str = Basis.THEN) -> Table:
    """The table for a page: each count links to its list, the published figure stands below it."""
    columns = [Column(table.row_label), *(Column(c.label, unit=c.unit, numeric=True) for c in table.columns)]
    rows = [
        [
            Cell(row.key, row.label, note=row.note),
            *(_cell(table, row, column, day, basis) for column in table.columns),
        ]
        for row in table.rows
    ]
    return Table(f"{table.title}（単位：{table.unit}）", columns, rows)


def _cell(table: StatTable, row: Head, column: Head, day: dt.date, basis: str) -> Cell:
    count, figure = table.count(row.key, column.key), table.printed.get((row.key, column.key))
    address = list_address(table.key, row.key, column.key, day, basis)
    if basis == Basis.PUBLISHED and table.printed:
        told = f"記録 {count.value:,}" if count else ""
        return Cell(
            figure and figure.value, figure.printed if figure else "－", address if count else "", told
        )
    note = published_note(figure, count)
    if count is None:
        return Cell(None, "－", note=note)
    return Cell(count.value, f"{count.value:,}", address, note)


def published_note(figure: Figure | None, count: Count | Matching | None) -> str:
    """「公表値 564」 where the published figure differs from the records, 「公表値と一致」 where it does not."""
    if figure is None:
        return ""
    if count is not None and figure.value == count.value:
        return "公表値と一致"
    return f"公表値 {figure.printed}"


def remarks(table: StatTable) -> list[Figure]:
    """The published figures shown that differ from the records, with their reasons."""
    return [
        figure
        for place, figure in table.printed.items()
        if figure.remark and (count := table.counts.get(place)) and count.value != figure.value
    ]

"""What a page of statistics draws: the map, the areas, the fields and the wards, each from the counts of a table."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from common.charts import RowChart, row_chart
from common.dates import fiscal_year, fiscal_year_label
from portal import tilemap
from portal.statistics.display import chart, list_address, published_series
from portal.statistics.tables import StatTable
from portal.statistics.tables.wards import PARTNERS, PROJECTS

#: The drawings that can be taken away as files, by their keys, and the tables they are made of.
CHARTS = ("map", "T1", "T3", "areas", "fields", "partners", "projects")
DRAWN = ("by-prefecture", "T1", "T3", "by-area", "by-field", "T9")
Tables = Mapping[str, StatTable]


def tile_map(table: StatTable, day: dt.date, basis: str) -> dict[str, Any]:
    """Linked bodies per prefecture, each tile leading to its list."""
    counts = {row.key: table.counts[row.key, "union"].value for row in table.rows}
    scale = tilemap.Scale.of(counts.values())
    items = [
        (row.key[:2], row.label, counts[row.key], list_address(table.key, row.key, "union", day, basis))
        for row in table.rows
    ]
    return {"tiles": tilemap.prefecture_tiles(items, scale), "legend": scale.legend()}


def charts(tables: Tables, day: dt.date, basis: str) -> dict[str, RowChart]:
    """Those that have something to show."""
    areas, fields, wards = (tables[key] for key in ("by-area", "by-field", "T9"))
    year = fiscal_year_label(fiscal_year(day))
    drawn = {
        "areas": _down(areas, "union", "連携自治体数（エリア別）", "団体", day, basis),
        "fields": _across(fields, fiscal_year(day), f"連携事業数（分野別、{year}）", "事業", day),
        "partners": _down(wards, PARTNERS.key, "連携自治体数（区別）", "団体", day, basis),
        "projects": _down(wards, PROJECTS.key, f"連携事業数（区別、{year}）", "事業", day, basis),
    }
    return {key: chart for key, chart in drawn.items() if any(row.value for row in chart.rows)}


def drawing(key: str, tables: Tables, day: dt.date, basis: str) -> tuple[str, dict[str, Any]] | None:
    """One drawing as a file: its template and what that needs. None where there is nothing to draw."""
    if key == "map":
        return "portal/drawings/map.svg", tile_map(tables["by-prefecture"], day, basis)
    if key in ("T1", "T3"):
        line = chart(tables[key], published_series(tables[key]))
        return ("portal/drawings/line.svg", {"chart": line}) if line else None
    bars = charts(tables, day, basis).get(key)
    return ("portal/drawings/rows.svg", {"chart": bars}) if bars else None


def _down(table: StatTable, column: str, caption: str, unit: str, day: dt.date, basis: str) -> RowChart:
    """A bar for each row, of one column. A ward without any is left out: the list of 2015 does not say whose its ties
    are, and a bar of nothing would say that it has none."""
    items = [
        (row.label, count.value, list_address(table.key, row.key, column, day, basis))
        for row in table.rows
        if (count := table.counts[row.key, column]).value or table.key != "T9"
    ]
    return row_chart(caption, items, unit)


def _across(table: StatTable, year: int, caption: str, unit: str, day: dt.date) -> RowChart:
    """A bar for each column, of the row of one year; none for the total, and none before the table begins."""
    items = [
        (column.label, count.value, list_address(table.key, str(year), column.key, day))
        for column in table.columns
        if column.key != "total" and (count := table.count(str(year), column.key))
    ]
    return row_chart(caption, items, unit)

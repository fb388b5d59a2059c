"""What a document printed, in tables like the computed ones: figures without members, and the list line by line."""

import datetime as dt
from dataclasses import asdict

from municipalities.models import PartnerList
from portal.statistics.content import Content
from portal.statistics.ledger import Ledger
from portal.statistics.tables import StatTable, build

LIST_COLUMNS = (
    ("line", "資料の行", "資料の何行目か", "number"),
    ("prefecture", "都道府県名（資料のまま）", "資料に印字された都道府県名", "text"),
    ("name", "名称（資料のまま）", "資料に印字された名称", "text"),
)


def printed_contents(partner_list: PartnerList) -> list[Content]:
    day, ledger = partner_list.as_of, Ledger.load()
    grids = (_printed_grid(build(key, day, ledger), day) for key in ("T1", "T3", "T4", "T5"))
    return [*(grid for grid in grids if grid["counts"]), _printed_list(partner_list)]


def _printed_grid(table: StatTable, day: dt.date) -> Content:
    """The figures of the day's year alone, in the rows and columns of the computed table."""
    figures = {place: figure for place, figure in table.printed.items() if figure.fiscal_year == day.year}
    rows = [row for row in table.rows if any(place[0] == row.key for place in figures)]
    columns = [column for column in table.columns if any(place[1] == column.key for place in figures)]
    return {
        "table": table.key,
        "kind": "grid",
        "title": table.title,
        "definition": "公表資料に印字された数。",
        "unit": table.unit,
        "row_label": table.row_label,
        "rows": [asdict(row) for row in rows],
        "columns": [asdict(column) for column in columns],
        "counts": [
            {
                "row": row.key,
                "row_label": row.label,
                "column": column.key,
                "column_label": column.label,
                "on": day.isoformat(),
                "value": figure.value,
                "published": figure.printed,
                "remark": figure.remark,
                "members": None,
            }
            for row in rows
            for column in columns
            if (figure := figures.get((row.key, column.key)))
        ],
        "reasons": {},
    }


def _printed_list(partner_list: PartnerList) -> Content:
    entries = partner_list.entries.order_by("line")
    return {
        "table": "T6",
        "kind": "list",
        "title": partner_list.source.title,
        "definition": "公表資料の一覧を、資料の行のとおりに示した。",
        "unit": "行",
        "columns": [
            {"key": key, "label": label, "meaning": meaning, "kind": kind, "choices": []}
            for key, label, meaning, kind in LIST_COLUMNS
        ],
        "rows": [list(row) for row in entries.values_list("line", "prefecture_name", "printed_name")],
    }

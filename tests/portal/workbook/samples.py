"""Contents made by hand, of the shapes that portal.statistics.content gives."""

from portal.statistics.listed import LISTS

HOSTILE = (
    '=HYPERLINK("https://example.com","開く")',
    "=1+1",
    "+1",
    "-2+3",
    "@SUM(A1)",
    "#REF!",
    "\x00\x08制御\x1f文字\ufffe",
    "_x0041_",
    "二行\nの\r\n文字",
    "\ud800片割れ",
    "𠮷" * 20_000,
    "長" * 40_000,
    "<a>&amp;\"'",
)


def list_content(key: str, rows: list[list]) -> dict:
    table = LISTS[key]
    return {
        "table": key,
        "kind": "list",
        "title": table.title,
        "definition": table.definition,
        "unit": table.unit,
        "columns": [
            {
                "key": column.key,
                "label": column.label,
                "meaning": column.meaning,
                "kind": column.kind.value,
                "choices": [str(choice) for choice in column.choices],
            }
            for column in table.columns
        ],
        "rows": rows,
    }


def head(key: str, label: str, unit: str = "", note: str = "") -> dict:
    return {"key": key, "label": label, "unit": unit, "note": note}


def grid_content(key: str, rows: list[dict], columns: list[dict], values: dict, **fields) -> dict:
    """`values`: (row, column) → what was counted and what was published; None of what is not there."""
    return {
        "table": key,
        "kind": "grid",
        "title": "見本の表",
        "definition": "見本を数えた。",
        "unit": "団体",
        "row_label": "年度",
        "rows": rows,
        "columns": columns,
        "counts": [
            {
                "row": row["key"],
                "row_label": row["label"],
                "column": column["key"],
                "column_label": column["label"],
                "on": None,
                "value": values[row["key"], column["key"]][0],
                "published": values[row["key"], column["key"]][1],
                "members": [],
            }
            for row in rows
            for column in columns
            if (row["key"], column["key"]) in values
        ],
        "reasons": {},
    } | fields


def work(number: str, ward: str | None, partner: tuple[str | None, str | None], **changed) -> list:
    """A row of T7."""
    row = {
        "fiscal_year": 2026,
        "number": number,
        "title": "雪の活用",
        "scope": "各区実施",
        "ward_code": "131181",
        "ward_name": ward,
        "partner_code": partner[0],
        "partner_name": partner[1],
        "role": "参加",
        "status": "実施",
    } | changed
    return [row.get(column.key) for column in LISTS["T7"].columns]

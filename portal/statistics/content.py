"""A table as plain data, with all it counts: what `figures --json` prints, a release freezes, a workbook is made of."""

import datetime as dt
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

from common.dates import fiscal_year
from municipalities.models import LocalGovernment
from portal.statistics.ledger import Ledger
from portal.statistics.listed import LISTS, ListTable
from portal.statistics.lists import items
from portal.statistics.tables import BUILDERS, Count, Matching, StatTable, build
from projects.models import Event, ProjectYear

Content = dict[str, Any]

#: The version of the rules by which is counted: raised when a definition changes, told in docs/manual/statistics.md.
RULES = "2026-11"

#: The tables of statistics.md that are of public records, in order.
TABLES = tuple(sorted(BUILDERS | LISTS))
#: Which of a day's reasons explain the members of a table of bodies.
REASONS = {"T1": "union", "T2": "covered", "T5": "ties", "T9": "ties"}


def content(key: str, day: dt.date, ledger: Ledger, years: range | None = None) -> Content:
    """One table on a day; T7 of the day's fiscal year where no years are asked for. KeyError for an unknown key."""
    if key in LISTS:
        this = fiscal_year(day)
        return list_content(LISTS[key], day, ledger, years or range(this, this + 1))
    return grid_content(build(key, day, ledger), day, ledger)


def contents(
    day: dt.date, ledger: Ledger, keys: Iterable[str] = TABLES, years: range | None = None
) -> list[Content]:
    return [content(key, day, ledger, years) for key in keys]


def canonical(content: Content) -> str:
    """The one text of a content: what is frozen and hashed."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def grid_content(table: StatTable, day: dt.date, ledger: Ledger) -> Content:
    """Every count with what it counts, and why each body is in on the day."""
    names = _names(table)
    reasons = getattr(ledger.on(day), REASONS[table.key]) if table.key in REASONS else {}
    return {
        "table": table.key,
        "kind": "grid",
        "title": table.title,
        "definition": table.definition,
        "unit": table.unit,
        "row_label": table.row_label,
        "rows": [asdict(row) for row in table.rows],
        "columns": [asdict(column) for column in table.columns],
        "counts": [
            {
                "row": row.key,
                "row_label": row.label,
                "column": column.key,
                "column_label": column.label,
                "on": count.day.isoformat() if count.day else None,
                "value": count.value,
                "published": figure.printed if (figure := table.printed.get((row.key, column.key))) else None,
                "members": _members(count, names),
            }
            for row in table.rows
            for column in table.columns
            if (count := table.count(row.key, column.key))
        ],
        "reasons": {
            names["body"][pk]: [str(reason) for reason in why]
            for pk, why in sorted(reasons.items(), key=lambda item: names["body"][item[0]])
        },
    }


def list_content(table: ListTable, day: dt.date, ledger: Ledger, years: range) -> Content:
    """The rows of a list, days in ISO 8601."""
    return {
        "table": table.key,
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
        "rows": [
            [datum.isoformat() if isinstance(datum, dt.date) else datum for datum in row]
            for row in table.rows(ledger, day, years)
        ],
    }


def _members(count: Count | Matching, names: dict[str, dict[int, str]]) -> list[str]:
    ids = count.ids if isinstance(count, Count) else items(count).values_list("pk", flat=True)
    return [names[count.of][pk] for pk in ids]


def _names(table: StatTable) -> dict[str, dict[int, str]]:
    """How data names what is counted: bodies by code, project years by number and year, events by slug."""
    kinds = {count.of for count in table.counts.values()}
    read: dict[str, Callable[[], dict[int, str]]] = {
        "body": lambda: dict(LocalGovernment.objects.values_list("pk", "code")),
        "year": lambda: {
            pk: f"{number}/{year}"
            for pk, number, year in ProjectYear.objects.of_published().values_list(
                "pk", "project__number", "fiscal_year"
            )
        },
        "event": lambda: dict(Event.objects.published().values_list("pk", "slug")),
    }
    return {kind: read[kind]() if kind in kinds or kind == "body" else {} for kind in read}

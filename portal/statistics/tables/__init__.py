"""The statistical tables: grids of counts on a day. T6–T8, which are lists, are in `portal.statistics.lists`."""

import datetime as dt
from collections.abc import Callable

from portal.statistics.ledger import Ledger
from portal.statistics.tables.grid import (
    FIRST_YEAR,
    Count,
    Head,
    Matching,
    StatTable,
    increase,
    reporting_day,
    years_to,
)
from portal.statistics.tables.linked import by_area, by_prefecture, overlap, t1, t1_row, t2, t5
from portal.statistics.tables.wards import t9
from portal.statistics.tables.work import by_field, t3, t4

#: The published tables by their keys, in order.
BUILDERS: dict[str, Callable[[Ledger, dt.date], StatTable]] = {
    "T1": t1,
    "T2": t2,
    "T3": t3,
    "T4": t4,
    "T5": t5,
    "T9": t9,
}

#: Further breakdowns whose numbers open lists like those of the tables.
BREAKDOWNS = {"by-prefecture": by_prefecture, "by-area": by_area, "overlap": overlap, "by-field": by_field}


def build(key: str, day: dt.date, ledger: Ledger) -> StatTable:
    """One table or breakdown on a day. KeyError for an unknown key."""
    return (BUILDERS | BREAKDOWNS)[key](ledger, day)


def build_all(day: dt.date, ledger: Ledger) -> list[StatTable]:
    return [build(key, day, ledger) for key in BUILDERS]


__all__ = [
    "BREAKDOWNS",
    "BUILDERS",
    "FIRST_YEAR",
    "Count",
    "Head",
    "Matching",
    "StatTable",
    "build",
    "build_all",
    "by_prefecture",
    "increase",
    "reporting_day",
    "t1_row",
    "years_to",
]

"""Two days side by side: how the sets moved, and which bodies came and went, each with its reason."""

import datetime as dt
from dataclasses import dataclass

from common.dates import wareki
from common.tables import Cell, Column, Table
from municipalities.models import LocalGovernment
from portal.statistics.display import list_address
from portal.statistics.ledger import Ledger, Reasons
from portal.statistics.tables import increase
from portal.statistics.tables.linked import T1_COLUMNS, t1_row


@dataclass(frozen=True)
class Moved:
    """Bodies that are linked on one of the two days alone."""

    title: str
    table: Table


@dataclass(frozen=True)
class Comparison:
    figures: Table
    moved: list[Moved]


def compare(ledger: Ledger, earlier: dt.date, later: dt.date, basis: str) -> Comparison:
    before, after = ledger.on(earlier).union, ledger.on(later).union
    return Comparison(
        figures=_figures(ledger, (earlier, later), basis),
        moved=[
            _moved("新たに連携自治体となった団体", ledger, after, set(before)),
            _moved("連携自治体でなくなった団体", ledger, before, set(after)),
        ],
    )


def _figures(ledger: Ledger, days: tuple[dt.date, dt.date], basis: str) -> Table:
    rows = []
    for column in T1_COLUMNS:
        counts = [len(getattr(ledger.on(day), column.key)) for day in days]
        cells = [
            Cell(count, f"{count:,}", list_address("T1", t1_row(day), column.key, day, basis))
            for count, day in zip(counts, days, strict=True)
        ]
        moved = counts[1] - counts[0]
        ratio = increase(*counts) if counts[0] else "－"
        rows.append(
            [
                Cell(column.key, column.label),
                *cells,
                Cell(moved, f"{moved:+,}" if moved else "0"),
                Cell(ratio, ratio),
            ]
        )
    columns = [Column("区分"), *(Column(wareki(day), unit="団体", numeric=True) for day in days)]
    columns += [Column("差", unit="団体", numeric=True), Column("倍率と増減率", numeric=True)]
    return Table("連携自治体数の比較", columns, rows)


def _moved(title: str, ledger: Ledger, here: Reasons, there: set[int]) -> Moved:
    bodies = sorted((ledger.bodies[pk] for pk in set(here) - there), key=lambda body: body.code)
    columns = [
        Column("団体コード", lambda body: body.code),
        Column("団体", _link),
        Column("理由", lambda body: "、".join(map(str, here[body.pk]))),
    ]
    return Moved(title, Table.of(title, columns, bodies))


def _link(body: LocalGovernment) -> Cell:
    return Cell(body.pk, body.full_name, body.get_absolute_url())

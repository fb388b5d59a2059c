"""Workbooks as offices ask for them and as releases bring them."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from common.datasets import Datum
from common.dates import a_year_before, wareki
from portal.models import Export, Release
from portal.statistics.activity import activity_content
from portal.statistics.content import RULES, Content, contents
from portal.statistics.ledger import Ledger
from portal.statistics.listed import ListTable
from portal.statistics.tables import FIRST_YEAR
from portal.workbook.cover import Cover
from portal.workbook.longlist import write_list_workbook
from portal.workbook.yearly import write_yearly_workbook


def cover_of(
    title: str, day: dt.date, ledger: Ledger, *, made_by: str, at: dt.datetime, rules: str = RULES
) -> Cover:
    """With the figures of a year before, where there are any."""
    before = a_year_before(day) if day.year > FIRST_YEAR else None
    return Cover(
        title=title,
        day=day,
        rules=rules,
        made_by=made_by,
        made_at=at,
        municipalities=len(ledger.municipalities(day)),
        bodies=sum(1 for _ in ledger.existing(day)),
        last=contents(before, ledger, ("T1", "T3")) if before else None,
    )


def write_workbook(file: BinaryIO, export: Export) -> None:
    """All tables of a day, and the activity of members as far as the office that asks may see it."""
    ledger, day = Ledger.load(), export.as_of
    tables = [*contents(day, ledger, years=export.years), activity_content(export.office, day)]
    title = f"年次統計（{wareki(day)}現在）"
    write_yearly_workbook(
        file, tables, cover_of(title, day, ledger, made_by=str(export.office), at=export.asked_at)
    )


def write_release(file: BinaryIO, release: Release, tables: Sequence[Content]) -> None:
    """What was frozen; the cover compares it with the year before as the records told that on the day."""
    ledger = Ledger.load()
    by = "特別区長会事務局"
    cover = cover_of(
        release.title, release.as_of, ledger, made_by=by, at=release.decided_at, rules=release.rules
    )
    write_yearly_workbook(file, tables, cover)


def write_list(file: BinaryIO, table: ListTable, rows: Iterable[Sequence[Datum]], at: dt.datetime) -> None:
    write_list_workbook(
        file, title=table.title, about=table.definition, columns=table.columns, rows=rows, made_at=at
    )

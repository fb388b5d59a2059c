"""Workbooks as offices ask for them and as releases bring them."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import BinaryIO

from django.utils import timezone

from common.datasets import Datum
from municipalities.models.offices import SECRETARIAT
from portal.models import Export, Release
from portal.statistics.activity import activity_content
from portal.statistics.content import Content, contents
from portal.statistics.ledger import Ledger
from portal.statistics.listed import ListTable
from portal.workbook import write_list_workbook, write_yearly_workbook
from portal.workbook.cover import cover_on


def write_workbook(file: BinaryIO, export: Export) -> None:
    """All tables of a day, and the activity of members as far as the office that asks may see it."""
    ledger, day = Ledger.load(), export.as_of
    tables = [*contents(day, ledger, years=export.years), activity_content(export.office, day)]
    cover = cover_on(day, ledger, by=str(export.office), at=timezone.localtime(export.asked_at))
    write_yearly_workbook(file, tables, cover)


def write_release(file: BinaryIO, release: Release, tables: Sequence[Content]) -> None:
    """What was frozen. The cover compares it with the year before as the records tell that now."""
    at = timezone.localtime(release.decided_at)
    cover = cover_on(release.as_of, Ledger.load(), by=SECRETARIAT, at=at)
    write_yearly_workbook(file, tables, replace(cover, title=release.title, rules=release.rules))


def write_list(file: BinaryIO, table: ListTable, rows: Iterable[Sequence[Datum]], at: dt.datetime) -> None:
    write_list_workbook(
        file, title=table.title, about=table.definition, columns=table.columns, rows=rows, made_at=at
    )

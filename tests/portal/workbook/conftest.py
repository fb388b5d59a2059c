"""Workbooks of the real facts, made once a session: what they hold is plain data."""

import datetime as dt
import io

import openpyxl
import pytest

from portal.statistics.content import RULES, contents
from portal.statistics.ledger import Ledger
from portal.workbook import Cover, write_yearly_workbook
from tests.conftest import on_database

DAYS = (dt.date(2015, 8, 1), dt.date(2022, 8, 1), dt.date(2023, 8, 1))
MOMENT = dt.datetime(2026, 11, 28, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=9)))
#: The types of cells that hold texts and numbers.
PLAIN = {"s", "inlineStr", "n"}


@pytest.fixture(scope="session")
def real(seeded_database, django_db_blocker):
    """Day → the contents of all tables."""
    with django_db_blocker.unblock(), on_database(seeded_database):
        ledger = Ledger.load()
        return {day: contents(day, ledger) for day in DAYS}


def cover_of(day, last=None) -> Cover:
    return Cover(
        title=f"年次統計（{day.year}年度）",
        day=day,
        rules=RULES,
        made_by="特別区長会事務局",
        made_at=MOMENT,
        municipalities=1718,
        bodies=1788,
        last=last,
    )


def made(contents, cover) -> bytes:
    file = io.BytesIO()
    write_yearly_workbook(file, contents, cover)
    return file.getvalue()


def opened(content: bytes):
    return openpyxl.load_workbook(io.BytesIO(content))


def table_of(contents, key):
    return next(content for content in contents if content["table"] == key)


def texts_of(sheet) -> list[str]:
    return [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]


def rows_of(sheet) -> list[list]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.fixture(scope="session")
def yearly(real):
    """Day → the workbook of a day; that of 2023 with the year before beside."""
    before = {DAYS[2]: [table_of(real[DAYS[1]], key) for key in ("T1", "T3")]}
    return {day: made(real[day], cover_of(day, before.get(day))) for day in DAYS}


@pytest.fixture
def book(yearly):
    """The workbook of 2022, the last year that was published."""
    return opened(yearly[DAYS[1]])

"""Files as officers hand them in."""

import io
from collections.abc import Sequence

import openpyxl

from accounts.models import User
from municipalities.exchange import runs
from municipalities.exchange.records import Book
from municipalities.models import ImportRun
from portal.exchange import BOOKS


def workbook(*sheets: tuple[str, Sequence[Sequence[str]]]) -> bytes:
    """Each sheet by its title and rows, the header first."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def rows_of(content: bytes, sheet: str = "") -> list[list[str]]:
    """The cells of a workbook's sheet, empty ones as empty texts."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    table = book[sheet] if sheet else book.worksheets[0]
    return [["" if cell is None else str(cell) for cell in row] for row in table.iter_rows(values_only=True)]


def handed_in(book: Book | str, content: bytes, by: User, filename: str = "連携.xlsx") -> ImportRun:
    """A file that was read."""
    book = BOOKS[book] if isinstance(book, str) else book
    run = runs.begin_import(book=book, content=content, filename=filename, by=by)
    runs.read_import(run, book)
    run.refresh_from_db()
    return run


def written(run: ImportRun) -> ImportRun:
    """The same once what is accepted was written."""
    runs.accept_import(run=run)
    runs.write_import(run, BOOKS[run.book])
    run.refresh_from_db()
    return run


def read_as(run: ImportRun) -> list[tuple]:
    """Row, outcome and messages of all rows."""
    return [(row.number, row.outcome, *row.messages) for row in run.rows.all()]

"""One long list as a workbook, row by row in constant memory: T6 or T7 over all years."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

from common.datasets import DataColumn, Datum
from portal.workbook.data import ABOUT, DICTIONARY, SOURCE, column_width
from portal.workbook.texts import plain_line

#: What a sheet of Excel holds, without its header.
MAX_ROWS = 1_048_575
EPOCH = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)


class TooManyRowsError(Exception):
    """A list does not fit into a sheet; the message is for people."""


def write_list_workbook(
    file: BinaryIO,
    *,
    title: str,
    about: str,
    columns: Sequence[DataColumn],
    rows: Iterable[Sequence[Datum]],
    made_at: dt.datetime,
) -> int:
    """The list (データ) and what its columns mean; `rows` are read once. Returns how many there were.

    TooManyRowsError where Excel could not open them.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415 — slow to import

    with Workbook(file, {"constant_memory": True}) as workbook:
        moment = made_at.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)
        workbook.set_properties({"title": title, "author": SOURCE, "created": moment})
        formats = {
            "text": workbook.add_format({"num_format": "@"}),
            "head": workbook.add_format({"bold": True}),
        }
        number = _write(workbook.add_worksheet("データ"), columns, rows, formats)
        told = (
            (
                "データ",
                title,
                at,
                one.label,
                one.kind.label,
                "／".join(one.choices),
                one.meaning,
                about,
                SOURCE,
            )
            for at, one in enumerate(columns, 1)
        )
        _write(
            workbook.add_worksheet(DICTIONARY),
            ABOUT,
            ((*row, "UTF-8（Excel ブック）") for row in told),
            formats,
        )
    return number


def _write(
    sheet: Any, columns: Sequence[DataColumn], rows: Iterable[Sequence[Datum]], formats: dict[str, Any]
) -> int:
    sheet.freeze_panes(1, 0)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column_width(column), formats["text"])
        sheet.write_string(0, at, column.label, formats["head"])
    number = 0
    for number, row in enumerate(rows, 1):
        if number > MAX_ROWS:
            raise TooManyRowsError(
                f"{MAX_ROWS:,}行を超えるため、1枚のシートに書き出せません。年度の範囲を狭めてください。"
            )
        _write_row(sheet, number, row, formats["text"])
    return number


def _write_row(sheet: Any, number: int, row: Sequence[Datum], text: Any) -> None:
    """Numbers as numbers, days as ISO 8601; texts are never formulas, whatever they begin with."""
    for at, datum in enumerate(row):
        if isinstance(datum, int | float):
            sheet.write_number(number, at, datum)
        elif datum is not None and (written := plain_line(str(datum))):
            sheet.write_string(number, at, written, text)

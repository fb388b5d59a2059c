"""One long list as a workbook of its own."""

import datetime as dt
import io

import pytest

from common.datasets import DataColumn, DataKind
from portal.statistics.listed import T7
from portal.workbook import longlist, write_list_workbook
from portal.workbook.data import DICTIONARY
from portal.workbook.texts import plain_line
from tests.machine_readable import of_workbook
from tests.portal.workbook.conftest import MOMENT, PLAIN, opened, rows_of
from tests.portal.workbook.samples import HOSTILE, work


def written(columns, rows) -> bytes:
    file = io.BytesIO()
    write_list_workbook(file, title="一覧", about="見本の一覧。", columns=columns, rows=rows, made_at=MOMENT)
    return file.getvalue()


def column(label: str, kind: DataKind = DataKind.TEXT) -> DataColumn:
    return DataColumn(label, label, f"{label}の意味", lambda row: row, kind)


def test_t7_is_machine_readable_and_explained():
    partner = ("033669", "岩手県西和賀町")
    rows = [work(f"P-{number}", "荒川区", partner, budget_yen=number) for number in range(3)]
    content = written(T7.columns, iter(rows))
    assert of_workbook(content, T7.columns) == []
    book = opened(content)
    assert book.sheetnames == ["データ", DICTIONARY]
    assert rows_of(book["データ"])[1:] == rows
    assert [row[3] for row in rows_of(book[DICTIONARY])[1:]] == [one.label for one in T7.columns]


def test_numbers_are_numbers_days_are_iso_and_nothing_is_blank():
    columns = [column("コード", DataKind.CODE), column("数", DataKind.NUMBER), column("日", DataKind.DAY)]
    content = written(columns, [["011002", 0, dt.date(2015, 8, 1)], [None, None, ""], ["9", 1.5, "2019"]])
    assert rows_of(opened(content)["データ"])[1:] == [
        ["011002", 0, "2015-08-01"],
        [None, None, None],
        ["9", 1.5, "2019"],
    ]


def _read(text: str) -> str:
    """As openpyxl reads it, which leaves the escapes of Excel alone."""
    return text.replace("_x0041_", "_x005F_x0041_")


def test_hostile_text_stays_text():
    cells = [
        cell
        for row in opened(written([column("文")], [[text] for text in HOSTILE]))["データ"].iter_rows(
            min_row=2
        )
        for cell in row
    ]
    assert {cell.data_type for cell in cells} <= PLAIN
    assert [cell.value for cell in cells] == [_read(plain_line(text)) for text in HOSTILE]


def test_the_same_rows_give_the_same_bytes():
    assert written([column("文")], [["a"]]) == written([column("文")], [["a"]])


def test_how_many_rows_there_were(monkeypatch):
    def write(rows):
        return write_list_workbook(
            io.BytesIO(), title="一", about="二", columns=[column("文")], rows=rows, made_at=MOMENT
        )

    assert write([["a"], ["b"]]) == 2
    assert write([]) == 0
    monkeypatch.setattr(longlist, "MAX_ROWS", 1)
    with pytest.raises(longlist.TooManyRowsError, match="年度の範囲を狭めて"):
        write([["a"], ["b"]])

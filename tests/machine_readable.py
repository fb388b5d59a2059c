"""The rules of 行政データの機械可読性, asked of a file: what is returned are the violations, each with its place.

What a file alone cannot tell (that a number is one, that a code is text) is told by the columns it was written from;
without them, what looks like a number or a day that people wrote is taken for one.
"""

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import openpyxl

from common.datasets import DataColumn, DataKind

#: What stands in an .xlsx beside cells: drawings, pictures, charts, comments, embedded files.
OBJECTS = re.compile(r"^xl/(?:drawings|media|charts|comments|embeddings|ctrlProps|activeX)|^xl/comments")
#: Space that only moves letters about: before, after, of full width, or more than one.
LAYOUT = re.compile(r"^\s|\s$|  |\u3000")
#: A number as people write it: with separators, of full width, with its unit or a mark of its own.
WRITTEN_NUMBER = re.compile(
    r"[-+△▲]?[\d０-９]{1,3}(?:[,，][\d０-９]{3})+(?:\.\d+)?|[０-９]+|[△▲][\d.,]+|[\d.,]+\s*[円人件回%％]"
)
#: A day in the Japanese calendar, or with separators that each country reads otherwise.
WRITTEN_DAY = re.compile(
    r"(?:令和|平成|昭和|[RHS])\s*(?:元|\d+)[年.].*|\d{1,4}/\d{1,2}(?:/\d{1,4})?|\d{4}年\d{1,2}月(?:\d{1,2}日)?"
)
PARTS = {
    DataKind.DAY: re.compile(r"\d{4}-\d{2}-\d{2}"),
    DataKind.PARTIAL_DAY: re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?"),
    DataKind.TIME: re.compile(r"[0-2]\d:[0-5]\d"),
    DataKind.ADDRESS: re.compile(r"https?://\S+"),
}
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass
class Sheet:
    """A table as it was read: texts, numbers and days; in CSV all are text."""

    name: str
    rows: list[list[Any]]
    typed: bool
    found: list[str] = field(default_factory=list)

    @property
    def header(self) -> list[Any]:
        return self.rows[0] if self.rows else []


def of_workbook(content: bytes, columns: Sequence[DataColumn] = (), sheets: Sequence[str] = ()) -> list[str]:
    """Violations of the sheets named (all, where none is); `columns` are those of the first of them."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    found = [
        f"物：{name}" for name in zipfile.ZipFile(io.BytesIO(content)).namelist() if OBJECTS.search(name)
    ]
    for place, sheet in enumerate(sheets or book.sheetnames):
        found += [f"{sheet}：{one}" for one in _of_sheet(book[sheet], columns if place == 0 else ())]
    return found


def of_csv(content: bytes, columns: Sequence[DataColumn] = ()) -> list[str]:
    """Violations of a CSV, which begins with the mark of UTF-8."""
    found = [] if content.startswith(b"\xef\xbb\xbf") else ["文字コード：BOM がない"]
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    return found + list(
        _of_table(Sheet("", [[cell or None for cell in row] for row in rows], typed=False), columns)
    )


def _of_sheet(sheet, columns: Sequence[DataColumn]) -> Iterator[str]:
    if sheet.sheet_state != "visible":
        yield "非表示のシート"
    yield from (f"結合：{cells}" for cells in sheet.merged_cells.ranges)
    yield from (f"非表示の列：{name}" for name, column in sheet.column_dimensions.items() if column.hidden)
    yield from (f"非表示の行：{number}" for number, row in sheet.row_dimensions.items() if row.hidden)
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                yield f"数式：{cell.coordinate}"
            if cell.row > 1 and (cell.fill.fill_type or _is_coloured(cell.font.color)):
                yield f"色：{cell.coordinate}"
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    yield from _of_table(Sheet(sheet.title, rows, typed=True), columns)


def _is_coloured(color) -> bool:
    """Whether letters are of another colour than black, which is theme colour 1."""
    return color is not None and not (color.type == "theme" and color.theme == 1) and color.rgb != "FF000000"


def _of_table(table: Sheet, columns: Sequence[DataColumn]) -> Iterator[str]:
    yield from _of_header(table, columns)
    width = len(table.header)
    for number, row in enumerate(table.rows[1:], 2):
        if len(row) != width:
            yield f"列の数：{number}行目"
        if not any(value is not None for value in row):
            yield f"空の行：{number}行目"
        for place, value in enumerate(row):
            where = f"{number}行{place + 1}列"
            column = columns[place] if place < len(columns) else None
            if value is None:
                if column and column.required:
                    yield f"省略：{where}"
            else:
                yield from (f"{what}：{where}" for what in _of_cell(value, column, table.typed))


def _of_header(table: Sheet, columns: Sequence[DataColumn]) -> Iterator[str]:
    names = table.header
    if not names or any(name is None for name in names):
        yield "見出しの空欄"
    texts = [str(name) for name in names if name is not None]
    yield from (f"見出しの重複：{name}" for name in sorted({name for name in texts if texts.count(name) > 1}))
    yield from (f"見出しの改行：{name!r}" for name in texts if "\n" in name or "\r" in name)
    yield from (f"見出しの空白：{name}" for name in texts if LAYOUT.search(name))
    if columns and texts != [column.label for column in columns]:
        yield "見出しが定義と違う"


def _of_cell(value: Any, column: DataColumn | None, typed: bool) -> Iterator[str]:
    if isinstance(value, str):
        if "\n" in value or "\r" in value:
            yield "セル内の改行"
        if value != value.strip() or "  " in value.strip("\u3000"):
            yield "体裁の空白"
    if column is None:
        yield from _guessed(value)
        return
    if column.choices and value not in column.choices:
        yield "選択肢にない値"
    match column.kind:
        case DataKind.NUMBER:
            plain = isinstance(value, int | float) if typed else NUMBER.fullmatch(value)
            yield from [] if plain else ["数値でない"]
        case DataKind.DAY if typed and isinstance(value, dt.datetime):
            return
        case DataKind.CODE | DataKind.TEXT:
            yield from [] if isinstance(value, str) else ["文字列でない"]
        case kind:
            plain = isinstance(value, str) and PARTS[kind].fullmatch(value)
            yield from [] if plain else [f"{DataKind(kind).label}でない"]


def _guessed(value: Any) -> Iterator[str]:
    if isinstance(value, str) and WRITTEN_NUMBER.fullmatch(value):
        yield "数値でない"
    if isinstance(value, str) and WRITTEN_DAY.fullmatch(value):
        yield "日付でない"

"""A dataset as CSV, Excel and JSON, written row by row: a long list takes no more room than a short one.

The rows of all three are the same, but for what a format cannot hold: in CSV and Excel a text is one line, in CSV what
a spreadsheet would run begins with an apostrophe, in Excel a text ends at the most that a cell can hold.
"""

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import IO, Any

from common.cells import csv_lines
from common.datasets import DataColumn, Datum
from portal.opendata.edition import Edition

#: Of Excel: a longer text would be left out without a word.
MOST_LETTERS = 32_767
CUT = "…（以下略。全文は CSV と JSON にあります）"
DICTIONARY, CHOICES, ABOUT = "データ項目定義", "選択肢", "データの情報"
_BREAK = re.compile(r"\s*\n\s*")


@dataclass(frozen=True)
class Format:
    """`note` says what people must know to open it."""

    suffix: str
    label: str
    media_type: str
    note: str
    write: Callable[[Edition, IO[bytes]], None]


def one_line(datum: Datum) -> Datum:
    return _BREAK.sub(" ", datum) if isinstance(datum, str) else datum


# CSV


def write_csv(edition: Edition, file: IO[bytes]) -> None:
    """In UTF-8 with the mark by which spreadsheets know it (BOM)."""
    for line in csv_lines(_lines(edition)):
        file.write(line.encode())


def _lines(edition: Edition) -> Iterable[Iterable[object]]:
    yield [column.label for column in edition.dataset.columns]
    for row in edition.rows():
        yield map(one_line, row)


# JSON


def write_json(edition: Edition, file: IO[bytes]) -> None:
    """`data` is an object per row, by the columns' keys; what is not known is null."""
    columns = edition.dataset.columns
    head = {
        "meta": {key: text or None for key, _, text in edition.about()} | {"encoding": "UTF-8"},
        "columns": [_described(column) for column in columns],
    }
    file.write(_json(head)[:-1].encode() + b',"data":[')
    count = 0
    for count, row in enumerate(edition.rows(), 1):
        line = dict(zip((column.key for column in columns), map(_plain, row), strict=True))
        file.write((",\n" if count > 1 else "\n").encode() + _json(line).encode())
    file.write(f'\n],"count":{count}}}\n'.encode())


def _described(column: DataColumn) -> dict[str, Any]:
    return {
        "key": column.key,
        "label": column.label,
        "type": column.kind.value,
        "description": column.meaning,
        "required": column.required,
    } | ({"choices": list(column.choices)} if column.choices else {})


def _plain(datum: Datum) -> str | int | float | None:
    return datum.isoformat() if isinstance(datum, dt.date) else datum


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# Excel


def write_workbook(edition: Edition, file: IO[bytes]) -> None:
    """The data in the first sheet; then what its columns mean, what can stand in them, and what the whole is."""
    from xlsxwriter import Workbook  # noqa: PLC0415 — slow to import

    columns = edition.dataset.columns
    with Workbook(file, {"constant_memory": True}) as workbook:
        formats = {
            "header": workbook.add_format({"bold": True, "bottom": 1}),
            "text": workbook.add_format({"num_format": "@"}),
            "day": workbook.add_format({"num_format": "yyyy-mm-dd"}),
        }
        labels = [column.label for column in columns]
        _write_sheet(workbook, formats, edition.dataset.title, labels, edition.rows())
        _write_sheet(workbook, formats, DICTIONARY, *dictionary(columns))
        if any(column.choices for column in columns):
            _write_sheet(workbook, formats, CHOICES, ["項目名", "値"], choices(columns))
        about = ([label, text] for _, label, text in edition.about())
        _write_sheet(workbook, formats, ABOUT, ["項目", "内容"], about)


def dictionary(columns: Sequence[DataColumn]) -> tuple[list[str], list[list[Datum]]]:
    """Header and rows of what the columns mean."""
    return ["項目名", "JSONの名前", "型", "説明", "空欄"], [
        [
            column.label,
            column.key,
            str(column.kind.label),
            column.meaning,
            "なし" if column.required else "あり",
        ]
        for column in columns
    ]


def choices(columns: Sequence[DataColumn]) -> list[list[Datum]]:
    return [[column.label, value] for column in columns for value in column.choices]


def _write_sheet(
    workbook: Any, formats: dict[str, Any], title: str, labels: Sequence[str], rows: Iterable[Sequence[Datum]]
) -> None:
    sheet = workbook.add_worksheet(title)
    for place, label in enumerate(labels):
        sheet.set_column(place, place, min(max(12, 2 * len(label) + 2), 40))
        sheet.write_string(0, place, label, formats["header"])
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows, 1):
        for place, datum in enumerate(row):
            _write_cell(sheet, number, place, datum, formats)


def _write_cell(sheet: Any, row: int, place: int, datum: Datum, formats: dict[str, Any]) -> None:
    """Numbers and days as such; texts as texts, never as formulas or links."""
    if datum is None:
        return
    if isinstance(datum, dt.date):
        if datum.year < 1900:  # before the first day that Excel has
            sheet.write_string(row, place, datum.isoformat(), formats["text"])
        else:
            sheet.write_datetime(row, place, dt.datetime.combine(datum, dt.time()), formats["day"])
    elif isinstance(datum, int | float):
        sheet.write_number(row, place, datum)
    else:
        text = str(one_line(datum))
        if len(text) > MOST_LETTERS:
            text = text[: MOST_LETTERS - len(CUT)] + CUT
        sheet.write_string(row, place, text, formats["text"])


FORMATS = {
    one.suffix: one
    for one in (
        Format(
            "csv",
            "CSV",
            "text/csv; charset=utf-8",
            "文字コードは UTF-8（BOM付き）。Excel でもそのまま開けます",
            write_csv,
        ),
        Format(
            "xlsx",
            "Excel",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "2枚目から後のシートに、データ項目定義、選択肢、データの情報があります",
            write_workbook,
        ),
        Format(
            "json",
            "JSON",
            "application/json",
            "文字コードは UTF-8。データの情報と項目の定義を含みます",
            write_json,
        ),
    )
}

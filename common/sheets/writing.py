"""Tables written as .xlsx and .csv so that `read_tables` gives back the same cells, and no spreadsheet runs any."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from common.sheets.layouts import (
    MAX_CELL,
    MAX_ROWS,
    RUN,
    Problems,
    SheetError,
    cell_name,
    column_letter,
    escaped,
    plain,
)
from common.text import printable, shown

HELP, CHOICES = "説明", "選択肢"
#: What only looks as if it had been made harmless so.
_LIKE_ESCAPED = re.compile(r"'+[=+\-@]")
_HELP_COLUMNS = [("項目", 24), ("必須", 8), ("書き方", 60), ("例", 30)]


@dataclass(frozen=True)
class WrittenColumn:
    """`width` in letters of half width; `choices` become a list to choose from, which allows nothing else."""

    label: str
    width: int = 16
    choices: tuple[str, ...] = ()
    required: bool = False
    help: str = ""
    example: str = ""


@dataclass
class Written:
    """`rows` are read once, each as long as `columns`."""

    title: str
    columns: list[WrittenColumn]
    rows: Iterable[Sequence[str]]


def write_workbook(file: BinaryIO, tables: Sequence[Written]) -> None:
    """A sheet per table, what is explained of their columns (説明), and hidden the lists to choose from (選択肢).

    All cells are texts: codes keep their zeros, and nothing is a formula, also once it is edited. They leave row by
    row, so that a long list takes no more room than a short one.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415 — slow to import

    choices = [column.choices for table in tables for column in table.columns if column.choices]
    lists = {values: column for column, values in enumerate(dict.fromkeys(choices), 1)}
    with Workbook(file, {"constant_memory": True}) as workbook:
        formats = _formats(workbook)
        for table in tables:
            _write_table(workbook.add_worksheet(table.title), table, lists, formats)
        if any(column.help or column.example for table in tables for column in table.columns):
            _write_help(workbook.add_worksheet(HELP), tables, formats)
        if lists:
            _write_choices(workbook.add_worksheet(CHOICES), lists, formats)


def _formats(workbook: Any) -> dict[str, Any]:
    shared = {"text_wrap": True, "valign": "top"}
    return {
        "text": workbook.add_format({"num_format": "@", **shared}),
        "label": workbook.add_format({"bold": True, "bg_color": "#DCE6F2", **shared}),
        "required": workbook.add_format({"bold": True, "bg_color": "#FFE8C2", **shared}),
    }


def _write_table(
    sheet: Any, table: Written, lists: dict[tuple[str, ...], int], formats: dict[str, Any]
) -> None:
    labels = list(enumerate((column.label for column in table.columns), 1))
    for number, column in enumerate(table.columns):
        sheet.set_column(number, number, column.width, formats["text"])  # also what is entered below
        sheet.write_string(0, number, column.label, formats["required" if column.required else "label"])
        _add_choices(sheet, number, column, lists)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    last = 0
    for last, row in enumerate(table.rows, 1):
        texts = [_checked(text, last + 1, label) for label, text in zip(labels, row, strict=True)]
        _write_texts(sheet, last, texts, formats)
    sheet.autofilter(0, 0, last, len(table.columns) - 1)


def _write_texts(sheet: Any, row: int, texts: Sequence[str], formats: dict[str, Any]) -> None:
    """Never formulas, whatever they begin with."""
    for number, text in enumerate(texts):
        if text:
            sheet.write_string(row, number, escaped(text, _LIKE_ESCAPED), formats["text"])


def _checked(text: str, row: int, column: tuple[int, str]) -> str:
    """As it is read again; SheetError where it would not be."""
    # What is printable to Python has nothing in it that either would change, but the space around.
    text = text.strip() if text.isprintable() else plain(printable(text))
    if len(text) >= MAX_CELL:
        raise SheetError([f"{cell_name(row, *column)}は{MAX_CELL:,}文字以上あるため、書き出せません。"])
    return text


def _add_choices(sheet: Any, number: int, column: WrittenColumn, lists: dict[tuple[str, ...], int]) -> None:
    """Of a hidden sheet, since a list within the cell's rule may have 255 letters only."""
    if column.choices:
        letter = column_letter(lists[column.choices])
        rule = {
            "validate": "list",
            "source": f"='{CHOICES}'!${letter}$1:${letter}${len(column.choices)}",
            "error_title": column.label[:32],
            "error_message": "一覧から選んでください。",
        }
        sheet.data_validation(1, number, MAX_ROWS, number, rule)


def _write_help(sheet: Any, tables: Sequence[Written], formats: dict[str, Any]) -> None:
    for number, (_, width) in enumerate(_HELP_COLUMNS):
        sheet.set_column(number, number, width)
    row = 0
    for table in tables:
        if len(tables) > 1:
            sheet.write_string(row, 0, f"シート「{table.title}」", formats["label"])
            row += 1
        for number, (label, _) in enumerate(_HELP_COLUMNS):
            sheet.write_string(row, number, label, formats["label"])
        for row, column in enumerate(table.columns, row + 1):  # noqa: B020 — further down the same sheet
            cells = [column.label, "必須" if column.required else "", column.help, column.example]
            _write_texts(sheet, row, cells, formats)
        row += 2


def _write_choices(sheet: Any, lists: dict[tuple[str, ...], int], formats: dict[str, Any]) -> None:
    sheet.hide()
    for row in range(max(map(len, lists))):
        _write_texts(sheet, row, [values[row] if row < len(values) else "" for values in lists], formats)


def write_csv(file: BinaryIO, table: Written, encoding: str = "utf-8-sig") -> None:
    """In utf-8-sig or cp932. What a spreadsheet would run begins with an apostrophe, which reading takes off.

    SheetError when cp932 lacks a character (〜, 𠮷): it is not replaced, or the cell would come back as another.
    The file is then begun, not whole.
    """
    text = io.TextIOWrapper(file, encoding, newline="", write_through=True)
    problems = Problems()
    labels = list(enumerate((column.label for column in table.columns), 1))
    try:
        rows = csv.writer(text)
        rows.writerow([column.label for column in table.columns])
        for number, row in enumerate(table.rows, 2):
            cells = [
                (column, _checked(cell, number, column)) for column, cell in zip(labels, row, strict=True)
            ]
            lacking = [(column, bad) for column, cell in cells if (bad := _lacking(cell, encoding))]
            for (_, label), bad in lacking:
                problems.add(
                    f"{number}行目「{label}」の「{shown(bad)}」は、この文字コード（シフト JIS）にありません。"
                    "UTF-8 の CSV か Excel で書き出してください。"
                )
            if not lacking:
                rows.writerow([escaped(cell, RUN) for _, cell in cells])
    finally:
        text.detach()
    problems.check()


def _lacking(text: str, encoding: str) -> str:
    """The first character that an encoding cannot hold, or (〜 in cp932) gives back as another."""
    if _held(text, encoding):
        return ""
    return next(char for char in text if not _held(char, encoding))


def _held(text: str, encoding: str) -> bool:
    return text.encode(encoding, "replace").decode(encoding) == text

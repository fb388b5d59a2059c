"""Tables written as .xlsx and .csv so that `read_tables` gives back the same cells, and no spreadsheet runs any."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from common.sheets.layouts import (
    MAX_CELL,
    MAX_ROWS,
    Problems,
    SheetError,
    cell_name,
    column_letter,
    escaped,
    plain,
)
from common.text import printable, shown

HELP, CHOICES = "説明", "選択肢"
#: What a spreadsheet would run when it opens a CSV; and what only looks as if it had been made harmless so.
_RUN, _LIKE_ESCAPED = r"'*[=+\-@]", r"'+[=+\-@]"
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

    All cells are texts: codes keep their zeros, and nothing is a formula, also once it is edited.
    """
    from openpyxl import Workbook  # noqa: PLC0415 — slow to import

    workbook = Workbook(write_only=True)
    choices = [column.choices for table in tables for column in table.columns if column.choices]
    lists = {values: column for column, values in enumerate(dict.fromkeys(choices), 1)}
    for table in tables:
        _write_table(workbook, table, lists)
    if any(column.help or column.example for table in tables for column in table.columns):
        _write_help(workbook, tables)
    if lists:
        _write_choices(workbook, lists)
    workbook.save(file)


def _write_table(workbook: Any, table: Written, lists: dict[tuple[str, ...], int]) -> None:
    sheet = workbook.create_sheet(table.title)
    styles = _Styles(sheet)
    for number, column in enumerate(table.columns, 1):
        letter = column_letter(number)
        sheet.column_dimensions[letter].width = column.width
        sheet.column_dimensions[letter].number_format = "@"  # also what is entered below
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.append([styles.header(column.label, column.required) for column in table.columns])
    last = 1
    for last, row in enumerate(table.rows, 2):
        sheet.append(styles.texts(_checked(text, last, column) for column, text in _pairs(table, row)))
    sheet.auto_filter.ref = f"A1:{cell_name(last, len(table.columns))}"
    _add_choices(sheet, table, lists)


def _pairs(table: Written, row: Sequence[str]) -> Iterable[tuple[tuple[int, str], str]]:
    return zip(enumerate((column.label for column in table.columns), 1), row, strict=True)


def _checked(text: str, row: int, column: tuple[int, str]) -> str:
    """As it is read again; SheetError where it would not be."""
    text = plain(printable(text))
    if len(text) >= MAX_CELL:
        raise SheetError([f"{cell_name(row, *column)}は{MAX_CELL:,}文字以上あるため、書き出せません。"])
    return text


class _Styles:
    """Makes the cells of a sheet, each kind of one style."""

    def __init__(self, sheet: Any):
        from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 — as above
        from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415

        self.font = Font(bold=True)
        self.fills = {
            required: PatternFill("solid", fgColor=colour)
            for required, colour in ((True, "FFE8C2"), (False, "DCE6F2"))
        }
        self.alignment = Alignment(wrap_text=True, vertical="top")
        self.cell = lambda value: WriteOnlyCell(sheet, value)
        self.plain = self.cell("")
        self.plain.alignment = self.alignment
        self.plain.number_format = "@"

    def texts(self, texts: Iterable[str]) -> Iterator[Any]:
        """Never formulas, whatever they begin with. One cell after another is written: it is the same one each time,
        or 50,000 rows take half as long again."""
        cell = self.plain
        for text in texts:
            if text:
                # 「_x0041_」 would be read as the letter it stands for.
                cell.value = escaped(text, _LIKE_ESCAPED).replace("_x", "_x005F_x")
                cell.data_type = "s"
            yield cell if text else None

    def header(self, text: str, required: bool = False) -> Any:
        cell = self.cell(text)
        cell.data_type = "s"
        cell.font, cell.fill, cell.alignment = self.font, self.fills[required], self.alignment
        return cell


def _add_choices(sheet: Any, table: Written, lists: dict[tuple[str, ...], int]) -> None:
    """Of a hidden sheet, since a list within the cell's rule may have 255 letters only."""
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415 — as above

    for number, column in enumerate(table.columns, 1):
        if not column.choices:
            continue
        letter = column_letter(lists[column.choices])
        rule = DataValidation(
            type="list",
            formula1=f"'{CHOICES}'!${letter}$1:${letter}${len(column.choices)}",
            showErrorMessage=True,
            errorTitle=column.label[:32],
            error="一覧から選んでください。",
        )
        rule.add(f"{cell_name(2, number)}:{cell_name(MAX_ROWS + 1, number)}")
        sheet.data_validations.append(rule)


def _write_help(workbook: Any, tables: Sequence[Written]) -> None:
    sheet = workbook.create_sheet(HELP)
    styles = _Styles(sheet)
    for number, (_, width) in enumerate(_HELP_COLUMNS, 1):
        sheet.column_dimensions[column_letter(number)].width = width
    for table in tables:
        if len(tables) > 1:
            sheet.append([styles.header(f"シート「{table.title}」")])
        sheet.append([styles.header(label) for label, _ in _HELP_COLUMNS])
        for column in table.columns:
            cells = [column.label, "必須" if column.required else "", column.help, column.example]
            sheet.append(styles.texts(cells))
        sheet.append([])


def _write_choices(workbook: Any, lists: dict[tuple[str, ...], int]) -> None:
    sheet = workbook.create_sheet(CHOICES)
    sheet.sheet_state = "hidden"
    styles = _Styles(sheet)
    for row in range(max(map(len, lists))):
        sheet.append(styles.texts(values[row] if row < len(values) else "" for values in lists))


def write_csv(file: BinaryIO, table: Written, encoding: str = "utf-8-sig") -> None:
    """In utf-8-sig or cp932. What a spreadsheet would run begins with an apostrophe, which reading takes off.

    SheetError when cp932 lacks a character (〜, 𠮷): it is not replaced, or the cell would come back as another.
    The file is then begun, not whole.
    """
    text = io.TextIOWrapper(file, encoding, newline="", write_through=True)
    problems = Problems()
    try:
        rows = csv.writer(text)
        rows.writerow([column.label for column in table.columns])
        for number, row in enumerate(table.rows, 2):
            cells = [(column, _checked(cell, number, column)) for column, cell in _pairs(table, row)]
            lacking = [(column, bad) for column, cell in cells if (bad := _lacking(cell, encoding))]
            for (_, label), bad in lacking:
                problems.add(
                    f"{number}行目「{label}」の「{shown(bad)}」は、この文字コード（シフト JIS）にありません。"
                    "UTF-8 の CSV か Excel で書き出してください。"
                )
            if not lacking:
                rows.writerow([escaped(cell, _RUN) for _, cell in cells])
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

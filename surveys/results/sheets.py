"""Sheets of an .xlsx: those to compute with (データ) and those to print. What people wrote is never a formula."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

from common.charts import width_of
from common.datasets import DataColumn, DataKind, Datum
from common.text import printable

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DICTIONARY = "データ項目定義"
#: Of Excel: a longer text would be left out without a word.
MOST_LETTERS = 32_767
CUT = "…（長いため以下省略）"
A4 = 9
_BREAK = re.compile(r"\s*[\n\t\u3000]\s*|\s{2,}")


def line_of(text: str) -> str:
    """In one line, as a cell can hold it."""
    line = _BREAK.sub(" ", printable(text)).strip()
    return line if len(line.encode("utf-16-le")) // 2 <= MOST_LETTERS else line[: MOST_LETTERS // 2] + CUT


class Book:
    """A workbook in the making; its bytes depend on nothing but what is written and `made_at`."""

    def __init__(self, file: BinaryIO, title: str, made_at: dt.datetime):
        from xlsxwriter import Workbook  # noqa: PLC0415 — slow to import

        self.book = Workbook(file, {"in_memory": True})
        moment = made_at.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)
        self.book.set_properties(
            {"title": line_of(title)[:200], "author": "特別区長会事務局", "created": moment}
        )
        box = {"border": 1, "border_color": "#808080", "valign": "vcenter"}
        styles: dict[str, dict[str, Any]] = {
            "title": {"bold": True, "font_size": 16, "valign": "vcenter"},
            "heading": {"bold": True, "font_size": 12, "text_wrap": True, "valign": "vcenter"},
            "lead": {"text_wrap": True, "valign": "top"},
            "head": {**box, "bold": True, "bg_color": "#D9D9D9", "align": "center", "text_wrap": True},
            "label": {**box, "num_format": "@", "text_wrap": True},
            "number": {**box, "num_format": "#,##0", "align": "right"},
            "percent": {**box, "num_format": "0.0", "align": "right"},
            "hidden": {**box, "num_format": "@", "align": "right"},
            "data_head": {"bold": True},
            "text": {"num_format": "@"},
            "day": {"num_format": "yyyy-mm-dd"},
        }
        self.formats = {
            name: self.book.add_format({"font_name": "游ゴシック", "font_size": 10, **style})
            for name, style in styles.items()
        }

    def __enter__(self) -> "Book":
        return self

    def __exit__(self, *raised: object) -> None:
        self.book.close()

    def data(self, title: str, columns: Sequence[DataColumn], rows: Iterable[Any]) -> None:
        """Header in row 1, data from row 2, a datum a cell."""
        sheet = self.book.add_worksheet(title)
        for place, column in enumerate(columns):
            usual = {DataKind.CODE: 12, DataKind.DAY: 12, DataKind.NUMBER: 10}.get(column.kind, 20)
            sheet.set_column(place, place, min(max(usual, width_of(column.label) + 2), 60))
            sheet.write_string(0, place, line_of(column.label), self.formats["data_head"])
        sheet.freeze_panes(1, 0)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        for number, row in enumerate(rows, 1):
            for place, column in enumerate(columns):
                self._datum(sheet, number, place, column.datum(row))

    def _datum(self, sheet: Any, row: int, place: int, datum: Datum) -> None:
        """Numbers and days as such; texts as texts; nothing for what is not known."""
        if datum is None:
            return
        if isinstance(datum, dt.date) and datum.year >= 1900:  # Excel has no day before
            sheet.write_datetime(row, place, dt.datetime.combine(datum, dt.time()), self.formats["day"])
        elif isinstance(datum, int | float):
            sheet.write_number(row, place, datum)
        else:
            sheet.write_string(row, place, line_of(str(datum)), self.formats["text"])

    def dictionary(self, tables: Sequence[tuple[str, Sequence[DataColumn]]]) -> None:
        rows = [
            (sheet, number, column) for sheet, columns in tables for number, column in enumerate(columns, 1)
        ]
        self.data(DICTIONARY, ABOUT_COLUMNS, rows)

    def printed(self, title: str, widths: Sequence[float], *, landscape: bool = False) -> "Printed":
        return Printed(self, title, widths, landscape=landscape)


ABOUT_COLUMNS = (
    DataColumn("sheet", "シート", "データのシートの名称", lambda row: row[0]),
    DataColumn("number", "列番号", "左から何列目か", lambda row: row[1], DataKind.NUMBER),
    DataColumn("label", "項目名", "1行目の見出し", lambda row: row[2].label),
    DataColumn("kind", "型", "値の型", lambda row: row[2].kind.label),
    DataColumn("meaning", "説明", "項目の意味", lambda row: row[2].meaning),
    DataColumn(
        "choices",
        "選択肢",
        "入り得る値が決まっているときの値。「／」で区切る",
        lambda row: "／".join(row[2].choices),
    ),
)


class Printed:
    """A sheet to print on A4: texts across, and tables one below the other."""

    def __init__(self, book: Book, title: str, widths: Sequence[float], *, landscape: bool):
        self.sheet, self.formats, self.widths, self.row = (
            book.book.add_worksheet(title),
            book.formats,
            widths,
            0,
        )
        self.sheet.set_paper(A4)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(0.5, 0.5, 0.6, 0.7)
        self.sheet.set_footer("&R&P / &N ページ")
        if landscape:
            self.sheet.set_landscape()
        for place, width in enumerate(widths):
            self.sheet.set_column(place, place, width)

    def across(self, text: str, style: str = "lead") -> None:
        """Over the whole width. Merged cells are never fitted to their text: the height is reckoned here."""
        text = printable(text).strip()
        room = sum(self.widths) * 0.9
        lines = sum(max(1, -(-width_of(line) // int(room))) for line in text.split("\n"))
        self.sheet.set_row(self.row, {"title": 28, "heading": 20}.get(style, 16) * lines)
        last = len(self.widths) - 1
        self.sheet.merge_range(self.row, 0, self.row, last, "", self.formats[style])
        self.sheet.write_string(self.row, 0, text, self.formats[style])
        self.row += 1

    def skip(self) -> None:
        self.row += 1

    def table(self, heads: Sequence[str], rows: Iterable[Sequence[tuple[Datum, str]]]) -> None:
        """Of cells with their styles."""
        self._write([(head, "head") for head in heads])
        for row in rows:
            self._write(row)

    def _write(self, cells: Sequence[tuple[Datum, str]]) -> None:
        lines = 1
        for place, (value, style) in enumerate(cells):
            if value is None:
                self.sheet.write_blank(self.row, place, None, self.formats[style])
            elif isinstance(value, int | float):
                self.sheet.write_number(self.row, place, value, self.formats[style])
            else:
                text = line_of(str(value))
                lines = max(lines, -(-width_of(text) // max(int(self.widths[place] * 0.9), 1)))
                self.sheet.write_string(self.row, place, text, self.formats[style])
        self.sheet.set_row(self.row, 16 * lines + 2)
        self.row += 1

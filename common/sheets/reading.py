"""Tables found in a file: each whole, or the file refused with all that must be changed in it."""

import json
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath
from typing import BinaryIO

from common.sheets.csv_text import CsvSheet
from common.sheets.headers import Head, describe_misses, find_head, matching
from common.sheets.layouts import (
    MAX_COLUMNS,
    MAX_ROWS,
    Fault,
    Layout,
    Problems,
    Row,
    SheetError,
    Table,
    header,
    quoted,
)
from common.sheets.opening import is_workbook, open_archive
from common.sheets.workbook import Sheet, Workbook
from common.text import shown, tidy

#: Sheets beside the tables, which our own templates have too.
ASIDE = {"説明", "記入例", "選択肢"}
_NOTE = re.compile(r"※|[(\[]?注|備考|出典|資料")
#: A note begins in one of the first columns of the table.
_NOTE_COLUMNS = 3
_TOTALS = {"合計", "計", "小計", "総計", "総合計"}
#: With spaces between the letters; only for speed, as below.
_LONGEST_TOTAL = 20
_PACKED = 1000


def read_tables(file: BinaryIO, name: str, layouts: Sequence[Layout]) -> list[Table]:
    """The tables of an .xlsx or .csv (told by its content) in the file's order. SheetError unless all of it is read.

    In a file with several sheets each is read for the layout it is named after; a single one, and any where
    there is one layout only, is known by its headers. Hidden rows, columns and sheets and rows that a filter
    hides are read as any other; sheets named 説明, 記入例, 選択肢 or 「_…」 are not.
    """
    if not is_workbook(file):
        sheet = CsvSheet(file.read(), PurePath(name).stem)
        return _tables([sheet], layouts)
    with open_archive(file) as archive:
        return _tables(Workbook(archive).sheets, layouts)


def _tables(sheets: Sequence[Sheet | CsvSheet], layouts: Sequence[Layout]) -> list[Table]:
    filled = [sheet for sheet in sheets if isinstance(sheet, CsvSheet) or not _is_aside(sheet.name)]
    filled = [sheet for sheet in filled if next(sheet.lines(), None)]
    if not filled:
        raise SheetError(["読み込む表がありません。見出しの行と記録を入れて保存し直してからお送りください。"])
    problems = Problems()
    tables: list[Table] = []
    for sheet in filled:
        reading = _Reading(sheet, problems, where=_where(sheet, len(filled)))
        candidates = _candidates(sheet, layouts, alone=len(filled) == 1)
        if not candidates:
            titles = quoted(layout.title for layout in layouts)
            problems.add(
                f"シート「{shown(sheet.name)}」は、読み込む表（{titles}）のどれでもありません。"
                "シートの名前を表の名前に直すか、シートを削除してください。"
            )
        elif table := reading.table(candidates):
            _check_single(table, tables, problems)
            tables.append(table)
    problems.check()
    return tables


def _is_aside(name: str) -> bool:
    return tidy(name) in ASIDE or tidy(name).startswith("_")


def _where(sheet: Sheet | CsvSheet, count: int) -> str:
    return f"シート「{shown(sheet.name)}」の" if count > 1 else ""


def _candidates(sheet: Sheet | CsvSheet, layouts: Sequence[Layout], *, alone: bool) -> list[Layout]:
    if alone or len(layouts) == 1:
        return list(layouts)
    return [layout for layout in layouts if tidy(layout.title) == tidy(sheet.name)]


def _check_single(table: Table, others: list[Table], problems: Problems) -> None:
    for other in others:
        if other.layout == table.layout:
            problems.add(
                f"シート「{shown(other.sheet)}」と「{shown(table.sheet)}」は、どちらも「{table.layout.title}」の表です。"
                "1枚にまとめてください。"
            )


class _Rows:
    """Rows that can be read again and again, packed: 50,000 of them in 5MB instead of 100."""

    def __init__(self, labels: list[str]):
        self.labels = labels
        self.count = 0
        self._packs: list[bytes] = []
        self._open: list[tuple[int, list[str]]] = []

    def add(self, number: int, cells: list[str]) -> None:
        self.count += 1
        self._open.append((number, cells))
        if len(self._open) == _PACKED:
            self._packs.append(zlib.compress(json.dumps(self._open).encode(), 1))
            self._open = []

    def __iter__(self) -> Iterator[Row]:
        for pack in self._packs:
            yield from self._rows(json.loads(zlib.decompress(pack)))
        yield from self._rows(self._open)

    def _rows(self, rows: Iterable[tuple[int, list[str]]]) -> Iterator[Row]:
        for number, cells in rows:
            yield Row(number, dict(zip(self.labels, cells, strict=True)))


class _Reading:
    """A sheet being read: its header, then row after row."""

    def __init__(self, sheet: Sheet | CsvSheet, problems: Problems, where: str):
        self.sheet, self.problems, self.where = sheet, problems, where
        self.note: tuple[int, str] | None = None

    def say(self, message: str, *, first: bool = False) -> None:
        self.problems.add(f"{self.where}{message}", first=first)

    def table(self, layouts: Sequence[Layout]) -> Table | None:
        """The table, or nothing and what is wrong among the problems."""
        lines = self.sheet.lines()
        above, heads = find_head(lines, layouts)
        head = matching(heads, self.sheet, self.say)
        if not heads:
            message, number = describe_misses(above, layouts)
            self.say(message)
            for _ in lines:  # to its end, where merged cells are told
                pass
            self._check_merged_header(number, 1, MAX_COLUMNS)
        if not head:
            return None
        head.check(self.sheet, self.say)
        rows = _Rows(list(head.labels.values()))
        last = head.number
        for number, cells in lines:
            if self._is_record(number, cells, head):
                last = number
                self._check_cells(number, cells, head)
                rows.add(number, [cells.get(column, "") for column in head.labels])
                if rows.count > MAX_ROWS:
                    self.say(f"表が{MAX_ROWS:,}行を超えています。行を分けて、別のファイルでお送りください。")
                    return None
        self._check_merged(head, last)
        name = "" if isinstance(self.sheet, CsvSheet) else self.sheet.name
        return Table(head.layout, name, rows.labels, rows)

    def _is_record(self, number: int, cells: dict[int, str], head: Head) -> bool:
        first = min(cells)
        text = cells[first]
        if len(cells) == 1 and first in list(head.columns)[:_NOTE_COLUMNS] and _NOTE.match(tidy(text)):
            self.note = self.note or (number, text)
            return False
        if self.note:
            self.say(
                f"{self.note[0]}行目の「{shown(self.note[1])}」は注記のようですが、"
                f"{number}行目に続きがあります。注記を削除するか、表の下に移してください。"
            )
            self.note = None
        if len(text) < _LONGEST_TOTAL and tidy(text) in _TOTALS:
            self.say(f"{number}行目は「{shown(text)}」の行です。集計の行を削除してください。")
            return False
        if (
            head.cells.get(first) == text
            and {column: header(cell) for column, cell in cells.items()} == head.columns
        ):
            self.say(f"{number}行目に見出しがもう一度あります。行を削除してください。")
            return False
        return True

    def _check_cells(self, number: int, cells: dict[int, str], head: Head) -> None:
        for column, text in cells.items():
            if column not in head.columns:
                self.say(
                    f"{self.sheet.place(number, column)}「{shown(text)}」は見出しのない列にあります。"
                    "列に見出しを付けるか、削除してください。"
                )
            elif isinstance(text, Fault):
                self.say(f"{self.sheet.place(number, column, head.shown[column])}{text}")

    def _check_merged(self, head: Head, last: int) -> None:
        """Said before all else: one pair of merged cells in the header puts every row in disorder."""
        columns = min(head.columns), max(head.columns)
        self._check_merged_header(head.number, *columns)
        for merged in self.sheet.merged:
            if merged.touches(head.number, last, *columns) and not merged.touches(
                head.number, head.number, *columns
            ):
                self.say(
                    f"{merged} が結合されています。結合を解除して、それぞれのセルに値を入れてください。",
                    first=True,
                )

    def _check_merged_header(self, number: int, first_column: int, last_column: int) -> None:
        for merged in self.sheet.merged:
            if merged.touches(number, number, first_column, last_column):
                self.say(
                    f"見出しの {merged} が結合されています。結合を解除して、見出しを1行に収めてください。",
                    first=True,
                )

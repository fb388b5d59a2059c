"""What stands in the sheets of an .xlsx, as a person sees it there: texts, numbers, dates; what is no value is a Fault.

Hidden rows and columns, and rows that a filter hides, are read as any other. Formulas are not computed, external
links not followed, pictures and comments not looked at.
"""

import math
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from common.sheets.layouts import MAX_CELL as LONGEST
from common.sheets.layouts import MAX_COLUMNS, Fault, SheetError, cell_name, cell_text, column_letter
from common.sheets.opening import BROKEN, LARGEST_OTHER, LARGEST_STRINGS, TOO_LARGE
from common.sheets.xml import Reader, local, read, stream

FORMULA = Fault("は数式です。値として貼り付けてください。")
NO_DATE = Fault("は日付の書式ですが、日付になりません。正しい日付に直してください。")
#: As many as LARGEST_STRINGS is meant for, and half as many again.
_MOST_STRINGS = 1_500_000
#: More than any table of 50,000 rows that a person merged cells in.
_MOST_MERGED = 100_000
#: What Excel itself can hold.
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")
#: 「_x000D_」: how a workbook writes a character that its XML cannot hold.
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
#: Formats of dates and times in the Japanese Excel, which no list of formats in the file names (ECMA-376, 18.8.30).
_JAPANESE_DATES = {*range(27, 37), *range(50, 59)}


def column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    if column_letter(number) != letters or number > _LAST_COLUMN:
        raise ValueError(letters)
    return number


@dataclass(frozen=True, order=True)
class Merged:
    """A range of merged cells."""

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def of(cls, ref: str) -> "Merged":
        found = _RANGE.fullmatch(ref)
        if not found:
            raise ValueError(ref)
        left, top, right, bottom = found.groups()
        return cls(int(top), column_number(left), int(bottom or top), column_number(right or left))

    def __str__(self) -> str:
        return f"{cell_name(self.top, self.left)}:{cell_name(self.bottom, self.right)}"

    def touches(self, first_row: int, last_row: int, first_column: int, last_column: int) -> bool:
        down = self.top <= last_row and first_row <= self.bottom
        return down and self.left <= last_column and first_column <= self.right


class Sheet:
    """A sheet of a workbook. `merged` is known once all lines are read."""

    def __init__(self, workbook: "Workbook", name: str, part: str):
        self.workbook, self.name, self.part = workbook, name, part
        self.merged: list[Merged] = []

    def lines(self) -> Iterator[tuple[int, dict[int, str]]]:
        """The rows that hold anything: number and cells by column."""
        cells = _Cells(self)
        for _ in stream(self.workbook.archive, self.part, cells):
            yield from cells.lines
            cells.lines.clear()
        self.merged = sorted(cells.merged)

    def place(self, row: int, column: int, label: str = "") -> str:
        return cell_name(row, column, label)

    def column(self, column: int) -> str:
        return f"{column_letter(column)}列"


class Workbook:
    """The sheets of an .xlsx in their order, charts left out."""

    def __init__(self, archive: zipfile.ZipFile):
        self.archive = archive
        parts = read(archive, "xl/_rels/workbook.xml.rels", _Parts(), LARGEST_OTHER)
        listed = read(archive, "xl/workbook.xml", _Sheets(), LARGEST_OTHER)
        self.from_1904 = listed.from_1904
        self.strings: list[str] = []
        if name := parts.of_kind("sharedStrings"):
            self.strings = read(archive, name, _Strings(), LARGEST_STRINGS).strings
        self.styles: list[str] = []
        if name := parts.of_kind("styles"):
            self.styles = read(archive, name, _Styles(), LARGEST_OTHER).styles
        try:
            found = [(name, *parts.by_id[key]) for name, key in listed.sheets]
        except KeyError as error:
            raise SheetError([BROKEN]) from error
        self.sheets = [Sheet(self, name, part) for name, kind, part in found if kind == "worksheet"]


@dataclass
class _Parts(Reader):
    by_id: dict[str, tuple[str, str]] = field(default_factory=dict)

    def start(self, tag, attributes):
        if local(tag) == "Relationship" and attributes.get("TargetMode") != "External":
            part = posixpath.normpath(posixpath.join("/xl", attributes["Target"])).lstrip("/")
            self.by_id[attributes["Id"]] = (attributes["Type"].rpartition("/")[2], part)

    def of_kind(self, kind: str) -> str:
        return next((part for other, part in self.by_id.values() if other == kind), "")


@dataclass
class _Sheets(Reader):
    sheets: list[tuple[str, str]] = field(default_factory=list)
    from_1904: bool = False

    def start(self, tag, attributes):
        match local(tag):
            case "sheet":
                key = next(value for name, value in attributes.items() if local(name) == "id")
                self.sheets.append((attributes["name"], key))
            case "workbookPr":
                self.from_1904 = attributes.get("date1904") in ("1", "true")


@dataclass
class _Styles(Reader):
    """Per style of a cell: "date", "duration", zeros that fill a code up ("000000"), or nothing of ours."""

    styles: list[str] = field(default_factory=list)
    formats: dict[int, str] = field(default_factory=dict)
    within: str = ""

    def start(self, tag, attributes):
        tag = local(tag)
        if tag in ("numFmts", "cellXfs", "cellStyleXfs", "dxfs"):
            self.within = tag
        elif tag == "numFmt" and self.within == "numFmts":
            self.formats[int(attributes["numFmtId"])] = attributes["formatCode"]
        elif tag == "xf" and self.within == "cellXfs":
            self.styles.append(self._style(int(attributes.get("numFmtId", 0))))

    def _style(self, key: int) -> str:
        # As long to import as the rest of a command takes to start.
        from openpyxl.styles import numbers  # noqa: PLC0415

        code = self.formats.get(key) or numbers.BUILTIN_FORMATS.get(key, "General")
        if key not in self.formats and key in _JAPANESE_DATES:
            return "date"
        if numbers.is_timedelta_format(code):
            return "duration"
        if numbers.is_date_format(code):
            return "date"
        return code if re.fullmatch("0{2,20}", code) else ""


class _Texts(Reader):
    """Gathers the text of the elements that hold a cell's; the reading that Excel keeps of kanji (rPh) is none."""

    def __init__(self):
        self.parts: list[str] = []
        self.length = 0
        self.taking = self.phonetic = False

    def text(self, data):
        if self.taking and self.length <= LONGEST:  # what is longer is refused anyway
            self.parts.append(data)
            self.length += len(data)

    def take(self) -> str:
        text = "".join(self.parts)
        self.parts.clear()
        self.length = 0
        return text


class _Strings(_Texts):
    """The texts of all cells, each once, to which the cells refer by number."""

    def __init__(self):
        super().__init__()
        self.strings: list[str] = []

    def start(self, tag, attributes):
        tag = local(tag)
        self.taking = tag == "t" and not self.phonetic
        self.phonetic = self.phonetic or tag == "rPh"

    def end(self, tag):
        tag = local(tag)
        self.taking = False
        if tag == "rPh":
            self.phonetic = False
        elif tag == "si":
            self.strings.append(_unescaped(self.take()))
            if len(self.strings) > _MOST_STRINGS:
                raise SheetError([TOO_LARGE])


class _Cells(_Texts):
    def __init__(self, sheet: Sheet):
        super().__init__()
        self.sheet = sheet
        self.lines: list[tuple[int, dict[int, str]]] = []
        self.merged: list[Merged] = []
        self.columns: dict[str, int] = {}
        self.row = self.column = 0
        self.in_cell = self.formula = False
        self.kind, self.style = "n", ""

    def start(self, tag, attributes):
        tag = local(tag)
        if tag == "c":
            self._start_cell(attributes)
        elif self.in_cell:
            self.taking = tag in ("v", "t") and not self.phonetic
            self.phonetic = self.phonetic or tag == "rPh"
            self.formula = self.formula or tag == "f"
        elif tag == "row":
            row = int(attributes.get("r", self.row + 1))
            if not self.row < row <= _LAST_ROW:
                raise ValueError(row)
            self.row, self.column = row, 0
            self.cells: dict[int, str] = {}
        elif tag == "mergeCell":
            self.merged.append(Merged.of(attributes["ref"]))
            if len(self.merged) > _MOST_MERGED:
                raise SheetError([TOO_LARGE])

    def _start_cell(self, attributes):
        reference = attributes.get("r")
        column = self.column + 1
        if reference:
            letters = reference.rstrip("0123456789")
            if letters not in self.columns:
                self.columns[letters] = column_number(letters)
            column = self.columns[letters]
            if int(reference[len(letters) :]) != self.row:
                raise ValueError(reference)
        if not self.column < column <= _LAST_COLUMN:
            raise ValueError(column)
        self.column = column
        self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "")
        self.in_cell, self.formula = True, False

    def end(self, tag):
        tag = local(tag)
        self.taking = False
        if tag == "c":
            self.in_cell = False
            raw = self.take()
            if value := FORMULA if self.formula else self._value(raw):
                self._put(value)
        elif tag == "rPh":
            self.phonetic = False
        elif tag == "row" and self.cells:
            self.lines.append((self.row, self.cells))

    def _put(self, value: str) -> None:
        if self.column > MAX_COLUMNS:
            place = f"シート「{self.sheet.name}」の{cell_name(self.row, self.column)}"
            raise SheetError(
                [f"{place}に値があります。表は{MAX_COLUMNS}列までです。要らない列を削除してください。"]
            )
        self.cells[self.column] = value

    def _value(self, raw: str) -> str:
        if not raw:
            return ""
        match self.kind:
            case "s":
                return self.sheet.workbook.strings[int(raw)]
            case "b":
                return "はい" if raw.strip() in ("1", "true") else "いいえ"
            case "e":
                return Fault(f"はエラー（{raw.strip()}）です。正しい値に直してください。")
            case "d":
                return _moment(datetime.fromisoformat(raw.strip()))
            case "n":
                return self._number(raw.strip())
        return _unescaped(raw)

    def _number(self, raw: str) -> str:
        workbook = self.sheet.workbook
        style = workbook.styles[int(self.style)] if self.style and workbook.styles else ""
        value = float(raw)
        if not math.isfinite(value):
            raise ValueError(raw)
        if style in ("date", "duration"):
            return _date(value, duration=style == "duration", from_1904=workbook.from_1904)
        # Fifteen digits, as Excel shows: it keeps 0.1 + 0.2 as 0.30000000000000004.
        whole = value.is_integer() and abs(value) < 10**15
        text = str(int(value)) if whole else repr(float(f"{value:.15g}"))
        return text.zfill(len(style)) if whole and value >= 0 else text


def _unescaped(text: str) -> str:
    if "_x" in text:
        text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return cell_text(text)


def _date(value: float, *, duration: bool, from_1904: bool) -> str:
    from openpyxl.utils import datetime as serials  # noqa: PLC0415 — as above

    if value < 0:
        return NO_DATE
    epoch = serials.MAC_EPOCH if from_1904 else serials.WINDOWS_EPOCH
    try:
        return _moment(serials.from_excel(value, epoch, timedelta=duration))
    except (OverflowError, ValueError):
        return NO_DATE


def _moment(value: datetime | date | time | timedelta) -> str:
    """「2026-04-01」, 「2026-04-01 13:30」, 「13:30」, with seconds where there are any."""
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        text = f"{minutes // 60}:{minutes % 60:02}"
        return f"{text}:{seconds:02}" if seconds else text
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if not isinstance(value, datetime | time):
        return value.isoformat()
    precise = "seconds" if value.second else "minutes"
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(" ", precise)
    return value.isoformat(precise)

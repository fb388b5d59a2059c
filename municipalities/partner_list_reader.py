"""Read a published list of partners as it stands on paper: pages, columns, headings, broken lines.

The transcript (CSV: page, column, seed_line, raw_line) keeps every printed line. Column 0 is the head of a page.
"""

import csv
import hashlib
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from common.text import shown, tidy
from municipalities.names import Body

COLUMNS = ["page", "column", "seed_line", "raw_line"]
TITLE = "特別区連携市町村等一覧"
#: Heads of a column, in the pieces the type-setting broke them into.
HEADS = {"都道府", "県名", "都道府県名", "市町村名"}
#: A line that holds only the end of the name begun above it.
ENDINGS = set("市町村区")
#: As much as an entry keeps of what is printed.
LONGEST_NAME = 50
#: As large as the database keeps everywhere.
_NUMBER = re.compile(r"[0-9]{1,9}")
_PAGE_HEAD = re.compile(r"\d{4}[.年]\d{1,2}[.月]\d{1,2}日?現在")


class PartnerListError(ValueError):
    """The file is no such list, or breaks off where a list cannot; in Japanese, with the line."""


@dataclass(slots=True)
class PrintedEntry:
    """One partner as printed under the heading of its prefecture (`heading` as printed, 「神奈川」)."""

    line: int
    heading: str
    prefecture: Body
    printed_name: str

    @property
    def is_prefecture(self) -> bool:
        return self.printed_name == self.prefecture.name


@dataclass(slots=True)
class PrintedList:
    sha256: str
    rows: int
    entries: list[PrintedEntry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Line:
    page: int
    column: int
    number: int
    text: str


def read_partner_list(data: bytes, prefecture_of: Callable[[str], Body | None]) -> PrintedList:
    """All entries of the transcript, none left out. PartnerListError when it is not such a list."""
    lines = _lines(data)
    if not any(tidy(line.text) == TITLE for line in lines if line.column == 0):
        raise PartnerListError(f"「{TITLE}」の見出しがありません。この一覧の写しではないようです。")
    printed = PrintedList(sha256=hashlib.sha256(data).hexdigest(), rows=len(lines))
    reader = _Reader(prefecture_of, printed)
    written = [line for line in lines if line.text.strip()]
    for line, following in zip(written, [*written[1:], None], strict=True):
        reader.take(line, tidy(following.text) if following else "")
    if not printed.entries:
        raise PartnerListError("市町村名が1行もありません。")
    return printed


def _lines(data: bytes) -> list[_Line]:
    try:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    except UnicodeDecodeError:
        raise PartnerListError("文字コードがUTF-8ではありません。") from None
    except csv.Error as error:
        raise PartnerListError(f"CSVとして読めません（{error}）。") from None
    if not rows or rows[0] != COLUMNS:
        raise PartnerListError(f"1行目の列名が{', '.join(COLUMNS)}ではありません。")
    lines: list[_Line] = []
    for place, row in enumerate(rows[1:], start=2):
        if len(row) != len(COLUMNS):
            raise PartnerListError(f"{place}行目: 列の数が{len(COLUMNS)}ではありません。")
        if not all(_NUMBER.fullmatch(cell) for cell in row[:3]):
            raise PartnerListError(f"{place}行目: page、column、seed_lineは9桁までの数字で書いてください。")
        if "\0" in row[3]:
            raise PartnerListError(f"{place}行目: raw_lineに使えない文字があります。")
        line = _Line(int(row[0]), int(row[1]), int(row[2]), row[3])
        if lines and line.number <= lines[-1].number:
            raise PartnerListError(f"{place}行目: seed_lineが前の行より後になっていません。")
        lines.append(line)
    return lines


class _Reader:
    """Goes down the columns line by line and knows under which heading it is."""

    def __init__(self, prefecture_of: Callable[[str], Body | None], printed: PrintedList):
        self.prefecture_of = prefecture_of
        self.printed = printed
        self.prefecture: Body | None = None
        self.heading = ""
        self.column = (0, 0)
        self.is_top = True

    def take(self, line: _Line, following: str) -> None:
        text = tidy(line.text)
        if line.column == 0:
            if text != TITLE and not _PAGE_HEAD.fullmatch(text):
                raise PartnerListError(
                    f"資料{line.number}行: 「{shown(line.text)}」はこの一覧のページの頭にない行です。"
                )
            return
        if self.column != (line.page, line.column):
            self.column, self.is_top = (line.page, line.column), True
        if text in HEADS or text.isdigit():
            return
        if text in ENDINGS:
            self._end_broken_name(line, text)
            return
        printed = line.text.strip()
        heading, _, name = printed.partition(" ")
        if name and self.prefecture_of(heading):
            self._take_heading(heading)
            printed = name.strip()
        elif self._is_heading(text, following):
            self._take_heading(printed)
            return
        self._add(line, printed)

    def _is_heading(self, text: str, following: str) -> bool:
        """A prefecture's name is a heading where it is new or repeated on top of a column; below that it is an
        entry: the prefecture itself is a partner. A name broken before its last letter is neither."""
        found = self.prefecture_of(text)
        if found is None or following in ENDINGS:
            return False
        return self.is_top or found is not self.prefecture

    def _take_heading(self, text: str) -> None:
        self.prefecture, self.heading, self.is_top = self.prefecture_of(text), text, False

    def _end_broken_name(self, line: _Line, text: str) -> None:
        last = self.printed.entries[-1] if self.printed.entries else None
        if last is None or last.printed_name[-1] in ENDINGS:
            raise PartnerListError(f"資料{line.number}行: 「{text}」の前に、続くべき名称がありません。")
        last.printed_name += text

    def _add(self, line: _Line, printed: str) -> None:
        if self.prefecture is None:
            raise PartnerListError(
                f"資料{line.number}行: 「{shown(printed)}」の前に都道府県の見出しがありません。"
            )
        if len(printed) > LONGEST_NAME:
            raise PartnerListError(f"資料{line.number}行: 「{shown(printed)}」は名称として長すぎます。")
        self.is_top = False
        self.printed.entries.append(PrintedEntry(line.number, self.heading, self.prefecture, printed))

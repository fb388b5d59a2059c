"""What a table in a file is: its layout, its rows, the text of a cell, and what is said of a file that is refused."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from common.files import LARGEST_DOCUMENT
from common.text import UNPRINTABLE, shown, tidy

MAX_FILE = LARGEST_DOCUMENT
#: Twenty times the records that the project will ever have; a reader stops there, whatever a file claims.
MAX_ROWS = 50_000
#: The widest table of ours has forty.
MAX_COLUMNS = 100
#: Longer than any field of ours, far below the 32,767 that Excel itself can hold.
MAX_CELL = 20_000
#: More than this nobody reads; they are mended in rounds.
MOST_MESSAGES = 20

#: What people add to a header to say that it must be filled, once `tidy`.
_MARKS = re.compile(r"[※*]|[【(\[](?:必須|任意)[】)\]]")
#: What a spreadsheet would run when it opens a text: it gets an apostrophe.
RUN = re.compile(r"'*[=+\-@\t\r]")
#: An apostrophe that was put before what a spreadsheet would take for a formula.
_ESCAPED = re.compile(r"'+[=+\-@]")


@dataclass(frozen=True)
class Column:
    """A column by its header; `required`: without it the table is not recognised."""

    label: str
    required: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layout:
    title: str
    columns: tuple[Column, ...]

    @property
    def known(self) -> dict[str, Column]:
        """Its columns by each header that is taken for one of them, as `header` makes it comparable."""
        names = [(alias, column) for column in self.columns for alias in column.aliases]
        return {
            header(name): column for name, column in [*names, *((one.label, one) for one in self.columns)]
        }

    @property
    def required(self) -> list[Column]:
        return [column for column in self.columns if column.required]


class Row(NamedTuple):
    """`number`: as a person counts it; in CSV the line in which the record begins."""

    number: int
    cells: dict[str, str]


@dataclass
class Table:
    """`labels` in the file's own order; `sheet` is empty for CSV."""

    layout: Layout
    sheet: str
    labels: list[str]
    rows: Iterable[Row]


class SheetError(ValueError):
    """The file is not read at all; each message says in Japanese where, and what to change."""

    def __init__(self, messages: Iterable[str]):
        self.messages = list(messages)
        super().__init__("\n".join(self.messages))


class Problems:
    """What is wrong with a file, gathered so that it can be mended at once."""

    def __init__(self) -> None:
        self.first: list[str] = []
        self.others: list[str] = []
        self.count = 0

    def add(self, message: str, *, first: bool = False) -> None:
        """`first`: to be mended before all others."""
        self.count += 1
        messages = self.first if first else self.others
        if len(messages) < MOST_MESSAGES:
            messages.append(message)

    def check(self) -> None:
        """SheetError if there are any."""
        told = [*self.first, *self.others][:MOST_MESSAGES]
        more = [f"ほかに {self.count - len(told)} 件あります。"] if self.count > len(told) else []
        if told:
            raise SheetError([*told, *more])


class Fault(str):
    """Stands in place of a cell's text: what is wrong with the cell, as the end of a sentence about it."""


def header(text: str) -> str:
    """A header made comparable: one width, no spaces or line breaks, no marks of what must be filled."""
    return _MARKS.sub("", tidy(text))


def column_letter(column: int) -> str:
    """1 → "A", 28 → "AB"."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(row: int, column: int, label: str = "") -> str:
    """「C5「開始日」」."""
    name = f"{column_letter(column)}{row}"
    return f"{name}「{label}」" if label else name


def quoted(names: Iterable[str]) -> str:
    return "".join(f"「{shown(name)}」" for name in names)


def plain(text: str) -> str:
    """As cells are kept: no space around it, line breaks of one kind."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def escaped(text: str, starts: re.Pattern[str]) -> str:
    """With an apostrophe before it where it begins so; `cell_text` takes it off again."""
    return f"'{text}" if starts.match(text) else text


def cell_text(text: str) -> str:
    """What a cell holds, as it is handed on; a Fault where it cannot be."""
    if len(text) > MAX_CELL:
        return Fault(f"は{MAX_CELL:,}文字を超えています。短くしてください。")
    control = None if text.isprintable() else UNPRINTABLE.search(text.replace("\r", "\n"))
    if control:
        return Fault(
            f"に、目に見えない制御文字（U+{ord(control[0]):04X}）が入っています。入力し直してください。"
        )
    text = plain(text)
    return text[1:] if _ESCAPED.match(text) else text

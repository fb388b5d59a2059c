"""The row of headers: found below titles and blank rows, by the headers that a layout requires."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from common.sheets.layouts import Column, Fault, Layout, header, quoted
from common.text import shown, tidy

#: Titles, dates and remarks above a table take fewer rows.
WITHIN = 20
Line = tuple[int, dict[int, str]]


class Place(Protocol):
    """The sheet, as far as its places are named."""

    name: str

    def place(self, row: int, column: int, label: str = "") -> str: ...

    def column(self, column: int) -> str: ...


@dataclass
class Head:
    """A row that holds all headers that a layout requires."""

    layout: Layout
    number: int
    cells: dict[int, str]

    @cached_property
    def columns(self) -> dict[int, str]:
        """Its headers, made comparable, by column."""
        return {column: header(text) for column, text in self.cells.items()}

    @cached_property
    def shown(self) -> dict[int, str]:
        """Its headers as messages call them."""
        return {column: shown("".join(text.split("\n"))) for column, text in self.cells.items()}

    @cached_property
    def labels(self) -> dict[int, str]:
        """The labels of the columns that are known, in the file's order."""
        known = self.layout.known
        return {column: known[name].label for column, name in sorted(self.columns.items()) if name in known}

    @property
    def is_known(self) -> bool:
        return len(self.labels) == len(self.columns)

    def check(self, sheet: Place, say: Callable[[str], None]) -> None:
        """Says which headers are no headers of the layout, or there twice."""
        unknown = [column for column in sorted(self.cells) if column not in self.labels]
        formulas = [column for column in unknown if isinstance(self.cells[column], Fault)]
        for column in formulas:
            say(f"見出しの{sheet.place(self.number, column)}{self.cells[column]}")
        unknown = [column for column in unknown if column not in formulas]
        if unknown:
            names = "、".join(f"{sheet.column(column)}「{self.shown[column]}」" for column in unknown)
            say(
                f"{self.number}行目の見出しに、知らない列があります：{names}。"
                f"見出しを直すか、列を削除してください。使える見出し：{quoted(_labels(self.layout))}"
            )
        first: dict[str, int] = {}
        for column, label in self.labels.items():
            if label in first:
                say(
                    f"見出し「{label}」が{sheet.column(first[label])}と{sheet.column(column)}にあります。"
                    "どちらかの列を削除してください。"
                )
            first.setdefault(label, column)


def find_head(lines: Iterator[Line], layouts: Sequence[Layout]) -> tuple[list[Line], list[Head]]:
    """The rows above the header and the header, once per layout that takes it for its own."""
    above: list[Line] = []
    for number, cells in lines:
        if number > WITHIN:
            break
        heads = [Head(layout, number, cells) for layout in layouts if _fits(layout, cells)]
        if heads:
            return above, heads
        above.append((number, cells))
    return above, []


def _fits(layout: Layout, cells: dict[int, str]) -> bool:
    known = layout.known
    found = {known[name].label for text in cells.values() if (name := header(text)) in known}
    return bool(found) and found >= {column.label for column in layout.required}


def matching(heads: list[Head], sheet: Place, say: Callable[[str], None]) -> Head | None:
    """The one it is, of the layouts that fit: whose title the sheet bears, or who alone knows all its headers."""
    named = [head for head in heads if tidy(head.layout.title) == tidy(sheet.name)]
    knowing = [head for head in heads if head.is_known]
    for choice in (named, heads, knowing):
        if len(choice) == 1:
            return choice[0]
    if heads:
        titles = quoted(head.layout.title for head in heads)
        say(f"どの表か決められません。シート（CSV ではファイル）の名前を、{titles}のどれかにしてください。")
    return None


def describe_misses(above: list[Line], layouts: Sequence[Layout]) -> tuple[str, int]:
    """Why no row is the header, and the number of the row that comes nearest (0: none does)."""
    for separator, name in (("\t", "タブ"), (";", "セミコロン")):
        if any(_is_separated(cells, separator, layouts) for _, cells in above):
            return (
                f"{name}で区切られているため、列に分けられません。"
                "Excelで開き、「CSV UTF-8（コンマ区切り）」で保存し直してください。",
                0,
            )
    near = [
        (*_nearness(layout, cells), layout, number, cells) for layout in layouts for number, cells in above
    ]
    start = f"見出しの行が、はじめの{WITHIN}行の中に見つかりません。"
    found, _, layout, number, cells = max(near, key=lambda one: one[:2], default=(0, 0, layouts[0], 0, {}))
    if not found:
        expected = [f"「{one.title}」では{quoted(_labels_required(one))}" for one in layouts]
        return f"{start}次の見出しを1行に並べてください：{'、'.join(expected)}", 0
    present = {header(text) for text in cells.values()}
    missing = [column.label for column in layout.required if not present & _names(column)]
    return (
        f"「{layout.title}」の表に必要な見出し{quoted(missing)}が見つかりません。"
        f"{number}行目の見出し：{quoted(' '.join(text.split()) for _, text in sorted(cells.items()))}",
        number,
    )


def _names(column: Column) -> set[str]:
    return {header(name) for name in (column.label, *column.aliases)}


def _labels(layout: Layout) -> list[str]:
    return [column.label for column in layout.columns]


def _labels_required(layout: Layout) -> list[str]:
    return [column.label for column in layout.required] or _labels(layout)


def _nearness(layout: Layout, cells: dict[int, str]) -> tuple[int, int]:
    """How many headers of a layout a row holds, and how few of those it must hold are missing."""
    present = {header(text) for text in cells.values()}
    missing = sum(1 for column in layout.required if not present & _names(column))
    return sum(1 for name in layout.known if name in present), -missing


def _is_separated(cells: dict[int, str], separator: str, layouts: Sequence[Layout]) -> bool:
    pieces = {header(piece.strip('"')) for text in cells.values() for piece in text.split(separator)}
    several = any(separator in text for text in cells.values())
    return several and any(len(pieces & layout.known.keys()) >= 2 for layout in layouts)

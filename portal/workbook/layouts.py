"""The grids as documents print them: years across (T1, T3, T4), or one line a row with the published figure beside."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from municipalities.models.bodies import Area
from portal.statistics.content import Content
from portal.statistics.tables import increase
from portal.workbook.sheets import Styled
from portal.workbook.styles import (
    BODY,
    BOLD_NUMBER,
    LABEL,
    NUMBER,
    RATIO_TEXT,
    SUBTOTAL,
    SUBTOTAL_NUMBER,
    TOTAL,
)
from portal.workbook.texts import printed_number, width_of

TOTALS = ("total", "union", "all")
#: The tables whose rows are years: one of which nothing is known is a gap.
YEARLY = ("T1", "T3", "T4")
COUNTED, PUBLISHED = "記録", "公表値"
_YEAR = re.compile(r"(.+?年度)（(\d{4}年度)）")


@dataclass(frozen=True)
class Line:
    cells: list[Styled]
    height: float | None = None
    #: How many lines from here on share the first cell.
    joined: int = 1


@dataclass
class Layout:
    """A table to print: its widths, the rows of its header, its lines, and what is noted below."""

    widths: list[float]
    header: list[list[str]]
    lines: Iterable[Line]
    notes: list[str] = field(default_factory=list)
    #: How many columns stay in sight when the sheet is scrolled sideways.
    labels: int = 1
    #: Whether it is made small where a few lines or the chart would stand on a second page.
    on_one_page: bool = False
    series: list["Series"] = field(default_factory=list)


@dataclass(frozen=True)
class Series:
    """A line of a chart: which of the printed lines it draws, and which of the charted columns that is of."""

    title: str
    line: int
    column: int
    published: bool


@dataclass(frozen=True)
class Grid:
    """The counts of a content by their places."""

    content: Content

    def __post_init__(self) -> None:
        counts = {(count["row"], count["column"]): count for count in self.content["counts"]}
        object.__setattr__(self, "counts", counts)

    @property
    def of_document(self) -> bool:
        """Whether the numbers are those a document printed: nothing is known then of what they count."""
        counts = self.content["counts"]
        return bool(counts) and all(count["members"] is None for count in counts)

    def value(self, row: str, column: str) -> int | None:
        """What was counted; None in a gap, where 0 would say that somebody had counted."""
        count = self.counts.get((row, column))
        return count["value"] if count and not self.is_gap(row) else None

    def published(self, row: str, column: str) -> int | None:
        count = self.counts.get((row, column))
        return printed_number(count["published"]) if count and not self.of_document else None

    def has_published(self, column: str) -> bool:
        return any(self.published(row["key"], column) is not None for row in self.content["rows"])

    def is_gap(self, row: str) -> bool:
        """Whether a row is a year of which there is nothing to tell: no record, and no document that says so."""
        if self.content["table"] not in YEARLY:
            return False
        counts = [self.counts.get((row, column["key"])) for column in self.content["columns"]]
        return not any(count and (count["value"] or count["published"]) for count in counts)


def layout(content: Content) -> Layout:
    grid = Grid(content)
    return _years_across(grid) if content["table"] in YEARLY else _down(grid)


def _notes(content: Content, heads: Iterable[dict[str, Any]]) -> list[str]:
    told = "／".join(f"{head['label']}：{head['note']}" for head in heads if head["note"])
    notes = [told] if told else []
    remarks = dict.fromkeys(count["remark"] for count in content["counts"] if count.get("remark"))
    return notes + [f"備考：{remark}" for remark in remarks]


# --- Years across -------------------------------------------------------------------------------------


def _years_across(grid: Grid) -> Layout:
    content = grid.content
    rows, columns = content["rows"], content["columns"]
    has_ratio = content["table"] == "T1" and len(rows) > 1
    heads = [_year_head(grid, row) for row in rows]
    found = Layout(
        widths=[_label_width(map(_column_label, columns)), 8, *[10.5] * len(rows), *[36] * has_ratio],
        header=[
            ["区分", "", *(first for first, _ in heads), *["初年度比"] * has_ratio],
            ["", "", *(second for _, second in heads), *[""] * has_ratio],
        ],
        lines=[],
        notes=_notes(content, columns),
        labels=2,
    )
    found.lines = list(_year_lines(grid, found, has_ratio))
    kinds = "「記録」は、このサイトの記録から数えた数。「公表値」は、資料で公表された数。"
    found.notes += [] if grid.of_document else [kinds]
    if any(value is None for line in found.lines for value, _ in line.cells[2 : len(rows) + 2]):
        found.notes.append("空欄は、公表されていない年度、または記録も公表値もない年度。")
    if has_ratio:
        found.notes.append("初年度比は、数がある最初の年度と最後の年度を比べたもの（0のときは示さない）。")
    return found


def _year_lines(grid: Grid, found: Layout, has_ratio: bool) -> Iterator[Line]:
    years = [row["key"] for row in grid.content["rows"]]
    at, charted = 0, [one["key"] for one in grid.content["columns"] if not one["label"].startswith("うち")]
    for column in grid.content["columns"]:
        key, label = column["key"], _column_label(column)
        kinds = [COUNTED, PUBLISHED] if grid.has_published(key) else [COUNTED]
        for kind in kinds:
            published = kind == PUBLISHED
            told = grid.published if published else grid.value
            values = [told(year, key) for year in years]
            text, number = (TOTAL, BOLD_NUMBER) if key in TOTALS else (LABEL, NUMBER)
            shown = "" if grid.of_document else kind
            cells: list[Styled] = [(label if kind == COUNTED else None, text), (shown, text)]
            cells += [(value, number) for value in values]
            if has_ratio:
                cells.append((_ratio(years, values), RATIO_TEXT))
            if key in charted:
                found.series.append(Series(f"{column['label']}（{kind}）", at, charted.index(key), published))
            yield Line(cells, 19, len(kinds) if kind == COUNTED else 1)
            at += 1


def _ratio(years: list[str], values: list[int | None]) -> str | None:
    """How a series moved from its first number to its last, and between which years."""
    known = [(year, value) for year, value in zip(years, values, strict=True) if value is not None]
    if len(known) < 2 or not known[0][1]:
        return None
    (first, before), (last, after) = known[0], known[-1]
    until = f"{last}年度" if last.isdecimal() else "選んだ日"
    return f"{increase(before, after)}　{first}→{until}"


def _year_head(grid: Grid, row: dict[str, Any]) -> tuple[str, str]:
    """Both calendars, one below the other."""
    if found := _YEAR.fullmatch(row["label"]):
        return found[1], found[2]
    days = [count["on"] for count in grid.content["counts"] if count["row"] == row["key"] and count["on"]]
    if not days:
        return row["label"], ""
    day = dt.date.fromisoformat(days[0])
    return row["label"], f"{day.year}年\n{day.month}月{day.day}日"


# --- A line a row -------------------------------------------------------------------------------------


def _down(grid: Grid) -> Layout:
    content = grid.content
    columns, rows = content["columns"], content["rows"]
    beside = {column["key"] for column in columns if grid.has_published(column["key"])}
    header, widths = [content["row_label"]], [_label_width(row["label"] for row in rows)]
    noted = any(row["note"] for row in rows)
    for column in columns:
        label = f"{column['label']}\n（{column['unit']}）" if column["unit"] else column["label"]
        header.append(label)
        widths.append(max(8, min(13, width_of(label) + 2)))
        if column["key"] in beside:
            header.append(PUBLISHED)
            widths.append(8)
    if noted:
        header.append("備考")
        widths.append(max(width_of(row["note"]) for row in rows) + 3)
    notes = _notes(content, columns)
    if any(_is_area(row["key"]) for row in rows):
        notes.append("エリア計は都道府県の内数であり、合計はすべての都道府県を足したもの。")
    lines = list(_down_lines(grid, beside, noted))
    return Layout(widths, [header], lines, notes, on_one_page=40 < len(lines) < 70)


def _down_lines(grid: Grid, beside: set[str], noted: bool) -> Iterator[Line]:
    for row in grid.content["rows"]:
        text, number = LABEL, NUMBER
        if row["key"] in TOTALS:
            text, number = TOTAL, BOLD_NUMBER
        elif _is_area(row["key"]):
            text, number = SUBTOTAL, SUBTOTAL_NUMBER
        cells: list[Styled] = [(row["label"], text)]
        for column in grid.content["columns"]:
            key = column["key"]
            strong = BOLD_NUMBER if key in TOTALS else number
            cells.append((grid.value(row["key"], key), strong))
            if key in beside:
                cells.append((grid.published(row["key"], key), number))
        if noted:
            cells.append((row["note"], BODY))
        yield Line(cells, 17)


def _is_area(key: str) -> bool:
    return key in Area.values


def _column_label(column: dict[str, Any]) -> str:
    return f"{column['label']}（{column['unit']}）" if column["unit"] else column["label"]


def _label_width(labels: Iterable[str]) -> float:
    return max(14, min(32, max(map(width_of, labels), default=0) + 2))

"""Charts as coordinates: pure functions from (label, value or None) to what the template draws as SVG.

A missing value is a gap, never zero and never a line drawn across. Coordinates are ready text, because
templates write numbers for people (with thousands separated).
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

Point = tuple[str, int | float | None]

WIDTH, HEIGHT = 720, 320
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 28, 36
ROOM = HEIGHT - TOP - BOTTOM


@dataclass(frozen=True)
class Mark:
    """A value's place. Without a value only the label stands, and a dashed line where the mark would be."""

    label: str
    value: int | float | None
    text: str
    x: str
    y: str
    bar_x: str
    bar_width: str
    bar_height: str
    newest: bool


@dataclass(frozen=True)
class Series:
    """A second line of the same points: dashed, with square marks, and no numbers of its own on the drawing."""

    label: str
    marks: list[Mark]
    path: str


@dataclass(frozen=True)
class Chart:
    kind: str
    caption: str
    unit: str
    marks: list[Mark]
    ticks: list[tuple[str, str]]  # (height, number as read)
    path: str = ""
    label: str = ""  # of the first series where there is a second
    second: Series | None = None
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    floor: int = HEIGHT - BOTTOM
    right: int = WIDTH - RIGHT

    @property
    def pairs(self) -> list[tuple[Mark, Mark]]:
        """Both series, point by point."""
        return list(zip(self.marks, self.second.marks, strict=True)) if self.second else []


def line_chart(
    caption: str,
    points: Sequence[Point],
    unit: str = "",
    *,
    label: str = "",
    second: tuple[str, Sequence[Point]] | None = None,
) -> Chart:
    """`second`: label and points of another series over the same years, drawn to the same scale."""
    also = second[1] if second else ()
    top, ticks = _scale([*points, *also])
    marks = _marks(points, top)
    other = None
    if second:
        others = _marks(second[1], top)
        other = Series(second[0], others, _path(others))
    return Chart("line", caption, unit, marks, ticks, path=_path(marks), label=label, second=other)


def bar_chart(caption: str, points: Sequence[Point], unit: str = "") -> Chart:
    top, ticks = _scale(points)
    return Chart("bar", caption, unit, _marks(points, top), ticks)


ROW_HEIGHT, ROW_LEFT, ROW_RIGHT = 30, 236, 60
#: Letters of half width that stand in a line before a bar, and what a second line adds to the height.
ROW_LETTERS, SECOND_LINE = 31, 10


@dataclass(frozen=True)
class Row:
    """A bar that lies: its label, number, where its list is (if anywhere), and its place."""

    label: str
    value: int | None
    text: str
    url: str
    y: str
    middle: str
    width: str
    text_x: str
    #: The label as it is drawn, each line with how far it stands from the middle.
    lines: list[tuple[str, int]]


@dataclass(frozen=True)
class RowChart:
    """Numbers of named things side by side: names of any length stand in full."""

    caption: str
    unit: str
    rows: list[Row]
    height: int
    width: int = WIDTH
    left: int = ROW_LEFT


def row_chart(
    caption: str, items: Sequence[tuple[str, int | None, str]], unit: str = "", *, unknown: str = "－"
) -> RowChart:
    """Of (label, number, address of its list or empty). A number that is None is `unknown`, and has no bar."""
    top = max((value or 0 for _, value, _ in items), default=0) or 1
    room = WIDTH - ROW_LEFT - ROW_RIGHT
    drawn = [lines_of(label) for label, _, _ in items]
    pitch = ROW_HEIGHT + (SECOND_LINE if any(len(lines) > 1 for lines in drawn) else 0)
    rows = []
    for index, ((label, value, url), lines) in enumerate(zip(items, drawn, strict=True)):
        y, length = index * pitch + 4 + (pitch - ROW_HEIGHT) / 2, room * (value or 0) / top
        rows.append(
            Row(
                label=label,
                value=value,
                text=unknown if value is None else f"{value:,}",
                url=url,
                y=_number(y),
                middle=_number(index * pitch + pitch / 2),
                width=_number(length),
                text_x=_number(ROW_LEFT + length + 8),
                lines=list(zip(lines, (5,) if len(lines) == 1 else (-3, 14), strict=True)),
            )
        )
    return RowChart(caption, unit, rows, height=len(items) * pitch + 8)


def lines_of(label: str) -> list[str]:
    """A label in one line or two; what does not fit there is cut, and seen to be."""
    if width_of(label) <= ROW_LETTERS:
        return [label]
    first = _fitting(label, ROW_LETTERS)
    rest = label[len(first) :].strip()
    return [first, rest if width_of(rest) <= ROW_LETTERS else f"{_fitting(rest, ROW_LETTERS - 2)}…"]


def width_of(text: str) -> int:
    """In letters of half width."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def _fitting(text: str, width: int) -> str:
    """As much of a text as has room."""
    end = next((at for at in range(len(text) + 1) if width_of(text[:at]) > width), len(text) + 1)
    return text[: end - 1]


def tick_step(highest: float) -> int:
    """The step of 1, 2 or 5 times a power of ten that needs no more than five lines up to the highest."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if highest <= step * factor * 5:
                return step * factor
        step *= 10


def _scale(points: Sequence[Point]) -> tuple[int, list[tuple[str, str]]]:
    """The number at the top, and the lines up to there."""
    highest = max((value for _, value in points if value is not None), default=0)
    step = tick_step(highest)
    top = int(step * max(1, -(-highest // step)))
    return top, [
        (_number(TOP + ROOM - ROOM * number / top), f"{number:,}") for number in range(0, top + 1, step)
    ]


def _marks(points: Sequence[Point], top: int) -> list[Mark]:
    pitch = (WIDTH - LEFT - RIGHT) / max(1, len(points))
    newest = max((index for index, (_, value) in enumerate(points) if value is not None), default=-1)
    marks = []
    for index, (label, value) in enumerate(points):
        height = ROOM * (value or 0) / top
        centre = LEFT + pitch * (index + 0.5)
        marks.append(
            Mark(
                label=label,
                value=value,
                text="－" if value is None else f"{value:,}",
                x=_number(centre),
                y=_number(TOP + ROOM - height),
                bar_x=_number(centre - pitch * 0.3),
                bar_width=_number(pitch * 0.6),
                bar_height=_number(height),
                newest=index == newest,
            )
        )
    return marks


def _path(marks: Sequence[Mark]) -> str:
    """One stroke per unbroken run of known values."""
    runs = [list(run) for known, run in groupby(marks, lambda mark: mark.value is not None) if known]
    return " ".join("M" + " L".join(f"{mark.x} {mark.y}" for mark in run) for run in runs)


def _number(value: float) -> str:
    return f"{value:.1f}"

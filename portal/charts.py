"""Charts as coordinates: pure functions from (label, value or None) to what the template draws as SVG.

A missing value is a gap, never zero and never a line drawn across. Coordinates are ready text, because
templates write numbers for people (with thousands separated).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

Point = tuple[str, int | float | None]

WIDTH, HEIGHT = 720, 320
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 28, 36


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
class Chart:
    kind: str
    caption: str
    unit: str
    marks: list[Mark]
    ticks: list[tuple[str, str]]  # (height, number as read)
    path: str = ""
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    floor: int = HEIGHT - BOTTOM
    right: int = WIDTH - RIGHT


def line_chart(caption: str, points: Sequence[Point], unit: str = "") -> Chart:
    marks, ticks = _marks(points)
    return Chart("line", caption, unit, marks, ticks, path=_path(marks))


def bar_chart(caption: str, points: Sequence[Point], unit: str = "") -> Chart:
    marks, ticks = _marks(points)
    return Chart("bar", caption, unit, marks, ticks)


def tick_step(highest: float) -> int:
    """The step of 1, 2 or 5 times a power of ten that needs no more than five lines up to the highest."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if highest <= step * factor * 5:
                return step * factor
        step *= 10


def _marks(points: Sequence[Point]) -> tuple[list[Mark], list[tuple[str, str]]]:
    known = [value for _, value in points if value is not None]
    step = tick_step(max(known, default=0))
    top = step * max(1, -(-max(known, default=0) // step))
    room = HEIGHT - TOP - BOTTOM
    pitch = (WIDTH - LEFT - RIGHT) / max(1, len(points))
    newest = max((index for index, (_, value) in enumerate(points) if value is not None), default=-1)
    marks = []
    for index, (label, value) in enumerate(points):
        height = room * (value or 0) / top
        centre = LEFT + pitch * (index + 0.5)
        marks.append(
            Mark(
                label=label,
                value=value,
                text="－" if value is None else f"{value:,}",
                x=_number(centre),
                y=_number(TOP + room - height),
                bar_x=_number(centre - pitch * 0.3),
                bar_width=_number(pitch * 0.6),
                bar_height=_number(height),
                newest=index == newest,
            )
        )
    ticks = [
        (_number(TOP + room - room * number / top), f"{number:,}") for number in range(0, int(top) + 1, step)
    ]
    return marks, ticks


def _path(marks: Sequence[Mark]) -> str:
    """One stroke per unbroken run of known values."""
    runs = [list(run) for known, run in groupby(marks, lambda mark: mark.value is not None) if known]
    return " ".join("M" + " L".join(f"{mark.x} {mark.y}" for mark in run) for run in runs)


def _number(value: float) -> str:
    return f"{value:.1f}"

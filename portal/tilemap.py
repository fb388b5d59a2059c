"""The tile map: one square per prefecture, and the 23 wards that Tokyo's square opens into.

Pure layout and shading. Rows run north to south, columns west to east; 47 and 23 places, none twice.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

#: The prefectures as they lie, by the first two digits of their codes. Holes are sea.
PREFECTURE_ROWS = (
    "-- -- -- -- -- -- -- -- -- -- -- 01",
    "-- -- -- -- -- -- -- -- -- -- -- 02",
    "-- -- -- -- -- -- -- -- -- -- 05 03",
    "-- -- -- -- -- -- -- -- -- -- 06 04",
    "-- -- -- -- -- -- -- 17 16 15 07 --",
    "-- -- -- -- -- -- 18 21 20 10 09 08",
    "-- -- 32 31 28 26 25 23 19 11 13 12",
    "-- 35 34 33 27 29 24 -- 22 14 -- --",
    "41 40 -- -- -- 30 -- -- -- -- -- --",
    "42 44 -- 38 37 -- -- -- -- -- -- --",
    "43 45 -- 39 36 -- -- -- -- -- -- --",
    "-- 46 -- -- -- -- -- -- -- -- -- --",
    "47 -- -- -- -- -- -- -- -- -- -- --",
)

#: The special wards as they lie, by the fourth and fifth digit of their codes (131xxc).
WARD_ROWS = (
    "-- 19 17 21 22 --",
    "20 16 05 18 07 23",
    "14 04 01 06 08 --",
    "15 13 03 02 -- --",
    "12 10 09 11 -- --",
)


def _places(rows: Sequence[str]) -> dict[str, tuple[int, int]]:
    return {
        key: (row, column)
        for row, line in enumerate(rows)
        for column, key in enumerate(line.split())
        if key != "--"
    }


PREFECTURES = _places(PREFECTURE_ROWS)
WARDS = _places(WARD_ROWS)


#: Key of a place, its name, its number (None: not known, and not shown) and where its tile leads.
Item = tuple[str, str, int | None, str]


@dataclass(frozen=True)
class Scale:
    """Five shades for a set of numbers: none, and the quarters of those above zero.

    `bounds` are the highest numbers of shades 1, 2, … (fewer than four where the numbers are few).
    """

    bounds: tuple[int, ...]

    @classmethod
    def of(cls, values: Iterable[int]) -> "Scale":
        above = sorted(value for value in values if value > 0)
        quarters = {above[-(-len(above) * part // 4) - 1] for part in (1, 2, 3, 4)} if above else set()
        return cls(tuple(sorted(quarters)))

    def level(self, value: int | None) -> int:
        """0 for none or not known, up to 4; a number beyond the last bound is the darkest."""
        if not value or not self.bounds:
            return 0
        return min(bisect_left(self.bounds, value), len(self.bounds) - 1) + 5 - len(self.bounds)

    def legend(self) -> list[tuple[int, str]]:
        """(shade, range in words), from none to the darkest."""
        ranges = [(0, "0")]
        lowest = 1
        for bound in self.bounds:
            ranges.append((self.level(bound), f"{lowest}" if lowest == bound else f"{lowest}～{bound}"))
            lowest = bound + 1
        return ranges


def _tile(key: str, name: str, value: int | None, url: str, place: tuple[int, int], scale: Scale) -> dict:
    return {
        "number": key,
        "name": name,
        "short": short(name),
        "value": value,
        "url": url,
        "row": place[0],
        "column": place[1],
        "level": scale.level(value),
    }


def short(name: str) -> str:
    """What fits into a square: 「岩手」, 「北海道」, 「荒川」."""
    return name if name == "北海道" else name[:-1]


def prefecture_tiles(items: Iterable[Item], scale: Scale) -> list[dict]:
    """Tiles of (number "03", name, value, url)."""
    return [_tile(number, name, value, url, PREFECTURES[number], scale) for number, name, value, url in items]


def ward_tiles(items: Iterable[Item], scale: Scale) -> list[dict]:
    """Tiles of (code "131181", name, value, url)."""
    return [_tile(code, name, value, url, WARDS[code[3:5]], scale) for code, name, value, url in items]


# --- Maps that only mark: the squares as one drawing (static/img/maps.svg), and what stands out on it --------

PITCH, SIDE, ROUND = 44, 41, 4


class Mark(NamedTuple):
    """A square that stands out, where it lies, and what is written in it (`value` "": no number)."""

    name: str
    short: str
    url: str
    value: str
    level: str
    x: str
    y: str
    middle: str
    base: str
    value_base: str


def _mark(name: str, value: int | None, url: str, place: tuple[int, int], level: int) -> Mark:
    row, column = place
    x, y = column * PITCH, row * PITCH
    bases = (y + 26, y) if value is None else (y + 19, y + 35)
    written = "" if value is None else str(value)
    return Mark(name, short(name), url, written, *map(str, (level, x, y, x + 21, *bases)))


def prefecture_marks(items: Iterable[Item], scale: Scale | None = None) -> list[Mark]:
    """Marks of (number "03", name, value, url); without a scale as dark as can be."""
    return [
        _mark(name, value, url, PREFECTURES[number], scale.level(value) if scale else 4)
        for number, name, value, url in items
    ]


def ward_marks(items: Iterable[Item], scale: Scale | None = None) -> list[Mark]:
    """Marks of (code "131181", name, value, url)."""
    return [
        _mark(name, value, url, WARDS[code[3:5]], scale.level(value) if scale else 4)
        for code, name, value, url in items
    ]


def outline(places: dict[str, tuple[int, int]]) -> str:
    """The squares as one path: what static/img/maps.svg holds."""
    side, corner = SIDE - 2 * ROUND, f"a{ROUND} {ROUND} 0 0 1"
    square = (
        f"h{side}{corner} {ROUND} {ROUND}v{side}{corner}-{ROUND} {ROUND}h-{side}{corner}-{ROUND}-{ROUND}"
        f"v-{side}{corner} {ROUND}-{ROUND}z"
    )
    return "".join(
        f"M{column * PITCH + ROUND} {row * PITCH}{square}" for row, column in sorted(places.values())
    )

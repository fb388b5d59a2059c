"""Text as a cell can hold it, as data may hold it, and how much room it takes."""

import re
import unicodedata
from functools import lru_cache

from common.text import printable

#: What a cell of Excel holds at most, in UTF-16 units.
MAX_CELL = 32_767
SHORT = 200
CUT = "…（長いため以下省略）"
#: How workbooks write what they cannot hold as it is; people's text that looks so would come back as another.
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_SPACES = re.compile(r"\s*[\n\t]\s*|\s{2,}")
_PRINTED_NUMBER = re.compile(r"[\d,]+(?=[^\d,.]*\Z)")


def cell_text(text: str) -> str:
    """As openpyxl may write it: without control characters; cut, and seen to be cut, where a cell would not hold it."""
    return _cut(_ESCAPE.sub("_x005F_", printable(text)))


def data_text(text: str) -> str:
    """One line, without spaces that only move letters about."""
    return cell_text(_line(text))


def plain_line(text: str) -> str:
    """As `data_text`, for XlsxWriter, which escapes by itself."""
    return _cut(_line(text))


def short_text(text: str) -> str:
    """One line for where Excel takes no more than 255 letters: footers, titles of charts, properties."""
    line = _line(text)
    return line if _units(line) <= SHORT else f"{line[: SHORT // 2]}…"


def printed_number(printed: str | None) -> int | None:
    """The number a document printed: 1004 of 「1,004」, 2 of 「2回開催」, none of 「—」."""
    found = _PRINTED_NUMBER.match(printed or "")
    return int(found[0].replace(",", "")) if found and found[0].strip(",") else None


def width_of(text: str) -> int:
    """In letters of half width, of the longest line."""
    return max((sum(map(_width, line)) for line in text.split("\n")), default=0)


def lines_in(text: str, width: float) -> int:
    """How many lines a text takes in a cell of a width."""
    return sum(max(1, -(-sum(map(_width, line)) // max(int(width), 1))) for line in text.split("\n"))


@lru_cache(maxsize=20_000)
def _width(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in "WFA" else 1


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _line(text: str) -> str:
    return _SPACES.sub(" ", printable(text)).strip()


def _cut(text: str) -> str:
    if len(text) * 2 <= MAX_CELL or _units(text) <= MAX_CELL:
        return text
    whole = text.encode("utf-16-le")[: 2 * (MAX_CELL - len(CUT))]
    return whole.decode("utf-16-le", "ignore") + CUT

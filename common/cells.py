"""Tables for spreadsheets, as text."""

import csv
from collections.abc import Iterable, Iterator

from common.sheets.layouts import RUN, escaped


def safe(value: object) -> str:
    """The text of a cell, never a formula; a number is none, also below zero."""
    if isinstance(value, int | float):
        return str(value)
    return escaped("" if value is None else str(value), RUN)


class _Line:
    """What csv writes a line into, and which gives it back."""

    def write(self, line: str) -> str:
        return line


def csv_lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Line by line, beginning with the mark by which spreadsheets know UTF-8."""
    writer = csv.writer(_Line())
    yield "\ufeff"
    for row in rows:
        yield writer.writerow(map(safe, row))

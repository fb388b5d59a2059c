"""Tables for people, declared once: the page, and later every export, read the same columns and cells."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Cell:
    """What stands in one place of a table. `value` is the datum (None: not known), `text` what is shown."""

    value: Any = None
    text: str = ""
    url: str = ""
    note: str = ""

    @classmethod
    def of(cls, value: Any) -> "Cell":
        """The value as people read it: thousands separated, nothing as 「－」."""
        if isinstance(value, Cell):
            return value
        if value is None or value == "":
            return cls(value, "－")
        if isinstance(value, int) and not isinstance(value, bool):
            return cls(value, f"{value:,}")
        page = getattr(value, "get_absolute_url", None)
        return cls(value, str(value), url=page() if page else "")


@dataclass(frozen=True)
class Column:
    """A column: its label, how a row's datum is taken, and the unit of numbers."""

    label: str
    value: Callable[[Any], Any] = field(default=lambda row: row)
    unit: str = ""
    numeric: bool = False


@dataclass(frozen=True)
class Table:
    caption: str
    columns: list[Column]
    rows: list[list[Cell]]

    @classmethod
    def of(cls, caption: str, columns: list[Column], items: Iterable[Any]) -> "Table":
        """One row per item, each cell by its column's expression."""
        return cls(caption, columns, [[Cell.of(column.value(item)) for column in columns] for item in items])

    @property
    def lines(self) -> list[list[tuple[Column, Cell]]]:
        """The rows, each cell with its column: what a template needs to set one place."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]

"""The project's plan as a table item × fiscal year."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from projects.models import PlanCell, PlanItem


@dataclass(frozen=True)
class Place:
    """Some fiscal years of an item in a row: with what is planned, or empty."""

    first_year: int
    last_year: int
    cell: PlanCell | None = None

    @property
    def span(self) -> int:
        return self.last_year - self.first_year + 1

    def lines(self) -> list[str]:
        return self.cell.lines() if self.cell else []


@dataclass(frozen=True)
class Section:
    title: str
    rows: list[tuple[PlanItem, list[Place]]]


class Plan:
    def __init__(self, items: Iterable[PlanItem]):
        items = list(items)
        self.sources = list(dict.fromkeys(item.source for item in items if item.source))
        cells = [cell for item in items for cell in item.cells.all()]
        first = min((cell.first_year for cell in cells), default=0)
        last = max((cell.last_year for cell in cells), default=-1)
        self.years = list(range(first, last + 1))
        self.sections = [
            Section(title, [(item, self._places(item)) for item in group])
            for title, group in groupby(items, key=lambda item: item.section)
        ]

    @property
    def columns(self) -> int:
        """Columns of the table: the item's and one per fiscal year."""
        return len(self.years) + 1

    def _places(self, item: PlanItem) -> list[Place]:
        """The item's cells in order, with the years nothing is said about between them."""
        places, year = [], self.years[0] if self.years else 0
        for cell in sorted(item.cells.all(), key=lambda cell: cell.first_year):
            if cell.last_year < year:
                continue
            start = max(cell.first_year, year)
            if year < start:
                places.append(Place(year, start - 1))
            places.append(Place(start, cell.last_year, cell))
            year = cell.last_year + 1
        if self.years and year <= self.years[-1]:
            places.append(Place(year, self.years[-1]))
        return places

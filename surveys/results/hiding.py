"""秘匿: counts from 1 to k−1 are not published, nor what they could be reckoned from.

The rules (docs/adr/0021-survey-results.md says why):

- A line, whose total is known: what is small is hidden, and beside it the smallest other count that can make up for it.
- A grid, whose margins are known: rows and columns whose total is hidden are hidden whole. Of every other small count
  there is a way round over hidden cells (left or right, up or down) along which one more and one less leaves all
  totals as they are, and no count below zero. What has to be hidden for it is what is smallest.

So every small count could have another value: it cannot be reckoned from what is shown. All is pure.
"""

import heapq
from collections.abc import Collection, Sequence
from itertools import count

#: What stands for a hidden count.
HIDDEN = "x"
Shown = int | str
Cell = tuple[int, int]
#: To hide a count of nothing says that there is something to hide: only where nothing else will do.
ZERO = 1_000_000


def is_small(number: int, smallest: int) -> bool:
    return 0 < number < smallest


def hidden_in_line(
    values: Sequence[int],
    smallest: int,
    forced: Collection[int] = (),
    most: Sequence[int | None] | None = None,
) -> set[int]:
    """The places to hide of counts whose sum is known; `forced` are hidden anyway, `most` is what each can be at most
    as everybody knows."""
    bounds = most or [None] * len(values)
    hidden = {place for place, value in enumerate(values) if is_small(value, smallest)} | set(forced)

    def makes_up(other: int, place: int) -> bool:
        """Whether one less here and one more there, or the other way, is possible."""
        up, down = bounds[other], bounds[place]
        return other != place and (
            up is None or values[other] < up or (values[other] > 0 and (down is None or values[place] < down))
        )

    for place in sorted(hidden):
        if values[place] and not any(makes_up(other, place) for other in hidden):
            able = [other for other in range(len(values)) if other not in hidden and makes_up(other, place)]
            hidden |= set(sorted(able, key=lambda other: values[other] or ZERO)[:1])
    return hidden


def hidden_in_grid(
    values: Sequence[Sequence[int]], smallest: int, rows: Collection[int], columns: Collection[int]
) -> set[Cell]:
    """The cells to hide where all margins are known but those of hidden `rows` and `columns`."""
    cells = [(row, column) for row, line in enumerate(values) for column in range(len(line))]
    small = [cell for cell in cells if is_small(values[cell[0]][cell[1]], smallest)]
    hidden = {cell for cell in cells if cell[0] in rows or cell[1] in columns} | set(small)
    for row, column in small:
        if row in rows or column in columns:
            continue
        ways = [_way_round(values, hidden, (row, column), up=up) for up in (False, True)]
        found = [way for way in ways if way is not None]
        if found:
            hidden |= min(found)[1]
    return hidden


def _way_round(
    values: Sequence[Sequence[int]], hidden: set[Cell], start: Cell, *, up: bool
) -> tuple[int, set[Cell]] | None:
    """The cheapest way from the row of a cell to its column: what it costs, and its cells.

    From rows to columns goes over cells that change as the start does not, back over those that change with it: one
    that gets less must be above zero. `up`: the start gets more.
    """
    height, width = len(values), len(values[0])
    order = (
        count()
    )  # of equal costs the first found, so that the same counts are always hidden in the same way
    queue: list[tuple[int, int, int, frozenset[Cell]]] = [(0, next(order), start[0], frozenset())]
    settled: set[int] = set()
    while queue:
        cost, _, place, way = heapq.heappop(queue)
        if place in settled:
            continue
        settled.add(place)
        if place == height + start[1]:
            return cost, set(way)
        from_row = place < height
        for other in range(width if from_row else height):
            cell = (place, other) if from_row else (other, place - height)
            value = values[cell[0]][cell[1]]
            gets_less = from_row is up
            if cell == start or (gets_less and not value):
                continue
            price = 0 if cell in hidden else (value or ZERO)
            ahead = height + other if from_row else other
            heapq.heappush(queue, (cost + price, next(order), ahead, way | {cell}))
    return None


def shown(values: Sequence[int], hidden: Collection[int]) -> list[Shown]:
    return [HIDDEN if place in hidden else value for place, value in enumerate(values)]

"""Hiding: no small count can be reckoned from what is shown. Checked against every table that would look the same."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.results.hidden import hidden_cross, hidden_section, hidden_table
from surveys.results.hiding import HIDDEN, hidden_in_grid, hidden_in_line, is_small

counts = st.integers(min_value=0, max_value=6)


def parts_of(total: int, number: int):
    """All ways to make a total of so many counts."""
    if number == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in parts_of(total - first, number - 1):
            yield (first, *rest)


def lines_like(shown, total):
    """All lines that would be shown so, whatever was hidden for which reason."""
    known = sum(value for value in shown if value != HIDDEN)
    gaps = [place for place, value in enumerate(shown) if value == HIDDEN]
    if not gaps:
        yield tuple(shown)
        return
    for filling in parts_of(total - known, len(gaps)):
        line = list(shown)
        for place, value in zip(gaps, filling, strict=True):
            line[place] = value
        yield tuple(line)


def show(values, hidden):
    return [HIDDEN if place in hidden else value for place, value in enumerate(values)]


@given(st.lists(counts, min_size=2, max_size=6), st.integers(min_value=2, max_value=4))
def test_a_small_count_in_a_line_could_be_another(values, smallest):
    hidden = hidden_in_line(values, smallest)
    possible = list(lines_like(show(values, hidden), sum(values)))
    for place, value in enumerate(values):
        if is_small(value, smallest):
            assert place in hidden
            assert len({line[place] for line in possible}) > 1


@given(
    st.lists(st.tuples(counts, counts), min_size=2, max_size=5),
    st.integers(min_value=2, max_value=4),
)
def test_also_where_everybody_knows_what_it_can_be_at_most(pairs, smallest):
    """Of a place that has two bodies no more than two answered."""
    values, most = [low for low, _ in pairs], [low + more for low, more in pairs]
    hidden = hidden_in_line(values, smallest, most=most)
    possible = [
        line
        for line in lines_like(show(values, hidden), sum(values))
        if all(value <= bound for value, bound in zip(line, most, strict=True))
    ]
    for place, value in enumerate(values):
        others = [at for at in range(len(values)) if at != place]
        can_move = any(
            values[at] < most[at] or (values[at] and value < most[place]) for at in others
        )  # else the bounds alone say it
        if is_small(value, smallest) and can_move:
            assert len({line[place] for line in possible}) > 1


def grid_strategy():
    return st.integers(min_value=2, max_value=3).flatmap(
        lambda width: st.lists(
            st.lists(st.integers(min_value=0, max_value=5), min_size=width, max_size=width),
            min_size=2,
            max_size=3,
        )
    )


def cross_of(grid):
    """A cross table as it is counted."""
    columns = list(zip(*grid, strict=True))
    return {
        "axis": "area",
        "label": "エリア",
        "n": sum(map(sum, grid)),
        "sums": True,
        "groups": [
            {"key": str(place), "label": str(place), "n": sum(column)} for place, column in enumerate(columns)
        ],
        "rows": [
            {"label": str(place), "total": sum(row), "counts": list(row)} for place, row in enumerate(grid)
        ],
    }


def grids_like(shown, total):
    """All grids that would look like a hidden cross table: cells, totals of rows and of groups, and the whole."""
    rows = [row["counts"] for row in shown["rows"]]
    options = []
    for row in shown["rows"]:
        totals = range(total + 1) if row["total"] == HIDDEN else [row["total"]]
        options.append([line for one in totals for line in _lines(row["counts"], one)])
    assert rows
    for grid in product(*options):
        if sum(map(sum, grid)) != total:
            continue
        columns = [sum(column) for column in zip(*grid, strict=True)]
        if all(
            group["n"] in (HIDDEN, column) for group, column in zip(shown["groups"], columns, strict=True)
        ):
            yield grid


def _lines(shown, total):
    known = sum(value for value in shown if value != HIDDEN)
    if HIDDEN not in shown:
        return [tuple(shown)] if known == total else []
    return list(lines_like(shown, total)) if total >= known else []


@settings(max_examples=60)
@given(grid_strategy(), st.integers(min_value=2, max_value=4))
def test_no_small_count_of_a_cross_table_can_be_reckoned(grid, smallest):
    """From its totals, the totals of the question's own table, or both."""
    cross = cross_of(grid)
    if is_small(cross["n"], smallest):
        return  # of such a question nothing is told
    rows = hidden_in_line([row["total"] for row in cross["rows"]], smallest)
    shown = hidden_cross(cross, smallest, rows, ())
    unsettled = {
        (row, column)
        for row, line in enumerate(grid)
        for column, value in enumerate(line)
        if is_small(value, smallest)
    }
    for row, column in unsettled:
        assert shown["rows"][row]["counts"][column] == HIDDEN
    for other in grids_like(shown, cross["n"]):
        unsettled -= {(row, column) for row, column in unsettled if other[row][column] != grid[row][column]}
        if not unsettled:
            return
    assert not unsettled, shown


@given(grid_strategy())
def test_what_is_large_or_nothing_is_not_hidden_without_need(grid):
    assert hidden_in_grid([[value and value + 5 for value in row] for row in grid], 5, (), ()) == set()
    assert hidden_in_line([0, 7, 9], 5) == set()


def table(*values, sums=True):
    return {
        "title": "",
        "heading": "選択肢",
        "n": sum(values),
        "sums": sums,
        "rows": [{"label": str(place), "count": value} for place, value in enumerate(values)],
    }


def shown_counts(table):
    return [row["count"] for row in table["rows"]]


def test_a_table_of_counts():
    assert shown_counts(hidden_table(table(10, 2, 4), 3)) == [10, "x", "x"]
    assert shown_counts(hidden_table(table(10, 2, 0), 3)) == ["x", "x", 0]
    assert shown_counts(hidden_table(table(10, 0, 4), 3)) == [10, 0, 4]
    assert shown_counts(hidden_table(table(1, 1, 0), 3)) == ["x", "x", "x"]  # two answers in all


@pytest.mark.parametrize("n", [1, 2])
def test_where_hardly_anybody_answered_nothing_is_told(n):
    section = {
        "n": n,
        "tables": [table(n, 0)],
        "facts": [{"key": "sum", "label": "合計", "value": "5", "unit": ""}],
        "crosses": [cross_of([[n, 0], [0, 0]])],
    }
    hidden = hidden_section(section, 3, {})
    assert hidden["n"] == "x"
    assert hidden["facts"][0]["value"] == "x"
    assert hidden["crosses"] == []
    assert shown_counts(hidden["tables"][0]) == ["x", "x"]


def test_the_number_of_one_body_is_not_told():
    facts = [
        {"key": key, "label": key, "value": "5", "unit": ""} for key in ("sum", "mean", "minimum", "maximum")
    ]
    section = {"n": 9, "tables": [], "facts": facts, "crosses": []}
    shown = {fact["key"]: fact["value"] for fact in hidden_section(section, 3, {})["facts"]}
    assert shown == {"sum": "5", "mean": "5", "minimum": "x", "maximum": "x"}
    assert hidden_section(section, 0, {}) is section


def test_groups_that_are_told_nowhere_are_hidden_whole():
    shown = hidden_cross(cross_of([[9, 8, 7], [9, 8, 7]]), 3, (), {"0", "1"})
    assert [group["n"] for group in shown["groups"]] == ["x", "x", 14]
    assert [row["counts"] for row in shown["rows"]] == [["x", "x", 7]] * 2

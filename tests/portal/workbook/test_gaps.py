"""A year of which nothing is known is a gap on every sheet, never 0."""

import pytest

from tests.portal.workbook.conftest import DAYS, cover_of, made, opened, rows_of
from tests.portal.workbook.samples import grid_content, head

YEARS = [head("2021", "令和3年度（2021年度）"), head("2022", "令和4年度（2022年度）")]
COLUMNS = [head("wards", "各区実施"), head("total", "合計")]


def workbook(table: str, before: tuple[int, str | None], now: tuple[int, str | None]):
    """Of a year and the year before, in each of which both columns have the same value and published figure."""
    values = {
        (year["key"], column["key"]): figure
        for year, figure in zip(YEARS, (before, now), strict=True)
        for column in COLUMNS
    }
    content = grid_content(table, YEARS, COLUMNS, values)
    last = grid_content(table, YEARS[:1], COLUMNS, values)
    return opened(made([content], cover_of(DAYS[1], [last])))


def counted(book, table: str, year: str) -> list:
    return [row[5] for row in rows_of(book[f"{table} データ"])[1:] if row[1] == year]


def changes(book) -> list[list]:
    return [row[1:4] for row in rows_of(book["表紙"]) if row[0] in ("T1", "T3") and isinstance(row[3], int)]


@pytest.mark.parametrize("table", ["T1", "T3", "T4"])
def test_a_year_without_records_has_no_number_in_the_data(table):
    book = workbook(table, (0, None), (5, None))
    assert counted(book, table, "2021") == [None, None]
    assert counted(book, table, "2022") == [5, 5]


def test_a_year_that_a_document_tells_of_was_counted():
    assert counted(workbook("T3", (0, "733"), (5, None)), "T3", "2021") == [0, 0]


def test_tables_of_bodies_have_no_gaps():
    assert counted(workbook("T5", (0, None), (5, None)), "T5", "2021") == [0, 0]


def test_the_cover_compares_no_year_without_records():
    assert changes(workbook("T3", (0, None), (5, None))) == []
    assert changes(workbook("T3", (5, None), (0, None))) == []
    assert changes(workbook("T3", (0, "733"), (5, None))) == [["各区実施", 0, 5], ["合計", 0, 5]]


def test_2016_is_a_gap_in_the_data_of_the_real_project(book):
    for table in ("T3", "T4"):
        assert set(counted(book, table, "2016")) == {None}
        assert set(counted(book, table, "2015")) >= {0}

"""The data sheets follow the rules of 行政データの機械可読性, every year alike."""

import pytest

from common.datasets import DataKind
from portal.workbook.data import DICTIONARY, GRID, data_columns, data_title
from portal.workbook.texts import printed_number
from tests.machine_readable import of_workbook
from tests.portal.workbook.conftest import DAYS, PLAIN, cover_of, made, opened, rows_of, table_of
from tests.portal.workbook.samples import grid_content, head

LABELS = [column.label for column in GRID]


def violations(content: bytes, sheet: str, columns=()) -> list[str]:
    """Charts are objects of the sheets to print; that no data sheet has one is asked below."""
    return [one for one in of_workbook(content, columns, [sheet]) if not one.startswith("物：")]


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_data_sheet_is_machine_readable(real, yearly, day):
    book = opened(yearly[day])
    for content in real[day]:
        title = data_title(content)
        assert violations(yearly[day], title, data_columns(content)) == []
        assert not book[title]._charts
        assert not book[title]._images
    assert violations(yearly[day], DICTIONARY) == []


def test_a_sheet_to_print_and_one_of_data_for_each_table(real, book):
    keys = [content["table"] for content in real[DAYS[1]]]
    assert keys == [f"T{number}" for number in range(1, 10)]
    expected = [
        "表紙",
        *(f"{key} 印刷用" for key in keys),
        *(f"{key} データ" for key in keys),
        "データ項目定義",
    ]
    assert book.sheetnames == expected


def test_data_sheets_are_laid_out_alike_every_year(yearly):
    books = [opened(content) for content in yearly.values()]
    for name in books[0].sheetnames:
        if name.endswith("データ"):
            assert len({tuple(rows_of(book[name])[0]) for book in books}) == 1


def test_no_cell_of_the_workbook_is_a_formula_or_an_error(yearly):
    for content in yearly.values():
        for sheet in opened(content):
            assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= PLAIN


def test_grids_are_long_and_hold_every_count_of_the_content(real, book):
    content = table_of(real[DAYS[1]], "T1")
    header, *rows = rows_of(book["T1 データ"])
    assert header == LABELS
    assert len(rows) == len(content["counts"])
    found = {(row[1], row[3]): row for row in rows}
    assert found["2022", "union"][5:] == [868, "団体", 1105]
    assert found["2022", "union"][0] == "2022-08-01"
    assert found["2016", "union"][7] is None
    assert found["2015", "covered"][5:] == [0, "団体", None]


def test_each_column_has_its_own_unit(book):
    def units(sheet):
        return {row[4]: row[6] for row in rows_of(book[sheet])[1:]}

    assert units("T9 データ")["連携自治体"] == "団体"
    assert units("T9 データ")["連携事業"] == "事業"
    assert set(units("T4 データ").values()) == {"回", "事業"}


def test_codes_are_texts_with_their_zeros(book):
    codes = [row[0] for row in rows_of(book["T6 データ"])[1:]]
    assert "011002" in codes
    assert {len(code) for code in codes} == {6}
    assert book["T6 データ"]["A2"].number_format == "@"


def test_nothing_is_blank_and_zero_is_zero():
    rows, columns = [head("2015", "平成27年度（2015年度）")], [head("a", "甲"), head("b", "乙")]
    content = grid_content("T1", rows, columns, {("2015", "a"): (None, "—"), ("2015", "b"): (0, "0")})
    found = rows_of(opened(made([content], cover_of(DAYS[0])))["T1 データ"])[1:]
    assert [row[5::2] for row in found] == [[None, None], [0, 0]]


def test_the_dictionary_explains_every_column(real, book):
    _, *rows = rows_of(book[DICTIONARY])
    named = {(row[0], row[3]) for row in rows}
    for content in real[DAYS[1]]:
        title = data_title(content)
        labels = {(title, label) for label in rows_of(book[title])[0]}
        assert labels == {one for one in named if one[0] == title}
    assert all(row[6] for row in rows)
    assert {row[4] for row in rows} <= set(DataKind.labels)


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("1,004", 1004),
        ("2回開催", 2),
        ("1事業", 1),
        ("0", 0),
        ("—", None),
        ("－", None),
        ("", None),
        (None, None),
        ("1.67倍", None),
        ("約300", None),
        (",", None),
    ],
)
def test_what_documents_print_is_read_as_numbers(printed, number):
    assert printed_number(printed) == number

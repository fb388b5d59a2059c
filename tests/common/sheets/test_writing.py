"""What is written comes back as it was, and no spreadsheet takes any of it for a formula."""

import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.sheets import (
    Column,
    Layout,
    SheetError,
    Written,
    WrittenColumn,
    read_tables,
    write_csv,
    write_workbook,
)
from common.sheets.layouts import plain
from common.text import printable
from tests.hostile import TEXTS

LABELS = ["番号", "名称", "備考"]
LAYOUT = Layout("事業", tuple(Column(label, required=True) for label in LABELS))
COLUMNS = [
    WrittenColumn("番号", width=10, required=True, help="6桁の数字", example="032030"),
    WrittenColumn("名称", width=30, choices=("雪", "氷", "=1")),
    WrittenColumn("備考", choices=("はい", "いいえ")),
]


def as_workbook(rows, columns=COLUMNS):
    file = io.BytesIO()
    write_workbook(file, [Written("事業", columns, rows)])
    return file


def as_csv(rows, encoding="utf-8-sig"):
    file = io.BytesIO()
    write_csv(file, Written("事業", COLUMNS, rows), encoding)
    return file


def read_back(file):
    [table] = read_tables(file, "事業", [LAYOUT])
    assert table.labels == LABELS
    return [list(row.cells.values()) for row in table.rows]


def sheets(file):
    return openpyxl.load_workbook(file)


WRITES = [as_workbook, as_csv]
texts = st.text(
    st.one_of(
        st.sampled_from("'=+-@,\";\t\r\n_x0041 ０一雪。😀~〜"),
        st.characters(exclude_categories=["Cs", "Cc"]),
    ),
    max_size=30,
)


@pytest.mark.parametrize("write", WRITES)
@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(texts, texts), max_size=5))
def test_cells_come_back_as_they_were(write, rows):
    rows = [[f"R{number}", *cells] for number, cells in enumerate(rows)]
    assert read_back(write(rows)) == [[plain(printable(cell)) for cell in row] for row in rows]


@pytest.mark.parametrize("write", WRITES)
def test_hostile_texts_come_back_as_they_were(write):
    rows = [[f"R{number}", text, ""] for number, text in enumerate(TEXTS)]
    assert read_back(write(rows)) == [[key, plain(printable(text)), ""] for key, text, _ in rows]


RUN = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "'=1", "=cmd|' /C calc'!A0"]


def test_nothing_is_a_formula_in_a_workbook():
    [row] = sheets(as_workbook([[*RUN[:3]]]))["事業"].iter_rows(min_row=2)
    assert [(cell.value, cell.data_type, cell.number_format) for cell in row] == [
        ("=1+1", "s", "@"),
        ("+1", "s", "@"),
        ("-1", "s", "@"),
    ]


@pytest.mark.parametrize("text", RUN)
def test_nothing_is_a_formula_in_a_csv(text):
    line = as_csv([["1", text, ""]]).getvalue().decode("utf-8-sig").split("\r\n")[1]
    assert line.split(",")[1].startswith("'")


def test_codes_keep_their_zeros_also_those_entered_below():
    sheet = sheets(as_workbook([["032030", "", ""]]))["事業"]
    assert (sheet["A2"].value, sheet["A2"].number_format) == ("032030", "@")
    assert sheet.column_dimensions["A"].number_format == "@"


def test_the_look_of_a_table():
    sheet = sheets(as_workbook([["1", "2", "3"], ["4", "5", "6"]]))["事業"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:C3"
    assert [int(sheet.column_dimensions[letter].width) for letter in "ABC"] == [10, 30, 16]
    assert all(
        cell.font.bold and cell.fill.fill_type == "solid" and cell.alignment.wrap_text for cell in sheet[1]
    )
    assert sheet["A1"].fill.fgColor != sheet["B1"].fill.fgColor  # required or not


def test_lists_to_choose_from():
    book = sheets(as_workbook([]))
    rules = {str(rule.sqref): rule.formula1 for rule in book["事業"].data_validations.dataValidation}
    assert rules == {"B2:B50001": "'選択肢'!$A$1:$A$3", "C2:C50001": "'選択肢'!$B$1:$B$2"}
    assert book["選択肢"].sheet_state == "hidden"
    assert [[cell.value for cell in row] for row in book["選択肢"]] == [
        ["雪", "はい"],
        ["氷", "いいえ"],
        ["=1", None],
    ]


def test_the_explanation():
    rows = [[cell.value for cell in row] for row in sheets(as_workbook([]))["説明"]]
    assert rows[:3] == [
        ["項目", "必須", "書き方", "例"],
        ["番号", "必須", "6桁の数字", "032030"],
        ["名称", None, None, None],
    ]


def test_several_tables_in_one_workbook():
    file = io.BytesIO()
    others = [WrittenColumn("区", help="区の名")]
    write_workbook(file, [Written("事業", COLUMNS, [["1", "", ""]]), Written("区", others, [["荒川区"]])])
    assert sheets(file).sheetnames == ["事業", "区", "説明", "選択肢"]
    tables = read_tables(file, "x", [LAYOUT, Layout("区", (Column("区", required=True),))])
    assert [[row.cells for row in table.rows] for table in tables] == [
        [{"番号": "1", "名称": "", "備考": ""}],
        [{"区": "荒川区"}],
    ]
    assert "シート「区」" in [row[0].value for row in sheets(file)["説明"]]


def test_no_sheet_explains_or_lists_nothing():
    assert sheets(as_workbook([], [WrittenColumn("番号")])).sheetnames == ["事業"]


def test_cp932():
    file = as_csv([["1", "①髙﨑～", "二\n行"]], "cp932")
    assert file.getvalue().startswith("番号,名称,備考\r\n".encode("cp932"))
    assert read_back(file) == [["1", "①髙﨑～", "二\n行"]]


def test_characters_that_cp932_lacks_are_named_not_replaced():
    with pytest.raises(SheetError) as caught:
        as_csv([["1", "雪〜氷", ""], ["2", "雪", "𠮷野"]], "cp932")
    end = "」は、この文字コード（シフト JIS）にありません。UTF-8 の CSV か Excel で書き出してください。"
    assert caught.value.messages == [f"2行目「名称」の「〜{end}", f"3行目「備考」の「𠮷{end}"]


@pytest.mark.parametrize("write", WRITES)
def test_what_could_not_be_read_again_is_not_written(write):
    with pytest.raises(SheetError) as caught:
        write([["1", "x" * 20_000, ""]])
    assert caught.value.messages == ["B2「名称」は20,000文字以上あるため、書き出せません。"]


@pytest.mark.parametrize("write", WRITES)
def test_a_row_of_another_length_is_a_mistake_of_ours(write):
    with pytest.raises(ValueError, match="shorter"):
        write([["1", "2"]])

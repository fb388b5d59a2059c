"""The checker finds each violation, and none where there is none."""

import datetime as dt
import io

import openpyxl
import pytest
from openpyxl.drawing.image import Image
from openpyxl.styles import Font, PatternFill
from PIL import Image as Picture

from common.datasets import DataColumn, DataKind
from tests.machine_readable import of_csv, of_workbook

COLUMNS = (
    DataColumn("code", "団体コード", "", None, DataKind.CODE, required=True),
    DataColumn("name", "団体名", "", None),
    DataColumn("kind", "種別", "", None, choices=("市", "町")),
    DataColumn("people", "人数（人）", "", None, DataKind.NUMBER),
    DataColumn("since", "開始日", "", None, DataKind.DAY),
)
HEADER = [column.label for column in COLUMNS]
ROWS = [
    ["011002", "札幌市", "市", 3, dt.date(2015, 8, 1)],
    ["012025", "函館市", None, 0, None],
]


def book(change=lambda sheet: None, rows=(HEADER, *ROWS)) -> bytes:
    workbook, content = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        workbook.active.append(row)
    change(workbook.active)
    workbook.save(content)
    return content.getvalue()


def cell(place: str, value):
    return lambda sheet: sheet.__setitem__(place, value)


def picture(sheet):
    content = io.BytesIO()
    Picture.new("RGB", (2, 2)).save(content, "PNG")
    sheet.add_image(Image(content), "G2")


def hide_sheet(sheet):
    sheet.parent.create_sheet("ほか").append(["見出し"])
    sheet.sheet_state = "hidden"
    sheet.parent.active = 1


def colour(sheet):
    sheet["B2"].fill = PatternFill("solid", "FFFF00")


def red(sheet):
    sheet["B2"].font = Font(color="FFFF0000")


def hide(dimension, key):
    def change(sheet):
        getattr(sheet, dimension)[key].hidden = True

    return change


def test_what_follows_the_rules_violates_none():
    assert of_workbook(book(), COLUMNS) == of_workbook(book()) == []
    assert of_csv(CSV.encode("utf-8-sig"), COLUMNS) == of_csv(CSV.encode("utf-8-sig")) == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda sheet: sheet.merge_cells("A2:A3"), "結合"),
        (hide("row_dimensions", 2), "非表示の行"),
        (hide("column_dimensions", "B"), "非表示の列"),
        (hide_sheet, "非表示のシート"),
        (picture, "物："),
        (colour, "色"),
        (red, "色"),
        (cell("D2", "=1+1"), "数式"),
        (cell("B1", None), "見出しの空欄"),
        (cell("B1", "団体コード"), "見出しの重複"),
        (cell("B1", "団体\n名"), "見出しの改行"),
        (cell("B1", "団　体　名"), "見出しの空白"),
        (cell("B2", "札幌市 "), "体裁の空白"),
        (cell("B2", "札  幌  市"), "体裁の空白"),
        (cell("B2", "札幌市\n函館市"), "セル内の改行"),
        (cell("A3", None), "省略"),
        (cell("D2", "3"), "数値でない"),
        (cell("D2", "3人"), "数値でない"),
        (cell("E2", "平成27年8月1日"), "日付（ISO 8601）でない"),
        (cell("A2", 11002), "文字列でない"),
        (cell("C2", "区"), "選択肢にない値"),
        (lambda sheet: sheet.insert_rows(1), "見出しの空欄"),
        (lambda sheet: sheet.insert_rows(3), "空の行"),
        (cell("B1", "名称"), "見出しが定義と違う"),
    ],
)
def test_each_violation_of_a_workbook_is_found(change, found):
    assert any(found in one for one in of_workbook(book(change), COLUMNS))


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("1,234", "数値でない"),
        ("１２", "数値でない"),
        ("12件", "数値でない"),
        ("▲3", "数値でない"),
        ("令和8年4月1日", "日付でない"),
        ("H27.8.1", "日付でない"),
        ("2015/8/1", "日付でない"),
    ],
)
def test_what_people_write_as_numbers_and_days_is_found_without_columns(value, found):
    assert of_workbook(book(cell("B2", value)), sheets=["Sheet"]) == [f"Sheet：{found}：2行2列"]


CSV = "団体コード,団体名,種別,人数（人）,開始日\r\n011002,札幌市,市,3,2015-08-01\r\n012025,函館市,,0,\r\n"


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("団体名", "", "見出しの空欄"),
        ("団体名", "団体コード", "見出しの重複"),
        ("団体名", '"団体\n名"', "見出しの改行"),
        ("札幌市", '"札幌市\n函館市"', "セル内の改行"),
        ("012025", "", "省略"),
        (",3,", ",3人,", "数値でない"),
        ("2015-08-01", "2015/8/1", "日付（ISO 8601）でない"),
        (",3,2015-08-01", ",3", "列の数"),
        (",市,", ",区,", "選択肢にない値"),
        ("\r\n011002", "\r\n,,,,\r\n011002", "空の行"),
    ],
)
def test_each_violation_of_a_csv_is_found(before, after, found):
    content = CSV.replace(before, after, 1)
    assert any(found in one for one in of_csv(content.encode("utf-8-sig"), COLUMNS))


def test_a_csv_without_its_mark_is_found():
    assert of_csv(CSV.encode(), COLUMNS) == ["文字コード：BOM がない"]

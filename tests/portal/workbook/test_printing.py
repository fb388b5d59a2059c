"""The sheets to print: A4, headers on every page, the published figures beside ours, charts."""

import pytest

from tests.portal.workbook.conftest import (
    DAYS,
    cover_of,
    made,
    opened,
    rows_of,
    table_of,
    texts_of,
)
from tests.portal.workbook.samples import grid_content, head
from tests.printed import AREAS, SERIES, T5, YEARS


def number(printed: str) -> int | None:
    digits = "".join(char for char in printed if char.isdigit())
    return int(digits) if digits else None


def line(sheet, label: str, kind: str) -> list:
    """The values of a line of T1, T3 or T4 by the label of its first cell."""
    rows = rows_of(sheet)
    at = next(at for at, row in enumerate(rows) if row[0] == label)
    return next(row[2:] for row in rows[at:] if row[1] == kind)


def years(sheet) -> list[str]:
    return [text for text in rows_of(sheet)[4][2:] if text]


# --- Print --------------------------------------------------------------------------------------------


def test_everything_is_printed_on_a4_one_page_wide(book):
    for sheet in book:
        assert sheet.page_setup.paperSize == 9
        assert (sheet.page_setup.fitToWidth, sheet.sheet_properties.pageSetUpPr.fitToPage) == (1, True)
        assert sheet.oddFooter.right.text == "&P / &N ページ"


def test_headers_are_repeated_and_stay_in_sight(book):
    assert book["T1 印刷用"].print_title_rows == "$4:$5"
    assert book["T1 印刷用"].freeze_panes == "C6"
    for key in ("T2", "T5", "T6", "T7", "T8", "T9"):
        assert book[f"{key} 印刷用"].print_title_rows == "$4:$4"
        assert book[f"{key} 印刷用"].freeze_panes == "B5"


def test_long_tables_go_on_for_pages_and_those_with_charts_and_t5_fit_on_one(book):
    fitted = {sheet.title for sheet in book if sheet.page_setup.fitToHeight == 1}
    assert fitted == {"T1 印刷用", "T3 印刷用", "T5 印刷用"}


def test_wide_tables_are_in_landscape(book):
    found = {key: book[f"T{key} 印刷用"].page_setup.orientation for key in range(1, 10)}
    assert {key for key, orientation in found.items() if orientation == "portrait"} == {2, 5}


def test_titles_say_what_when_and_in_which_unit(book):
    title, when, definition, *_ = rows_of(book["T3 印刷用"])
    assert title[0] == "T3　連携事業数の状況"
    assert when[0] == "令和4年8月1日（2022年）現在　　単位：事業"
    assert "中止・延期となったものを含む" in definition[0]


def test_numbers_have_separators_and_totals_are_bold(book):
    cells = [cell for row in book["T1 印刷用"].iter_rows() for cell in row if cell.value in (1105, 574)]
    assert {cell.number_format for cell in cells} == {"#,##0"}
    assert {cell.font.b for cell in cells if cell.value == 1105} == {True}


# --- Published figures --------------------------------------------------------------------------------


@pytest.mark.parametrize(("table", "row"), SERIES)
def test_the_published_series_stand_beside_ours(real, book, table, row):
    sheet = book[f"{table} 印刷用"]
    column = next(one for one in table_of(real[DAYS[1]], table)["columns"] if one["key"] == row)
    label = f"{column['label']}（{column['unit']}）" if column["unit"] else column["label"]
    heads = years(sheet)
    assert heads == [f"{year}年度" for year in range(2015, 2023)]
    found = dict(zip(heads, line(sheet, label, "公表値"), strict=False))
    printed = [number(text) for _, text in zip(YEARS, SERIES[table, row].split(), strict=False)]
    assert [found[f"{year}年度"] for year in YEARS] == printed
    assert found["2016年度"] is None


def test_t5_of_2015_is_that_of_the_document_beside_what_the_records_say(yearly):
    sheet = opened(yearly[DAYS[0]])["T5 印刷用"]
    rows = {row[0]: row for row in rows_of(sheet)[4:]}
    header = rows_of(sheet)[3]
    assert header[:5] == ["都道府県", "市町村計", "公表値", "市", "公表値"]
    for one in T5.replace("\n", "|").strip("|").split("|"):
        name, *values = one.split()
        assert rows[name][2:11:2] == [int(value) for value in values]
    areas = [row for name, row in rows.items() if "（エリア計）" in str(name)]
    assert [row[12] for row in areas] == list(AREAS.values())
    assert rows["合計"][11:13] == [574, 580]
    order = list(rows)
    assert order.index("沖縄県") < order.index("北海道（エリア計）") < order.index("合計")


def test_a_year_without_figures_is_a_gap_and_not_zero(book):
    assert line(book["T3 印刷用"], "各区実施", "記録")[1] is None
    assert line(book["T3 印刷用"], "うち中止・延期", "記録")[:2] == [0, None]
    assert "空欄は、公表されていない年度" in "".join(texts_of(book["T3 印刷用"]))


def test_ratio_and_increase_are_told_apart(book):
    assert line(book["T1 印刷用"], "合計", "公表値")[-1] == "1.67倍（67.4%増）　2015→2022年度"
    assert line(book["T1 印刷用"], "広域連携協定締結自治体", "記録")[-1] is None


def test_what_a_document_printed_stands_there_once():
    rows = [head("2015", "平成27年度（2015年度）")]
    columns = [head("ties", "各区の交流自治体"), head("union", "合計")]
    values = {("2015", "ties"): (574, "574"), ("2015", "union"): (None, "—")}
    content = grid_content("T1", rows, columns, values)
    for count in content["counts"]:
        count |= {"members": None, "remark": "資料の注記。"}
    sheet = opened(made([content], cover_of(DAYS[0])))["T1 印刷用"]
    assert "公表値" not in texts_of(sheet)
    assert [row[2] for row in rows_of(sheet)[5:7]] == [574, None]
    assert "※　備考：資料の注記。" in texts_of(sheet)


# --- Charts -------------------------------------------------------------------------------------------


def values_at(book, reference: str) -> list:
    sheet, _, cells = reference.replace("'", "").replace("$", "").partition("!")
    return [cell.value for row in book[sheet][cells] for cell in row]


@pytest.mark.parametrize("table", ["T1", "T3"])
def test_charts_draw_the_lines_of_the_table(book, real, table):
    sheet = book[f"{table} 印刷用"]
    (chart,) = sheet._charts
    assert chart.display_blanks == "gap"
    assert chart.anchor.to.col > chart.anchor._from.col
    labels = {column["label"]: column["key"] for column in table_of(real[DAYS[1]], table)["columns"]}
    assert len({one.tx.v.partition("（")[0] for one in chart.series}) == 4
    for one in chart.series:
        label, _, kind = one.tx.v.rstrip("）").partition("（")
        values = values_at(book, one.val.numRef.f)
        assert values_at(book, (one.cat.strRef or one.cat.numRef).f) == years(sheet)
        assert values == line(sheet, label, kind)[: len(years(sheet))]
        if kind == "公表値":
            printed = dict(zip(YEARS, SERIES[table, labels[label]].split(), strict=False))
            assert values[-1] == number(printed[2022])


def test_series_are_told_apart_without_colour(book):
    for table, series in (("T1", 8), ("T3", 7)):
        (chart,) = book[f"{table} 印刷用"]._charts
        looks = {(one.marker.symbol, one.graphicalProperties.line.dashStyle) for one in chart.series}
        assert len(looks) == len(chart.series) == series


def test_one_year_alone_draws_no_chart(yearly):
    assert not opened(yearly[DAYS[0]])["T1 印刷用"]._charts


# --- Cover --------------------------------------------------------------------------------------------


def test_the_cover_says_what_it_is(book, real):
    texts = texts_of(book["表紙"])
    assert "令和4年8月1日（2022年）（2022-08-01）" in texts
    assert "特別区長会事務局（令和8年11月28日（2026年）09:30）" in texts
    assert any("1,718" in text and "1,788" in text for text in texts)
    assert {content["definition"] for content in real[DAYS[1]]} <= set(texts)
    assert "比べる前年の記録はありません。" in texts


def test_the_cover_tells_difference_ratio_and_increase_apart():
    rows, columns = (
        [head("2022", "令和4年度（2022年度）")],
        [head("union", "合計"), head("new", "新しい区分")],
    )
    last = grid_content("T1", rows, columns, {("2022", "union"): (660, None), ("2022", "new"): (0, None)})
    now = grid_content("T1", rows, columns, {("2022", "union"): (1105, None), ("2022", "new"): (3, None)})
    sheet = opened(made([now], cover_of(DAYS[1], [last])))["表紙"]
    at = next(cell.row for cell in sheet["A"] if cell.value == "T1")
    found = [cell.value for cell in sheet[at]]
    assert found[:5] == ["T1", "合計", 660, 1105, 445]
    assert found[5:] == [pytest.approx(1.674, abs=0.001), pytest.approx(0.674, abs=0.001)]
    assert sheet.cell(at, 6).number_format == '0.00"倍"'
    assert [cell.value for cell in sheet[at + 1]][2:] == [0, 3, 3, None, None]


def test_the_cover_compares_with_the_year_before(yearly):
    rows = rows_of(opened(yearly[DAYS[2]])["表紙"])
    assert ["T1", "合計", 868, 868, 0, 1, 0] in rows

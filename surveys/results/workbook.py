"""The workbook of a published result, made from what was frozen: the same bytes as long as it is made so."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, BinaryIO

from common.datasets import DataColumn, DataKind
from common.tables import Cell, Table
from surveys.results.content import Content
from surveys.results.figures import FIGURE_COLUMNS, FIGURES, figures_of
from surveys.results.hiding import HIDDEN
from surveys.results.sheets import Book, Printed
from surveys.results.shown import page_of

PRINTED, CROSSED, OPINIONS, RESPONDENTS, ABOUT = (
    "印刷用",
    "クロス集計 印刷用",
    "主な意見 データ",
    "回答団体 データ",
    "資料の情報",
)
OPINION_COLUMNS = (
    DataColumn("heading", "見出し", "意見の分類", lambda row: row["heading"], required=True),
    DataColumn("text", "意見", "意見の内容", lambda row: row["text"], required=True),
)
RESPONDENT_COLUMNS = (
    DataColumn("code", "団体コード", "全国地方公共団体コード（6桁）", lambda row: row[0], DataKind.CODE),
    DataColumn("name", "団体名", "回答した団体の名称", lambda row: row[1]),
)
PAIR_COLUMNS = (
    DataColumn("label", "項目", "項目の名称", lambda row: row[0]),
    DataColumn("text", "内容", "項目の内容", lambda row: row[1]),
)
#: Label, count, two percentages; or a group and up to twelve options.
WIDTHS, WIDE = (46, 12, 16, 16), (24, 12, *(14,) * 12)


def write_result(file: BinaryIO, content: Content, sha256: str, made_at: dt.datetime) -> None:
    page = page_of(content)
    with Book(file, content["survey"]["title"], made_at) as book:
        _print(book.printed(PRINTED, WIDTHS), page)
        crosses = [table for part in page["parts"] for table in part.crosses]
        if crosses:
            _print_crosses(book, crosses, page)
        sheets: list[tuple[str, Sequence[DataColumn]]] = [(FIGURES, FIGURE_COLUMNS)]
        book.data(FIGURES, FIGURE_COLUMNS, figures_of(content))
        for title, columns, rows in (
            (OPINIONS, OPINION_COLUMNS, content["opinions"]),
            (RESPONDENTS, RESPONDENT_COLUMNS, content["respondents"]),
        ):
            if rows:
                book.data(title, columns, rows)
                sheets.append((title, columns))
        book.dictionary(sheets)
        book.data(ABOUT, PAIR_COLUMNS, _about(content, sha256, page))


def _about(content: Content, sha256: str, page: dict[str, Any]) -> list[tuple[str, str | None]]:
    survey = content["survey"]
    return [
        ("題名", survey["title"]),
        ("目的", survey["purpose"]),
        ("基準日", survey["base_day"]),
        ("開始日", survey["opened_on"]),
        ("締切日", survey["closed_on"]),
        ("対象", survey["eligible"]),
        ("回答率の定義", content["response"]["definition"]),
        ("秘匿", page["hidden_about"] or "秘匿した数はありません。"),
        ("数え方の版", content["rules"]),
        ("内容のハッシュ（SHA-256）", sha256),
        ("出典", "特別区長会事務局「特別区全国連携プロジェクト」"),
    ]


def _print(sheet: Printed, page: dict[str, Any]) -> None:
    response = page["response"]
    sheet.across(f"{page['about']['title']}　集計結果", "title")
    sheet.across(page["about"]["purpose"])
    sheet.across(
        f"対象{response['base']:,}団体、回答{response['answered']:,}団体（回答率{response['percent']}％）"
    )
    sheet.across(response["definition"])
    if page["hidden_about"]:
        sheet.across(page["hidden_about"])
    for table in page["rates"]:
        _table(sheet, table, table.caption)
    for part in page["parts"]:
        sheet.skip()
        sheet.across(f"{part.section['label']}　{part.section['text']}".strip(), "heading")
        if part.is_heading:
            continue
        sheet.across("　".join([part.n, *_facts(part.section)]))
        for shape in part.shapes:
            _table(sheet, shape.table, shape.table.caption if len(part.shapes) > 1 else "")
    for opinion in page["opinions"]:
        sheet.skip()
        sheet.across(f"主な意見　{opinion['heading']}", "heading")
        sheet.across(opinion["text"])


def _facts(section: dict[str, Any]) -> list[str]:
    return [f"{fact['label']} {fact['value']}{fact['unit']}" for fact in section["facts"]]


def _print_crosses(book: Book, crosses: Sequence[Table], page: dict[str, Any]) -> None:
    sheet = book.printed(CROSSED, WIDE, landscape=True)
    sheet.across(f"{page['about']['title']}　クロス集計", "title")
    if page["hidden_about"]:
        sheet.across(page["hidden_about"])
    for table in crosses:
        _table(sheet, table, table.caption)


def _table(sheet: Printed, table: Table, caption: str = "") -> None:
    if caption:
        sheet.skip()
        sheet.across(caption, "heading")
    heads = [column.label + (f"（{column.unit}）" if column.unit else "") for column in table.columns]
    places = range(len(sheet.widths))  # options beyond are in the データ sheet
    sheet.table(
        [heads[place] for place in places if place < len(heads)],
        [[_styled(row[place], place) for place in places if place < len(row)] for row in table.rows],
    )


def _styled(cell: Cell, place: int) -> tuple[Any, str]:
    if place == 0:
        return cell.text, "label"
    if cell.text == HIDDEN:
        return HIDDEN, "hidden"
    return cell.value, "percent" if isinstance(cell.value, float) else "number"

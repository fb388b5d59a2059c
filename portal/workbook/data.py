"""The sheets to compute with: header in row 1, data from row 2, a datum a cell, the same columns every year."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from common.datasets import DataColumn, DataKind
from portal.statistics.content import Content
from portal.workbook.layouts import Grid
from portal.workbook.sheets import Sheet, Styled, Value
from portal.workbook.styles import DATA_HEADER, DATA_NUMBER, DATA_TEXT
from portal.workbook.texts import data_text, printed_number, width_of

DICTIONARY = "データ項目定義"
SOURCE = "特別区全国連携プロジェクト"


def _column(key: str, label: str, meaning: str, kind: DataKind = DataKind.TEXT) -> DataColumn:
    return DataColumn(key, label, meaning, lambda row: row[key], kind)


#: The columns of a grid, one count a row.
GRID = (
    _column(
        "on", "基準日", "数えた日。年度ごとに数える表では、この資料の基準日（数える期間は行）", DataKind.DAY
    ),
    _column("row", "行コード", "行を表すコード（年度、団体コードなど）", DataKind.CODE),
    _column("row_label", "行", "行の見出し"),
    _column("column", "列コード", "列を表すコード", DataKind.CODE),
    _column("column_label", "列", "列の見出し"),
    _column("value", "数値", "記録から数えた数。空欄は記録がなく不明（0は数えて0）", DataKind.NUMBER),
    _column("unit", "単位", "数値と公表値の単位"),
    _column("published", "公表値", "資料で公表された数。空欄は公表されていない", DataKind.NUMBER),
)


def data_columns(content: Content) -> list[DataColumn]:
    """What stands in the data sheet of a table."""
    if content["kind"] == "grid":
        return list(GRID)
    return [
        DataColumn(
            head["key"],
            head["label"],
            head["meaning"],
            lambda row, at=at: row[at],
            DataKind(head["kind"]),
            tuple(head["choices"]),
        )
        for at, head in enumerate(content["columns"])
    ]


def data_rows(content: Content, day: dt.date) -> Iterable[Sequence[Value]]:
    return _grid_rows(content, day) if content["kind"] == "grid" else content["rows"]


def _grid_rows(content: Content, day: dt.date) -> Iterator[list[Value]]:
    plain = content["unit"].split("・")[0]  # of 「団体・事業」 each column that counts 事業 says so
    units = {head["key"]: head["unit"] or plain for head in content["columns"]}
    grid = Grid(content)
    for count in content["counts"]:
        yield [
            count["on"] or day.isoformat(),
            count["row"],
            count["row_label"],
            count["column"],
            count["column_label"],
            grid.value(count["row"], count["column"]),
            units[count["column"]],
            printed_number(count["published"]),
        ]


def data_title(content: Content) -> str:
    return f"{content['table']} データ"


def write_data(workbook: Any, content: Content, day: dt.date) -> None:
    columns = data_columns(content)
    _write(
        workbook,
        data_title(content),
        columns,
        ([datum_cell(value) for value in row] for row in data_rows(content, day)),
    )


def datum_cell(value: Value) -> Styled:
    """Numbers are numbers, everything else is text; nothing is None, never 0 or an empty text."""
    if isinstance(value, str):
        return data_text(value) or None, DATA_TEXT
    return value, DATA_TEXT if value is None else DATA_NUMBER


ABOUT = (
    _column("sheet", "シート", "データのシートの名称"),
    _column("table", "表", "表の名称"),
    _column("number", "列番号", "左から何列目か", DataKind.NUMBER),
    _column("label", "項目名", "1行目の見出し"),
    _column("kind", "型", "値の型"),
    _column("choices", "選択肢", "入り得る値が決まっているときの値。「／」で区切る"),
    _column("meaning", "定義", "項目の意味"),
    _column("about", "表の定義", "何を数えた表か"),
    _column("source", "出典", "データの作成者"),
    _column("encoding", "文字コード", "ファイルの文字コード"),
)


def write_dictionary(workbook: Any, contents: Sequence[Content]) -> None:
    rows = (
        [
            datum_cell(value)
            for value in (
                data_title(content),
                content["title"],
                number,
                column.label,
                column.kind.label,
                "／".join(column.choices),
                column.meaning,
                content["definition"],
                SOURCE,
                "UTF-8（Excel ブック）",
            )
        ]
        for content in contents
        for number, column in enumerate(data_columns(content), 1)
    )
    _write(workbook, DICTIONARY, ABOUT, rows)


def _write(
    workbook: Any, title: str, columns: Sequence[DataColumn], rows: Iterable[Sequence[Styled]]
) -> None:
    sheet = Sheet(workbook, title, [column_width(column) for column in columns])
    sheet.sheet.freeze_panes = "A2"
    sheet.print_on_a4(title, landscape=True)
    sheet.sheet.print_title_rows = "1:1"
    sheet.append([(column.label, DATA_HEADER) for column in columns])
    for row in rows:
        sheet.append(row)


def column_width(column: DataColumn) -> int:
    """Data are not wrapped: wide enough for the header and for what usually stands there."""
    usual = {DataKind.CODE: 12, DataKind.DAY: 12, DataKind.NUMBER: 10}.get(column.kind, 20)
    return max(usual, width_of(column.label) + 2)

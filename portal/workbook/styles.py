"""How the cells of the yearly workbook look, under names that Excel shows in its gallery of styles."""

from typing import Any

FONT = "游ゴシック"
COUNT = "#,##0"
#: Of what is not counted but measured: as a whole number half a day would be none.
MEASURE = "#,##0.0"
DIFFERENCE = '+#,##0;"▲"#,##0;"±"0'
RATIO = '0.00"倍"'
INCREASE = '0.0%"増";0.0%"減";0.0%'
TEXT = "@"  # stays a text also once somebody edits the cell

TITLE, HEADING, LEAD, NOTE, HEADER, DATA_HEADER = "題", "節", "説明", "注", "見出し", "項目名"
BODY, NUMBER, RATIO_TEXT = "文字", "数", "比"
LABEL, SUBTOTAL, TOTAL = "行見出し", "小計", "合計"
DATA_TEXT, DATA_NUMBER = "データ文字", "データ数"
DIFFERENCE_CELL, RATIO_CELL, INCREASE_CELL = "差", "倍率", "増減率"
#: Of a number and of a text in a row of the totals.
BOLD_NUMBER, SUBTOTAL_NUMBER = "合計数", "小計数"


def add_styles(workbook: Any) -> None:
    for style in _styles():
        workbook.add_named_style(style)


def _styles() -> list[Any]:
    from openpyxl.styles import (  # noqa: PLC0415 — slow to import
        Alignment,
        Border,
        Font,
        NamedStyle,
        PatternFill,
        Side,
    )

    thin = Side(style="thin", color="808080")
    box = Border(left=thin, right=thin, top=thin, bottom=thin)
    grey, light = PatternFill("solid", "D9D9D9"), PatternFill("solid", "F2F2F2")
    wrap, right = (
        Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1),
        Alignment(horizontal="right", vertical="center", indent=1),
    )
    top = Alignment(horizontal="left", vertical="top", wrap_text=True, indent=1)
    middle = Alignment(horizontal="center", vertical="center", wrap_text=True)

    def style(name: str, number_format: str = TEXT, *, size: int = 10, bold: bool = False, **looks) -> Any:
        return NamedStyle(
            name, font=Font(name=FONT, size=size, bold=bold), number_format=number_format, **looks
        )

    return [
        style(TITLE, size=16, bold=True, alignment=Alignment(vertical="center")),
        style(HEADING, size=12, bold=True, alignment=Alignment(vertical="center", wrap_text=True)),
        style(LEAD, alignment=Alignment(vertical="center", wrap_text=True)),
        style(NOTE, size=9, alignment=Alignment(vertical="top", wrap_text=True)),
        style(HEADER, bold=True, border=box, fill=grey, alignment=middle),
        style(LABEL, border=box, alignment=wrap),
        style(SUBTOTAL, bold=True, border=box, fill=light, alignment=wrap),
        style(TOTAL, bold=True, border=box, fill=light, alignment=wrap),
        style(BODY, border=box, alignment=top),
        style(RATIO_TEXT, border=box, alignment=middle),
        style(NUMBER, COUNT, border=box, alignment=right),
        style(BOLD_NUMBER, COUNT, bold=True, border=box, fill=light, alignment=right),
        style(SUBTOTAL_NUMBER, COUNT, bold=True, border=box, fill=light, alignment=right),
        style(DIFFERENCE_CELL, DIFFERENCE, border=box, alignment=right),
        style(RATIO_CELL, RATIO, border=box, alignment=right),
        style(INCREASE_CELL, INCREASE, border=box, alignment=right),
        style(DATA_HEADER, bold=True),
        style(DATA_TEXT),
        style(DATA_NUMBER, "General"),
    ]

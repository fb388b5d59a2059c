"""The charts of T1 and T3, drawn by Excel from the cells of the printed table."""

from collections.abc import Sequence
from typing import Any

from portal.workbook.layouts import Series
from portal.workbook.sheets import Sheet
from portal.workbook.texts import short_text

#: By charted column; each is told from the others without colour.
MARKERS = ("circle", "square", "triangle", "diamond", "x", "star")
COLOURS = ("1F3864", "9C5700", "375623", "000000", "7030A0", "595959")
#: Rows of plain height that a chart takes.
ROWS = 22


def draw(
    sheet: Sheet,
    *,
    title: str,
    unit: str,
    series: Sequence[Series],
    header: int,
    first: int,
    columns: tuple[int, int],
) -> None:
    """A line chart below what has been written. `header` is the row of the years, `first` that of the first line,
    `columns` the first and last that hold years."""
    from openpyxl.chart import LineChart, Reference  # noqa: PLC0415 — slow to import
    from openpyxl.chart import Series as ChartSeries  # noqa: PLC0415

    chart = LineChart()
    chart.title = short_text(f"{title}（単位：{unit}）")
    chart.title.overlay = chart.legend.overlay = False
    chart.legend.position = "b"
    chart.display_blanks = "gap"
    chart.roundedCorners = False
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.number_format, chart.y_axis.scaling.min = "#,##0", 0
    left, right = columns
    for one in series:
        row = first + one.line
        values = Reference(sheet.sheet, min_col=left, max_col=right, min_row=row, max_row=row)
        line = ChartSeries(values, title=short_text(one.title))
        _dress(line, one)
        chart.series.append(line)
    chart.set_categories(Reference(sheet.sheet, min_col=left, max_col=right, min_row=header, max_row=header))
    chart.anchor = _place(sheet)
    sheet.sheet.add_chart(chart)


def _place(sheet: Sheet) -> Any:
    """By its corners: the width of a column in centimetres depends on the fonts of who opens the workbook."""
    from openpyxl.drawing.spreadsheet_drawing import (  # noqa: PLC0415 — slow to import
        AnchorMarker,
        TwoCellAnchor,
    )

    return TwoCellAnchor(
        editAs="oneCell",
        _from=AnchorMarker(col=0, row=sheet.row + 1),
        to=AnchorMarker(col=len(sheet.widths), row=sheet.row + 1 + ROWS),
    )


def _dress(line: Any, series: Series) -> None:
    """What was published is dashed with hollow marks, what was counted solid with full ones."""
    colour = COLOURS[series.column % len(COLOURS)]
    line.smooth = False
    line.marker.symbol, line.marker.size = MARKERS[series.column % len(MARKERS)], 7
    line.marker.graphicalProperties.solidFill = "FFFFFF" if series.published else colour
    line.marker.graphicalProperties.line.solidFill = colour
    line.graphicalProperties.line.solidFill = colour
    line.graphicalProperties.line.width = 19_050  # 1.5 points, in EMU
    line.graphicalProperties.line.dashStyle = "sysDash" if series.published else "solid"

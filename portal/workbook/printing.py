"""The sheets to print: a table in the layout of the documents, with title, definition, notes and charts."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from common.dates import wareki
from portal.statistics.content import Content
from portal.workbook.charts import draw
from portal.workbook.gathered import Listing, listing
from portal.workbook.layouts import Layout, Line, layout
from portal.workbook.sheets import PORTRAIT, Sheet, Styled
from portal.workbook.styles import BODY, HEADER, LEAD, NOTE, NUMBER, TITLE
from portal.workbook.texts import lines_in

CHARTED = ("T1", "T3")
#: A table that is made small to fit on one page in height may be this wide in portrait.
ON_ONE_PAGE = 125
#: The height of a line of a list, in points, and that of the tallest row Excel has.
LINE, TALLEST = 14.5, 409


def printed_title(content: Content) -> str:
    return f"{content['table']} 印刷用"


def write_printed(workbook: Any, content: Content, day: dt.date) -> None:
    shown = layout(content) if content["kind"] == "grid" else _of_list(listing(content))
    sheet = Sheet(workbook, printed_title(content), _fitted(shown.widths))
    name = f"{content['table']}　{content['title']}"
    charted = content["table"] in CHARTED and len(content["rows"]) > 1
    sheet.print_on_a4(
        f"{name}　{wareki(day)}現在",
        landscape=sheet.width > (ON_ONE_PAGE if shown.on_one_page else PORTRAIT),
        on_one_page=shown.on_one_page or charted,
    )
    header = 4
    sheet.repeat(header, header + len(shown.header) - 1, shown.labels)
    sheet.append([(name, TITLE)], 28)
    sheet.across(f"{wareki(day)}現在　　単位：{content['unit']}", LEAD)
    sheet.across(content["definition"], LEAD)
    _write_header(sheet, shown)
    first = sheet.row + 1
    _write_lines(sheet, shown)
    if sheet.row < first:
        sheet.across("該当する記録はありません。", BODY)
    for note in shown.notes:
        sheet.across(f"※　{note}", NOTE, 14)
    if charted:
        draw(
            sheet,
            title=content["title"],
            unit=content["unit"],
            series=shown.series,
            header=header + 1,
            first=first,
            columns=(shown.labels + 1, shown.labels + len(content["rows"])),
        )


def _fitted(widths: list[float]) -> list[float]:
    """A narrow table is widened to a page's width: fitting to a page only makes smaller."""
    room = PORTRAIT * 0.9
    total = sum(widths)
    return widths if total >= room else [width * room / total for width in widths]


def _write_header(sheet: Sheet, shown: Layout) -> None:
    top = sheet.row + 1
    for texts in shown.header:
        lines = max(lines_in(text, width * 0.85) for text, width in zip(texts, sheet.widths, strict=True))
        sheet.append([(text or None, HEADER) for text in texts], 16 * lines + 6)
    if len(shown.header) > 1:
        _merge_header(sheet, shown, top)


def _merge_header(sheet: Sheet, shown: Layout, top: int) -> None:
    """A header without a second line stands over both; the label's over all columns of labels."""
    sheet.merge(top, 1, top + 1, shown.labels)
    for number, (upper, lower) in enumerate(zip(*shown.header, strict=True), 1):
        if number > shown.labels and upper and not lower:
            sheet.merge(top, number, top + 1, number)


def _write_lines(sheet: Sheet, shown: Layout) -> None:
    for line in shown.lines:
        row = sheet.append(line.cells, line.height)
        sheet.merge(row, 1, row + line.joined - 1, 1)


def _of_list(found: Listing) -> Layout:
    headers, widths = zip(*found.headers, strict=True)
    return Layout(list(widths), [list(headers)], _lines(found), [found.note] if found.note else [])


def _lines(found: Listing) -> Iterator[Line]:
    """As tall as their texts: not every program fits rows to them when it opens a file."""
    widths = [width * 0.9 - 2 for _, width in found.headers]
    for row in found.rows:
        texts = ((value, width) for value, width in zip(row, widths, strict=True) if isinstance(value, str))
        lines = max((lines_in(text, width) for text, width in texts), default=1)
        cells: list[Styled] = [(one, NUMBER if isinstance(one, int | float) else BODY) for one in row]
        yield Line(cells, min(LINE * lines + 3, TALLEST))

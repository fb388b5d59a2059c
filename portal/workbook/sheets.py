"""A sheet that is written row by row (openpyxl's write_only), with what it takes to be printed on A4."""

from collections.abc import Iterable, Sequence
from typing import Any

from portal.workbook.styles import COUNT, DATA_NUMBER, DATA_TEXT, MEASURE
from portal.workbook.texts import cell_text, lines_in, short_text

#: Letters of half width that A4 holds across at full size: what is wider is printed in landscape.
PORTRAIT = 100
A4 = 9
#: Height of a line of the body text, in points.
LINE = 16.5

Value = str | int | float | None
#: Styles of which an empty cell shows nothing: it need not be written.
UNSEEN = (DATA_TEXT, DATA_NUMBER)
#: What stands in a cell, and its style.
Styled = tuple[Value, str]


class Sheet:
    """Rows leave as they are appended: a long list takes no more room than a short one. What is said of the whole sheet
    (widths, panes, print) is set before the first row, since it stands before the rows in the file."""

    def __init__(self, workbook: Any, title: str, widths: Sequence[float]):
        from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 — slow to import

        self._cell, self.sheet, self.widths, self.row = (
            WriteOnlyCell,
            workbook.create_sheet(title),
            widths,
            0,
        )
        self._looks: dict[tuple[str, bool], Any] = {}
        for number, width in enumerate(widths, 1):
            self.sheet.column_dimensions[letter(number)].width = width

    @property
    def width(self) -> float:
        return sum(self.widths)

    def append(self, cells: Iterable[Styled], height: float | None = None) -> int:
        """The number of the row that was written."""
        self.row += 1
        if height:
            self.sheet.row_dimensions[self.row].height = height
        self.sheet.append([self._made(value, style) for value, style in cells])
        self.sheet.row_dimensions.pop(self.row, None)  # it is written, and would stay in memory
        return self.row

    def across(self, text: str, style: str, line: float = LINE) -> None:
        """A text over the whole width. Merged cells are never fitted to their text: the height is reckoned here."""
        height = line * lines_in(text, self.width * 0.95) + 3
        row = self.append([(text, style), *((None, style) for _ in self.widths[1:])], height)
        self.merge(row, 1, row, len(self.widths))

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        if (top, left) != (bottom, right):
            self.sheet.merged_cells.add(f"{letter(left)}{top}:{letter(right)}{bottom}")

    def skip(self) -> None:
        self.append([])

    def print_on_a4(self, footer: str, *, landscape: bool, on_one_page: bool = False) -> None:
        sheet = self.sheet
        sheet.page_setup.paperSize, sheet.page_setup.fitToWidth = A4, 1
        sheet.page_setup.fitToHeight = 1 if on_one_page else 0
        sheet.page_setup.orientation = "landscape" if landscape else "portrait"
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_options.horizontalCentered = True
        margins = sheet.page_margins
        margins.left = margins.right = 0.5
        margins.top, margins.bottom, margins.header, margins.footer = 0.6, 0.7, 0.3, 0.3
        sheet.HeaderFooter.scaleWithDoc = False
        sheet.oddFooter.left.text = short_text(footer).replace("&", "&&")
        sheet.oddFooter.right.text = "&P / &N ページ"

    def repeat(self, first: int, last: int, columns: int) -> None:
        """Rows that head every page, and with all above them stay in sight when the sheet is scrolled."""
        self.sheet.print_title_rows = f"{first}:{last}"
        self.sheet.freeze_panes = f"{letter(columns + 1)}{last + 1}"

    def _made(self, value: Value, style: str) -> Any:
        if value is None and style in UNSEEN:
            return None
        text = isinstance(value, str)
        cell = self._cell(self.sheet, cell_text(value) if text else value)
        look = (style, isinstance(value, float))
        if look not in self._looks:  # looking a style up by its name takes longer than to write the cell
            cell.style = style
            if isinstance(value, float) and cell.number_format == COUNT:
                cell.number_format = MEASURE
            self._looks[look] = cell._style
        cell._style = self._looks[look]
        if text:
            cell.data_type = "s"  # openpyxl takes "=…" for a formula and "#REF!" for an error
        return cell


def letter(column: int) -> str:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 — slow to import

    return get_column_letter(column)

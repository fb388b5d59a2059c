"""Tables in files that officers send and take: .xlsx and .csv, read whole or refused, written so that they come back.

What a table is stands in `layouts`; `reading` finds it in a file (`workbook` and `csv_text` tell what the file
holds, `opening` what kind it is), `writing` makes one.
"""

from common.sheets.layouts import Column, Layout, Row, SheetError, Table, cell_name, column_letter
from common.sheets.reading import read_tables
from common.sheets.writing import Written, WrittenColumn, write_csv, write_workbook

__all__ = [
    "Column",
    "Layout",
    "Row",
    "SheetError",
    "Table",
    "Written",
    "WrittenColumn",
    "cell_name",
    "column_letter",
    "read_tables",
    "write_csv",
    "write_workbook",
]

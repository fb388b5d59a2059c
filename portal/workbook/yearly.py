"""The yearly workbook: cover, a sheet to print and a sheet of data for each table, and what the data mean."""

from collections.abc import Sequence
from typing import BinaryIO

from portal.statistics.content import Content
from portal.workbook.archive import discard, save
from portal.workbook.cover import Cover, write_cover
from portal.workbook.data import write_data, write_dictionary
from portal.workbook.printing import write_printed
from portal.workbook.styles import add_styles


def write_yearly_workbook(file: BinaryIO, contents: Sequence[Content], cover: Cover) -> None:
    """The same contents and cover give the same bytes. Nothing is written to `file` before all sheets are made."""
    from openpyxl import Workbook  # noqa: PLC0415 — slow to import

    workbook = Workbook(write_only=True)
    add_styles(workbook)
    try:
        write_cover(workbook, cover, contents)
        for content in contents:
            write_printed(workbook, content, cover.day)
        for content in contents:
            write_data(workbook, content, cover.day)
        write_dictionary(workbook, contents)
        save(workbook, file, title=cover.title, by=cover.made_by, at=cover.made_at)
    except BaseException:
        discard(workbook)
        raise

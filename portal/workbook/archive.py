"""A workbook of openpyxl written so that the same contents give the same bytes."""

import datetime as dt
import shutil
import zipfile
from pathlib import Path
from typing import Any, BinaryIO

from portal.workbook.texts import short_text

#: The first day a zip archive knows: of no entry is anything told by its time.
EPOCH = (1980, 1, 1, 0, 0, 0)


class FixedArchive(zipfile.ZipFile):
    """Entries without the moment and machine they were written at."""

    def writestr(self, name: Any, data: Any, *args: Any, **kwargs: Any) -> None:
        super().writestr(_entry(str(name)), data, zipfile.ZIP_DEFLATED)

    def write(self, filename: Any, arcname: Any = None, *args: Any, **kwargs: Any) -> None:
        with Path(filename).open("rb") as part, self.open(_entry(str(arcname)), "w") as entry:
            shutil.copyfileobj(part, entry, 1 << 16)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 0, 0
    return entry


def save(workbook: Any, file: BinaryIO, *, title: str, by: str, at: dt.datetime) -> None:
    """`Workbook.save` would write the present moment into the properties; here the moment is given."""
    from openpyxl.writer.excel import ExcelWriter  # noqa: PLC0415 — slow to import

    moment = at.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)
    properties = workbook.properties
    properties.title, properties.creator = short_text(title), short_text(by)
    properties.lastModifiedBy = properties.creator
    properties.created = properties.modified = moment
    ExcelWriter(workbook, FixedArchive(file, "w", zipfile.ZIP_DEFLATED)).save()


def discard(workbook: Any) -> None:
    """Removes the files that the sheets of a workbook which is not saved were written to meanwhile."""
    for sheet in workbook.worksheets:
        if sheet._writer is None:
            continue
        if not sheet.closed:
            sheet.close()
        Path(sheet._writer.out).unlink(missing_ok=True)

"""Which kind of file it is, told by its content, and whether its archive may be unpacked."""

import os
import zipfile
from typing import BinaryIO

from common.files import KINDS, LARGEST_KINDS, LARGEST_UNPACKED, MEGABYTE, MOST_PARTS, has_macros
from common.sheets.layouts import MAX_FILE, SheetError

#: The texts of all cells are held in memory while the sheets are read: a million of them, 20 Japanese letters each,
#: take 80MB (50,000 rows × 20 columns, none equal to another).
LARGEST_STRINGS = 100 * MEGABYTE
#: Styles and the list of the sheets: an office's file of twenty years has 5MB of them.
LARGEST_OTHER = 20 * MEGABYTE
#: Sheets of 50,000 equal rows are packed to a fortieth, emptied and coloured rows to a hundredth; a bomb of
#: one letter to a thousandth.
MOST_RATIO = 250
#: Below it a ratio says nothing.
SMALL = MEGABYTE

_SMALLER = "画像を除くか、行を分けて、小さくしてからお送りください。"
_SAVE_AS_XLSX = "Excelで開き、「Excelブック（*.xlsx）」で保存し直してからお送りください。"
BROKEN = f"ファイルが壊れているため読めません。{_SAVE_AS_XLSX}"
TOO_LARGE = (
    "ファイルを広げると大きすぎるため読めません。表だけを新しいブックに写し、保存し直してからお送りください。"
)
_NO_TABLE = "は読めません。表を Excel（.xlsx）か CSV で保存してからお送りください。"
#: How a file begins → what is said of it.
_BEGINNINGS = {
    b"\xd0\xcf\x11\xe0": "古い形式（.xls）か、パスワードの付いたファイルです。パスワードを外し、"
    + _SAVE_AS_XLSX,
    b"%PDF": "PDF" + _NO_TABLE,
    b"\x89PNG": "画像" + _NO_TABLE,
    b"\xff\xd8\xff": "画像" + _NO_TABLE,
    b"GIF8": "画像" + _NO_TABLE,
    b"II*\x00": "画像" + _NO_TABLE,
    b"MM\x00*": "画像" + _NO_TABLE,
    b"RIFF": "画像や音声" + _NO_TABLE,
    b"{\\rtf": "リッチテキスト" + _NO_TABLE,
    b"<": "拡張子にかかわらず、中身はウェブページ（HTML・XML）です。" + _SAVE_AS_XLSX,
}
#: What only another kind of archive holds → what is said of it.
_OTHER_ARCHIVES = {
    "word/": "Word の文書" + _NO_TABLE,
    "ppt/": "PowerPoint の文書" + _NO_TABLE,
    "xl/workbook.bin": "バイナリ形式（.xlsb）のファイルは読めません。" + _SAVE_AS_XLSX,
    "content.xml": "OpenDocument（.ods など）のファイルは読めません。「Excelブック（*.xlsx）」で保存し直してください。",
}


def is_workbook(file: BinaryIO) -> bool:
    """True for a packed file, False for what may be text; SheetError for what is neither or too large."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if size > MAX_FILE:
        raise SheetError([f"ファイルが{MAX_FILE // MEGABYTE}MBを超えています。{_SMALLER}"])
    start = file.read(8)
    file.seek(0)
    if not start:
        raise SheetError(["ファイルが空です。表を入れて保存し直してからお送りください。"])
    for beginning, message in _BEGINNINGS.items():
        if start.removeprefix(b"\xef\xbb\xbf").startswith(beginning):
            raise SheetError([message])
    return start.startswith(b"PK\x03\x04")


def open_archive(file: BinaryIO) -> zipfile.ZipFile:
    """The parts of an .xlsx, each of which may be unpacked; SheetError for other archives and for attacks."""
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise SheetError([BROKEN]) from error
    try:
        _check(archive)
    except BaseException:
        archive.close()
        raise
    return archive


def _check(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if any(part.flag_bits & 1 for part in parts):
        raise SheetError(["パスワードの付いたファイルは読めません。パスワードを外して保存し直してください。"])
    # What is listed binds: zipfile unpacks no more of a part than its listed size.
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise SheetError([TOO_LARGE])
    if any(part.file_size > max(SMALL, MOST_RATIO * part.compress_size) for part in parts):
        raise SheetError([TOO_LARGE])
    if len(set(names)) < len(names):
        raise SheetError([BROKEN])  # two parts of a name: programs differ in which they show
    for name, message in _OTHER_ARCHIVES.items():
        if any(other.startswith(name) for other in names):
            raise SheetError([message])
    if not {KINDS, "xl/workbook.xml"} <= set(names):
        raise SheetError(["圧縮ファイルは読めません。中の Excel ファイルか CSV ファイルをお送りください。"])
    try:
        kinds = archive.open(KINDS).read(LARGEST_KINDS)
    except Exception as error:  # whatever a broken archive makes zipfile stumble over
        raise SheetError([BROKEN]) from error
    if has_macros(names, kinds):
        raise SheetError(["マクロを含むファイル（.xlsm など）は読めません。" + _SAVE_AS_XLSX])

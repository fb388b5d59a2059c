"""The parts of a workbook streamed: whatever their size, no more of them is held than their reader keeps.

openpyxl builds a tree of every part and takes four times as long. Document types, and with them entities of
any kind, are refused as defusedxml refuses them.
"""

import zipfile
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from defusedxml.common import DTDForbidden

from common.sheets.layouts import SheetError
from common.sheets.opening import BROKEN, LARGEST_UNPACKED, TOO_LARGE

_CHUNK = 1 << 16
#: A tag of more is an attack: the parser would hold all of it, and look through it again with every chunk.
_LONGEST_TAG = 1 << 20


def local(name: str) -> str:
    """Without the prefix, which each program chooses as it likes."""
    return name.rpartition(":")[2]


class Reader:
    """Takes the elements of a part as they come by."""

    def start(self, tag: str, attributes: dict[str, str]) -> None: ...

    def end(self, tag: str) -> None: ...

    def text(self, data: str) -> None: ...


def stream(
    archive: zipfile.ZipFile, name: str, reader: Reader, largest: int = LARGEST_UNPACKED
) -> Iterator[None]:
    """Feeds the reader a part, stopping after each piece of it; SheetError when it is broken or an attack."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    try:
        if archive.getinfo(name).file_size > largest:
            raise SheetError([TOO_LARGE])
        with archive.open(name) as part:
            fed = 0
            while chunk := part.read(_CHUNK):
                parser.Parse(chunk)
                fed += len(chunk)
                if fed - parser.CurrentByteIndex > _LONGEST_TAG:
                    raise SheetError([BROKEN])
                yield
        parser.Parse(b"", True)
        yield
    except SheetError:
        raise
    except Exception as error:  # whatever zipfile, the parser and the readers of foreign numbers stumble over
        raise SheetError([BROKEN]) from error


def read(archive: zipfile.ZipFile, name: str, reader: Any, largest: int) -> Any:
    """The reader, once it has taken the whole part."""
    for _ in stream(archive, name, reader, largest):
        pass
    return reader


def _refuse(name: str, *_: Any) -> None:
    raise DTDForbidden(name, *_)

"""Files as people and attackers upload them."""

import io
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def upload(content: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def picture(kind: str = "JPEG", mode: str = "RGB", size=(120, 80), colour=None, **options) -> bytes:
    made = io.BytesIO()
    Image.new(mode, size, colour if colour is not None else 0).save(made, kind, **options)
    return made.getvalue()


def from_a_phone() -> bytes:
    """Taken on end, with the place, the maker and a comment in it."""
    noted = Image.Exif()
    noted[0x0112] = 6  # to be turned a quarter to the right
    noted[0x010F] = "SecretMaker"
    noted.get_ifd(0x8825).update({1: "N", 2: (35.0, 41.0, 22.0), 3: "E", 4: (139.0, 41.0, 30.0)})
    return picture(size=(300, 200), exif=noted, comment=b"SecretComment", xmp=b"<x>SecretPlace</x>")


def claims_to_be(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is huge."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + name + data + zlib.crc32(name + data).to_bytes(4)

    header = width.to_bytes(4) + height.to_bytes(4) + bytes([8, 2, 0, 0, 0])
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def archive(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return made.getvalue()


def office(folder: str = "word", kinds: bytes = b"<Types/>", **more: bytes) -> bytes:
    return archive({"[Content_Types].xml": kinds, f"{folder}/document.xml": b"<w/>", **more})


PDF = b"%PDF-1.7\n1 0 obj\n%%EOF\n"

"""Address parts: a code that cannot be one is no address (404) and never reaches the database."""

import datetime as dt
from typing import Any


class CodeConverter:
    """全国地方公共団体コード."""

    regex = "[0-9]{6}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


class NumberConverter(CodeConverter):
    """The number of a project, topic or notice: "P-2026-0123"."""

    regex = "[A-Z]-[0-9]{4}-[0-9]{4}"


class MonthConverter:
    """A month as "2015-10": in Python its first day. Years are those that records may be of."""

    regex = "(?:19[4-9][0-9]|20[0-9]{2}|21[0-9]{2})-(?:0[1-9]|1[0-2])"

    def to_python(self, value):
        return dt.date.fromisoformat(f"{value}-01")

    def to_url(self, value):
        return f"{value:%Y-%m}"


class PhotoNameConverter(CodeConverter):
    """What a photograph is called (common.files.photo_path)."""

    regex = "[0-9a-f]{32}"


class DocumentNameConverter(CodeConverter):
    """What a document is called (common.files.document_path)."""

    regex = "[0-9a-f]{32}[.](?:pdf|docx|xlsx|pptx)"


class PlaceConverter:
    """A place in a short row: 1, 2, 3."""

    regex = "[1-9][0-9]{0,3}"

    def to_python(self, value):
        return int(value)

    def to_url(self, value):
        return str(value)


class IdConverter(PlaceConverter):
    """The id of a record, of a size that every database takes."""

    regex = "[1-9][0-9]{0,17}"


class TokenConverter(CodeConverter):
    """What nobody guesses (secrets.token_urlsafe)."""

    regex = "[A-Za-z0-9_-]{40,64}"


#: By the name that stands in the addresses; registered by common.apps.
CONVERTERS: dict[str, Any] = {
    "code": CodeConverter,
    "number": NumberConverter,
    "month": MonthConverter,
    "photo": PhotoNameConverter,
    "document": DocumentNameConverter,
    "place": PlaceConverter,
    "id": IdConverter,
    "token": TokenConverter,
}

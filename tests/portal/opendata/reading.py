"""Files of open data, read back."""

import csv
import io
import json
import re
import zipfile

import openpyxl

from portal.opendata.catalogue import DATASETS
from portal.opendata.files import FORMATS

#: Every dataset in every format.
FILES = [(key, suffix) for key in DATASETS for suffix in FORMATS]


def address(key: str, suffix: str = "json", query: str = "") -> str:
    return f"/opendata/{key}.{suffix}{query}"


def content(response) -> bytes:
    """Read to its end, whereby the test client closes it."""
    return response.getvalue()


def letters(response) -> str:
    """All that can be read in an answer, whatever it is: also what is packed in a workbook."""
    found = content(response)
    if not found.startswith(b"PK"):
        return found.decode()
    with zipfile.ZipFile(io.BytesIO(found)) as parts:
        return "\n".join(re.sub(r"<[^>]*>", "\n", parts.read(name).decode()) for name in parts.namelist())


def rows_of(client, key: str, query: str = "") -> list[dict]:
    """The rows of the JSON file."""
    response = client.get(address(key, "json", query))
    assert response.status_code == 200
    return json.loads(content(response))["data"]


def as_csv(found: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(found.decode("utf-8-sig"), newline="")))


def as_sheets(found: bytes) -> dict[str, list[list]]:
    book = openpyxl.load_workbook(io.BytesIO(found))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}

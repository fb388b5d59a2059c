"""Files as officers, other programs and attackers make them."""

import io
import zipfile
from collections.abc import Callable

import pytest
from openpyxl import Workbook

from common.sheets import Column, Layout, SheetError, Table, read_tables
from tests.uploads import archive

LINKS = Layout(
    "連携・交流",
    (
        Column("団体コード", required=True, aliases=("自治体コード",)),
        Column("開始日", required=True),
        Column("備考"),
    ),
)
PROJECTS = Layout(
    "事業", (Column("事業名", required=True), Column("団体コード", required=True), Column("年度"))
)
HEADERS = ["団体コード", "開始日", "備考"]


def book(*sheets: tuple[str, list[list]], change: Callable[[Workbook], None] = lambda made: None) -> bytes:
    made = Workbook()
    made.remove(made.active)
    for title, rows in sheets:
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    change(made)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def links(*rows: list, change: Callable[[Workbook], None] = lambda made: None) -> bytes:
    """A workbook of one table, header in the first row."""
    return book(("連携・交流", [HEADERS, *rows]), change=change)


TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def by_hand(data: str, strings: str = "", styles: str = "", properties: str = "", after: str = "") -> bytes:
    """As Excel writes it: texts in a part of their own, prefixes where they are none of openpyxl's."""
    return archive(
        {
            "[Content_Types].xml": b"<Types/>",
            "xl/workbook.xml": f"""<x:workbook xmlns:x="main" xmlns:rel="{TYPES}">{properties}
                <x:sheets><x:sheet name="連携・交流" sheetId="7" rel:id="a"/></x:sheets></x:workbook>""".encode(),
            "xl/_rels/workbook.xml.rels": f"""<Relationships>
                <Relationship Id="a" Type="{TYPES}/worksheet" Target="worksheets/sheet1.xml"/>
                <Relationship Id="b" Type="{TYPES}/sharedStrings" Target="sharedStrings.xml"/>
                <Relationship Id="c" Type="{TYPES}/styles" Target="/xl/styles.xml"/>
                <Relationship Id="d" Type="{TYPES}/externalLink" Target="file:///etc/passwd" TargetMode="External"/>
                </Relationships>""".encode(),
            "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{data}</sheetData>{after}</worksheet>".encode(),
            "xl/sharedStrings.xml": f"<sst>{strings}</sst>".encode(),
            "xl/styles.xml": f"<styleSheet>{styles}</styleSheet>".encode(),
        }
    )


HEAD = "<row><c t='s'><v>0</v></c><c t='s'><v>1</v></c><c t='s'><v>2</v></c></row>"
HEAD_STRINGS = "".join(f"<si><t>{label}</t></si>" for label in HEADERS)


def cells(*values: str, strings: str = "", styles: str = "", properties: str = "") -> list[str]:
    """What is read of cells given as XML, in the first column below each other."""
    data = HEAD + "".join(f"<row>{value}<c t='str'><v>x</v></c></row>" for value in values)
    content = by_hand(data, HEAD_STRINGS + strings, styles, properties)
    return [row["団体コード"] for _, row in rows(content)]


def with_parts(content: bytes, **parts: bytes | None) -> bytes:
    """The archive with other parts; keys: names with "__" for "/"; None takes one out."""
    named = {name.replace("__", "/"): part for name, part in parts.items()}
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in named:
                new.writestr(name, old.read(name))
        for name, part in named.items():
            if part is not None:
                new.writestr(name, part)
    return made.getvalue()


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


SHEET = "xl/worksheets/sheet1.xml"


def with_sheet(content: bytes, old: str, new: str) -> bytes:
    """The first sheet's XML with something else in it."""
    xml = part(content, SHEET)
    assert old in xml
    return with_parts(content, **{SHEET: xml.replace(old, new).encode()})


def read(content: bytes, *layouts: Layout, name: str = "file") -> list[Table]:
    return read_tables(io.BytesIO(content), name, layouts or [LINKS])


def rows(content: bytes, *layouts: Layout) -> list[tuple[int, dict[str, str]]]:
    [table] = read(content, *layouts)
    return [tuple(row) for row in table.rows]


def refused(content: bytes, *layouts: Layout, name: str = "file") -> list[str]:
    with pytest.raises(SheetError) as caught:
        read(content, *layouts, name=name)
    assert str(caught.value) == "\n".join(caught.value.messages)
    return caught.value.messages

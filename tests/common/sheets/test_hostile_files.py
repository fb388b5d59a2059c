import io
import itertools
import zipfile
from contextlib import suppress

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.sheets import SheetError, opening
from tests.common.sheets.made import (
    HEAD,
    HEAD_STRINGS,
    SHEET,
    book,
    by_hand,
    links,
    part,
    read,
    refused,
    rows,
    with_parts,
    with_sheet,
)
from tests.uploads import PDF, archive, office, picture

AGAIN = "Excelで開き、「Excelブック（*.xlsx）」で保存し直してからお送りください。"
OTHERWISE = "は読めません。表を Excel（.xlsx）か CSV で保存してからお送りください。"
BROKEN = [f"ファイルが壊れているため読めません。{AGAIN}"]
TOO_LARGE = [
    "ファイルを広げると大きすぎるため読めません。表だけを新しいブックに写し、保存し直してからお送りください。"
]
GOOD = links(["032030", "2026-04-01", "雪"])
AS_EXCEL = by_hand(HEAD, HEAD_STRINGS)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "ファイルが空です。表を入れて保存し直してからお送りください。"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            f"古い形式（.xls）か、パスワードの付いたファイルです。パスワードを外し、{AGAIN}",
        ),
        (PDF, f"PDF{OTHERWISE}"),
        (picture(), f"画像{OTHERWISE}"),
        (picture("PNG"), f"画像{OTHERWISE}"),
        (picture("WEBP"), f"画像や音声{OTHERWISE}"),
        (office("word"), f"Word の文書{OTHERWISE}"),
        (office("ppt"), f"PowerPoint の文書{OTHERWISE}"),
        (
            archive({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}),
            "OpenDocument（.ods など）のファイルは読めません。「Excelブック（*.xlsx）」で保存し直してください。",
        ),
        (
            archive({"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b""}),
            f"バイナリ形式（.xlsb）のファイルは読めません。{AGAIN}",
        ),
        (
            archive({"list.csv": b"a,b"}),
            "圧縮ファイルは読めません。中の Excel ファイルか CSV ファイルをお送りください。",
        ),
        (
            b"<html><table><tr><td>1",
            f"拡張子にかかわらず、中身はウェブページ（HTML・XML）です。{AGAIN}",
        ),
        (
            with_parts(GOOD, xl__vbaProject=b""),
            f"マクロを含むファイル（.xlsm など）は読めません。{AGAIN}",
        ),
    ],
)
@pytest.mark.parametrize("name", ["list.xlsx", "list.csv"])
def test_what_is_no_table_is_refused_whatever_its_name(content, message, name):
    assert refused(content, name=name) == [message]


def test_a_workbook_is_one_whatever_its_name():
    assert rows(GOOD) == [(2, {"団体コード": "032030", "開始日": "2026-04-01", "備考": "雪"})]
    assert read(GOOD, name="list.csv")[0].sheet == "連携・交流"


def test_too_large_a_file_is_not_opened():
    assert refused(b"x" * (20 * 1024 * 1024 + 1)) == [
        "ファイルが20MBを超えています。画像を除くか、行を分けて、小さくしてからお送りください。"
    ]


def test_a_packed_bomb_is_not_unpacked():
    assert refused(with_parts(GOOD, **{SHEET: b" " * 3_000_000})) == TOO_LARGE


def test_a_bomb_of_many_parts():
    assert refused(with_parts(GOOD, **{f"xl/media/{n}.png": b"" for n in range(5001)})) == TOO_LARGE


@pytest.mark.parametrize(("limit", "value"), [("LARGEST_UNPACKED", 1000), ("MOST_PARTS", 3)])
def test_a_bomb_in_sum(monkeypatch, limit, value):
    monkeypatch.setattr(opening, limit, value)
    assert refused(GOOD) == TOO_LARGE


def test_too_many_different_texts(monkeypatch):
    monkeypatch.setattr("common.sheets.workbook.LARGEST_STRINGS", 10)
    assert refused(AS_EXCEL) == TOO_LARGE
    monkeypatch.undo()
    monkeypatch.setattr("common.sheets.workbook._MOST_STRINGS", 2)
    assert refused(AS_EXCEL) == TOO_LARGE


def test_too_many_merged_cells(monkeypatch):
    monkeypatch.setattr("common.sheets.workbook._MOST_MERGED", 0)
    assert refused(links(["1"], change=lambda made: made.active.merge_cells("A9:B9"))) == TOO_LARGE


def test_encrypted_parts():
    content = bytearray(GOOD)
    at = 0
    while (at := content.find(b"PK\x01\x02", at)) >= 0:
        content[at + 8] |= 1
        at += 4
    assert refused(bytes(content)) == [
        "パスワードの付いたファイルは読めません。パスワードを外して保存し直してください。"
    ]


def test_two_parts_of_one_name():
    made = io.BytesIO(GOOD)
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(made, "a") as more:
        more.writestr(SHEET, b"<worksheet/>")
    assert refused(made.getvalue()) == BROKEN


LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
XXE = "<!DOCTYPE x [<!ENTITY i SYSTEM 'file:///etc/passwd'>]>"
PARAMETER = "<!DOCTYPE x [<!ENTITY % i SYSTEM 'http://127.0.0.1:9/x.dtd'> %i;]>"


@pytest.mark.parametrize(
    "doctype", [LAUGHS, XXE, PARAMETER, "<!DOCTYPE x SYSTEM 'http://127.0.0.1:9/x.dtd'>"]
)
@pytest.mark.parametrize(
    "name",
    [SHEET, "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"],
)
def test_document_types_and_entities_are_refused_in_every_part(doctype, name):
    content = with_parts(AS_EXCEL, **{name: (doctype + part(AS_EXCEL, name)).encode()})
    assert refused(content) == BROKEN


def test_an_entity_in_a_cell():
    content = with_sheet(links([12]), "<v>12</v>", "<v>&i;</v>")
    assert refused(content) == BROKEN


def test_openpyxl_is_defused_where_others_of_us_read_by_it():
    assert openpyxl.DEFUSEDXML


@pytest.mark.parametrize(
    "content",
    [
        GOOD[:300],
        GOOD[:-30],
        GOOD.replace(b"PK\x05\x06", b"PK\x05\x07"),
        with_parts(GOOD, **{"xl/workbook.xml": b"<workbook>"}),
        with_parts(GOOD, **{"xl/workbook.xml": b"rubbish"}),
        with_parts(GOOD, **{"xl/_rels/workbook.xml.rels": b"<Relationships/>"}),
        with_parts(GOOD, **{"xl/_rels/workbook.xml.rels": None}),
        with_parts(GOOD, **{SHEET: None}),
        with_parts(AS_EXCEL, **{"xl/sharedStrings.xml": b"<sst/>"}),
        with_parts(AS_EXCEL, **{"xl/sharedStrings.xml": None}),
        with_sheet(GOOD, 'r="A2"', 'r="A7"'),
        with_sheet(GOOD, 'r="B2"', 'r="A2"'),
        with_sheet(GOOD, 'r="B2"', 'r="ZZZ2"'),
        with_sheet(GOOD, 'r="B2"', 'r="é2"'),
        with_sheet(GOOD, '<row r="2"', '<row r="1"'),
        with_sheet(GOOD, '<row r="2"', '<row r="9999999"'),
        with_sheet(links([12]), "<v>12</v>", "<v>twelve</v>"),
        with_sheet(links([12]), "<v>12</v>", "<v>1e999</v>"),
        with_sheet(GOOD, "</worksheet>", '<mergeCells><mergeCell ref="what"/></mergeCells></worksheet>'),
        with_sheet(GOOD, "<sheetData>", f'<sheetData a="{"x" * 1_500_000}{"".join(map(str, range(9999)))}">'),
    ],
    # By their place: what zlib makes of a file differs from process to process, and so would the names of the tests.
    ids=map(str, itertools.count(1)),
)
def test_broken_and_contradictory_workbooks(content):
    assert refused(content)[0] in (BROKEN[0], TOO_LARGE[0])


@pytest.mark.parametrize("name", [SHEET, "[Content_Types].xml"])
def test_a_part_that_is_not_what_was_packed(name):
    content = bytearray(GOOD)
    with zipfile.ZipFile(io.BytesIO(GOOD)) as packed:
        at = packed.getinfo(name).header_offset + 60
    content[at] ^= 0xFF
    assert refused(bytes(content)) == BROKEN


def test_200_columns():
    content = book(("連携・交流", [["団体コード", "開始日", *(f"列{n}" for n in range(198))]]))
    assert refused(content) == [
        "シート「連携・交流」のCW1に値があります。表は100列までです。要らない列を削除してください。"
    ]
    csv = ",".join(["団体コード", "開始日", *(f"列{n}" for n in range(198))]).encode()
    assert refused(csv) == ["1行目の200列目に値があります。表は100列までです。要らない列を削除してください。"]


def test_more_rows_than_a_table_may_have():
    head = "団体コード,開始日\n"
    message = "表が50,000行を超えています。行を分けて、別のファイルでお送りください。"
    assert refused((head + "032030,2026\n" * 50_001).encode()) == [message]
    assert len(rows((head + "032030,2026\n" * 50_000).encode())) == 50_000


def test_a_million_rows(monkeypatch):
    """The reader stops at the row too many: the XML breaks off long before its millionth, and is not found broken."""
    monkeypatch.setattr("common.sheets.reading.MAX_ROWS", 1000)
    xml = part(links(), SHEET)
    row = '<row r="{0}"><c r="A{0}"><v>{0}</v></c></row>'
    many = "".join(row.format(number) for number in range(2, 20_000))
    content = with_parts(links(), **{SHEET: xml.replace("</sheetData>", many).encode()})
    assert refused(content) == ["表が1,000行を超えています。行を分けて、別のファイルでお送りください。"]


def test_a_million_rows_of_colour_only_are_blank():
    xml = part(GOOD, SHEET)
    blank = "".join(f'<row r="{number}" ht="15"><c r="A{number}"/></row>' for number in range(3, 60_000))
    content = with_parts(GOOD, **{SHEET: xml.replace("</sheetData>", f"{blank}</sheetData>").encode()})
    assert len(rows(content)) == 1


@settings(max_examples=150, deadline=None)
@given(
    content=st.binary(max_size=300),
    after=st.sampled_from([b"", "団体コード,開始日\n".encode(), b"PK\x03\x04"]),
)
def test_rubbish_is_read_or_refused(content, after):
    with suppress(SheetError):
        read(after + content)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_workbook_with_a_few_bytes_changed_is_read_or_refused(data):
    name = data.draw(st.sampled_from([SHEET, "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"]))
    xml = bytearray(part(AS_EXCEL, name).encode())
    for at in data.draw(st.lists(st.integers(0, len(xml) - 1), max_size=4)):
        xml[at] = data.draw(st.sampled_from(b"<>/\"' a0-9&;\xff\x00"))
    with suppress(SheetError):
        read(with_parts(AS_EXCEL, **{name: bytes(xml)}))

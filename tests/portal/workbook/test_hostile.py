"""Whatever people wrote, the workbook opens and nothing in it runs; the same contents give the same bytes."""

import datetime as dt
import hashlib
import io
import re
import zipfile

import pytest

from portal.workbook import Cover, write_yearly_workbook
from portal.workbook.texts import CUT, MAX_CELL, cell_text, data_text
from tests.portal.workbook.conftest import DAYS, MOMENT, PLAIN, cover_of, made, opened, rows_of
from tests.portal.workbook.samples import HOSTILE, grid_content, head, list_content, work


def hostile_contents(text: str) -> list[dict]:
    rows = [head("2015", text, note=text), head("2016", text)]
    columns = [head("a", text, unit=text, note=text), head("b", text)]
    values = {(row["key"], column["key"]): (1, text) for row in rows for column in columns}
    fields = {"title": text, "definition": text, "unit": text, "row_label": text}
    t7 = list_content("T7", [])
    everywhere = [2015 if column["kind"] == "number" else text for column in t7["columns"]]
    return [
        *(grid_content(key, rows, columns, values, **fields) for key in ("T1", "T2")),
        list_content("T6", [[text] * 11]),
        t7 | {"rows": [everywhere, work(text, text, (text, text), plan=text)]},
        list_content("T8", [[text] * 5]),
    ]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_stays_text_and_is_whole(text):
    content = made(hostile_contents(text), Cover(text, DAYS[0], text, text, MOMENT, 1718, 1788))
    book = opened(content)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= PLAIN
    texts = {cell.value for cell in cells if isinstance(cell.value, str)}
    assert cell_text(text) in texts
    assert data_text(text) in texts
    assert all(len(value.encode("utf-16-le")) <= 2 * MAX_CELL for value in texts if value)
    parts = zipfile.ZipFile(io.BytesIO(content))
    assert not any(b"<f>" in parts.read(name) for name in parts.namelist() if "worksheets" in name)


def test_what_is_cut_is_seen_to_be_cut():
    assert cell_text("長" * 40_000).endswith(CUT)
    assert len(cell_text("長" * 40_000)) == MAX_CELL
    assert cell_text("𠮷" * 20_000).endswith(f"𠮷{CUT}")
    assert cell_text("長" * MAX_CELL) == "長" * MAX_CELL


def test_letters_that_look_like_the_escapes_of_excel_are_escaped():
    assert cell_text("_x0041_") == "_x005F_x0041_"
    assert cell_text("_x41_ snake_case") == "_x41_ snake_case"


def test_data_are_one_line_without_layout():
    assert data_text("　荒川区\n  友好都市　\r\n") == "荒川区 友好都市"
    assert data_text("荒川　一郎") == "荒川　一郎"


def test_the_same_contents_give_the_same_bytes(real, yearly):
    again = made(real[DAYS[1]], cover_of(DAYS[1]))
    assert hashlib.sha256(again).hexdigest() == hashlib.sha256(yearly[DAYS[1]]).hexdigest()


def test_the_properties_tell_the_moment_given(book, yearly):
    properties = book.properties
    assert properties.created == properties.modified == dt.datetime(2026, 11, 28, 0, 30)
    assert (properties.creator, properties.title) == ("特別区長会事務局", "年次統計（2022年度）")
    entries = zipfile.ZipFile(io.BytesIO(yearly[DAYS[1]])).infolist()
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}


def test_no_part_names_the_machine(yearly):
    parts = zipfile.ZipFile(io.BytesIO(yearly[DAYS[1]]))
    for name in parts.namelist():
        assert not re.search(rb"/tmp/|/home/|openpyxl\.", parts.read(name))


def test_a_workbook_that_fails_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    file = io.BytesIO()
    broken = {"table": "T9", "kind": "list", "columns": []}
    with pytest.raises(KeyError):
        write_yearly_workbook(file, [list_content("T8", []), broken], cover_of(DAYS[0]))
    assert file.getvalue() == b""
    assert list(tmp_path.iterdir()) == []


def test_footers_hold_ampersands():
    content = list_content("T8", []) | {"title": "A&B"}
    sheet = opened(made([content], cover_of(DAYS[0])))["T8 印刷用"]
    assert "A&&B" in sheet.oddFooter.left.text
    assert rows_of(sheet)[0][0] == "T8　A&B"

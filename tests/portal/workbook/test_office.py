"""The workbook as LibreOffice opens, prints and saves it."""

import re
import shutil
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

from portal.workbook.data import DICTIONARY
from tests.portal.workbook.conftest import DAYS, cover_of, made, opened, rows_of
from tests.portal.workbook.samples import list_content, work
from tests.portal.workbook.test_hostile import hostile_contents

#: What a spreadsheet shows in place of what it cannot compute.
ERRORS = re.compile(r"#(?:REF|VALUE|NAME|DIV/0|NUM|N/A|NULL)[!?]?|Err:\d+|エラー:")
A4 = (595, 842)
PROGRAMS = {"soffice": "libreoffice-calc-nogui", "pdftotext": "poppler-utils", "pdfinfo": "poppler-utils"}


@dataclass
class Office:
    """What LibreOffice made of a workbook."""

    pages: list[str]
    sizes: list[tuple[int, int]]
    again: openpyxl.Workbook
    parts: dict[str, bytes]

    def pages_of(self, key: str) -> list[str]:
        """The printed pages of a table, by their footers."""
        footer = re.compile(rf"^\s*{key}\s+\S.*現在\s+\d+ / \d+ ページ", re.MULTILINE)
        return [page for page in self.pages if footer.search(page)]


def ran(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, f"{command[0]}：{done.stderr}"
    return done.stdout


def converted(content: bytes, place: Path) -> Office:
    missing = sorted({package for program, package in PROGRAMS.items() if not shutil.which(program)})
    assert not missing, (
        f"LibreOffice などがありません。次を実行してください：apt-get install {' '.join(missing)}"
    )
    (place / "out").mkdir()
    file = place / "yearly.xlsx"
    file.write_bytes(content)
    for kind in ("pdf", "xlsx:Calc MS Excel 2007 XML"):
        ran(
            "soffice", f"-env:UserInstallation={(place / 'profile').as_uri()}", "--headless",
            "--convert-to", kind, "--outdir", str(place / "out"), str(file),
        )  # fmt: skip
    pdf, again = place / "out" / "yearly.pdf", place / "out" / "yearly.xlsx"
    found = ran("pdfinfo", "-f", "1", "-l", "9999", str(pdf))
    sizes = re.findall(r"^Page\s+\d+ size:\s+([\d.]+) x ([\d.]+)", found, re.MULTILINE)
    with zipfile.ZipFile(again) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return Office(
        pages=ran("pdftotext", "-layout", str(pdf), "-").split("\f")[:-1],
        sizes=[(round(float(width)), round(float(height))) for width, height in sizes],
        again=openpyxl.load_workbook(again),
        parts=parts,
    )


@pytest.fixture(scope="module")
def content(real):
    """The real workbook of 2022, with a T7 that goes on for pages and carries hostile text."""
    rows = [
        work(f"P-{number}", "荒川区", ("033669", "岩手県西和賀町"), results="=1+1", plan="雪を運ぶ" * 20)
        for number in range(80)
    ]
    tables = [one if one["table"] != "T7" else list_content("T7", rows) for one in real[DAYS[1]]]
    return made(tables, cover_of(DAYS[1]))


@pytest.fixture(scope="module")
def office(content, tmp_path_factory):
    return converted(content, tmp_path_factory.mktemp("office"))


def test_every_page_is_a4(office):
    assert len(office.sizes) == len(office.pages) > 20
    assert {tuple(sorted(size)) for size in office.sizes} == {A4}


def first_line(page: str) -> str:
    return next(line.strip() for line in page.splitlines() if line.strip())


@pytest.mark.parametrize(
    ("key", "labels"), [("T6", ["団体コード", "都道府県"]), ("T7", ["年度", "事業番号"])]
)
def test_the_header_stands_on_every_page_of_a_long_table(office, key, labels):
    first, *others = office.pages_of(key)
    assert first_line(first).startswith(key)
    assert others
    for page in others:
        assert all(label in "".join(page.strip().splitlines()[:5]) for label in labels)


@pytest.mark.parametrize("key", ["T1", "T2", "T3", "T4", "T5", "T8", "T9"])
def test_other_tables_take_a_page_each_with_their_charts(office, key):
    (page,) = office.pages_of(key)
    assert any(text.strip().startswith(key) for text in page.splitlines())


def test_nothing_is_an_error_or_too_wide_for_its_column(office):
    for page in office.pages:
        assert not ERRORS.search(page)
        assert "###" not in page


def test_what_was_saved_again_is_the_same_without_errors(office, content):
    before = opened(content)
    assert office.again.sheetnames == before.sheetnames
    for sheet in office.again:
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    for name in [name for name in before.sheetnames if name.endswith("データ")] + [DICTIONARY]:
        assert rows_of(office.again[name]) == rows_of(before[name])


def test_charts_are_drawn_from_the_values_of_the_table(office):
    charts = [
        text.decode() for name, text in office.parts.items() if re.fullmatch(r"xl/charts/chart\d+.xml", name)
    ]
    assert len(charts) == 2
    series = "".join(charts)
    for value in (1105, 868, 660, 756, 553):
        assert f"<c:v>{value}</c:v>" in series
    assert all('<c:dispBlanksAs val="gap"/>' in chart for chart in charts)


def test_hostile_text_is_opened_as_text(tmp_path):
    text = '=HYPERLINK("https://example.com","開く")_x0041_&\x00\'<'
    office = converted(made(hostile_contents(text), cover_of(DAYS[0])), tmp_path)
    cells = [cell for sheet in office.again for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    plain = text.replace("\x00", "")
    assert {plain, plain.replace("_x0041_", "_x005F_x0041_")} & {cell.value for cell in cells}
    assert not any(cell.hyperlink for cell in cells)

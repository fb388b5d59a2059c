"""`manage.py export_workbook`."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from portal.management.commands import export_workbook
from tests.portal.workbook.conftest import opened, rows_of, texts_of

ROOT = Path(__file__).resolve().parent.parent.parent.parent


def run(path, *arguments, on="2022-08-01") -> str:
    said = io.StringIO()
    call_command("export_workbook", "--on", on, "-o", str(path), *arguments, stdout=said)
    return said.getvalue()


def test_it_writes_the_workbook_of_a_day(seeded_db, tmp_path):
    path = tmp_path / "年次統計.xlsx"
    assert run(path, on="令和4年8月1日") == f"{path}（{path.stat().st_size:,}バイト）に書き出しました。\n"
    book = opened(path.read_bytes())
    texts = texts_of(book["表紙"])
    assert "特別区全国連携プロジェクト　年次統計（令和4年8月1日（2022年）現在）" in texts
    assert any("市町村 1,718" in text and "全団体 1,788" in text for text in texts)
    assert ["T1", "合計", 868, 868, 0, 1, 0] in rows_of(book["表紙"])
    assert {row[0] for row in rows_of(book["T7 データ"])[1:]} == {2022}
    assert list(tmp_path.iterdir()) == [path]
    assert path.stat().st_mode & 0o777 == 0o666 & ~export_workbook._umask()


def test_t7_over_years(seeded_db, tmp_path):
    run(tmp_path / "a.xlsx", "--years", "2015-2022")
    rows = rows_of(opened((tmp_path / "a.xlsx").read_bytes())["T7 データ"])[1:]
    assert {2015, 2020, 2022} <= {row[0] for row in rows}


def test_the_first_day_of_the_series_has_no_year_before(seeded_db, tmp_path):
    run(tmp_path / "a.xlsx", on="2015-08-01")
    assert "比べる前年の記録はありません。" in texts_of(opened((tmp_path / "a.xlsx").read_bytes())["表紙"])


@pytest.mark.parametrize("day", ["2022-02-30", "きのう", "2015-03-31"])
def test_a_day_that_is_none_is_refused(db, tmp_path, day):
    with pytest.raises(CommandError, match="--on：") as refused:
        run(tmp_path / "a.xlsx", on=day)
    assert refused.value.returncode == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("years", ["2022-2015", "22-23", "2015..2022", ""])
def test_years_that_are_none_are_refused(db, tmp_path, years):
    with pytest.raises(CommandError, match="年度の範囲として読めません"):
        run(tmp_path / "a.xlsx", "--years", years)


def test_places_that_are_none_are_refused(db, tmp_path):
    (tmp_path / "folder.xlsx").mkdir()
    for name, words in (
        ("a.xls", "末尾を「.xlsx」に"),
        ("folder.xlsx", "フォルダーです"),
        ("nowhere/a.xlsx", "がありません"),
    ):
        with pytest.raises(CommandError, match=words):
            run(tmp_path / name)


def test_an_error_leaves_what_was_there(db, tmp_path, monkeypatch):
    def fails(file, tables, cover):
        file.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(export_workbook, "write_yearly_workbook", fails)
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"before")
    with pytest.raises(CommandError, match="No space left on device"):
        run(path)
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_nothing_slow_is_imported_with_the_site():
    """`manage.py check` and every worker would pay for it."""
    script = (
        "import sys, django; django.setup(); import portal.workbook, portal.management.commands.export_workbook;"
        "print([name for name in ('pandas', 'numpy', 'openpyxl', 'xlsxwriter') if name in sys.modules])"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings", "SECRET_KEY": "x"}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"

"""A ward's list leaves as Excel, comes back changed and meets what was changed here meanwhile; what the file wrote is
in the history and goes back by a button."""

import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from municipalities.models import ImportRun, LocalGovernment, Partnership
from tests import factories as f
from tests.e2e.test_admin_pages import ours
from tests.e2e.test_public_pages import AXE, CONTRAST, WIDTHS

LIST = "/admin/municipalities/partnership/"
NEW = {
    "特別区": "荒川区",
    "連携先": "北海道帯広市",
    "種別": "交流協定",
    "開始日": "2026-04-01",
    "根拠": "協定書",
}


@pytest.fixture
def ties(members_site):
    """Two of Arakawa's: the one the file alone changes, and the one that is changed here, too."""
    ward = LocalGovernment.objects.get(name="荒川区")
    made = [
        f.PartnershipFactory(
            ward=ward,
            partner=LocalGovernment.objects.get(name=name, prefecture__name="岩手県"),
            kind="exchange",
            started_on=dt.date(2015, 8, 1),
            evidence=f"{name}の古い根拠",
        )
        for name in ("西和賀町", "北上市")
    ]
    yield made
    Partnership.objects.filter(ward=ward).delete()
    ImportRun.objects.all().delete()


def edited(content: bytes, evidence: dict[int, str]) -> bytes:
    """The file with other evidence of some records, by id, and a new row."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book["連携・交流"]
    header = next(row for row in sheet.iter_rows() if row[0].value == "特別区")
    column = {cell.value: cell.column for cell in header}
    for row in range(header[0].row + 1, sheet.max_row + 1):
        stamp = str(sheet.cell(row, column["版"]).value)
        pk = int(stamp.partition(":")[0])
        if pk in evidence:
            sheet.cell(row, column["根拠"]).value = evidence[pk]
    below = sheet.max_row + 1
    for label, value in NEW.items():
        sheet.cell(below, column[label]).value = value
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def exported(page, site: str) -> bytes:
    page.goto(f"{site}{LIST}")
    page.get_by_role("link", name="書き出す", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Excel（.xlsx）で書き出す").click()
    assert download.value.suggested_filename.startswith("連携・交流_")
    return Path(download.value.path()).read_bytes()


def hand_in(page, site: str, content: bytes) -> None:
    page.goto(f"{site}{LIST}")
    page.get_by_role("link", name="ファイルから取り込む").click()
    expect(page.get_by_role("radio", name="連携・交流：")).to_be_checked()
    file = {"name": "荒川区の連携.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    page.get_by_label("ファイル", exact=True).set_input_files(file)
    page.get_by_role("button", name="読み取る").click()


def of_file(page, outcome: str):
    return page.get_by_role("row").filter(has=page.get_by_role("cell", name=outcome, exact=True))


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_list_goes_out_and_comes_back(page_of, members_site, ties, scripts):
    page, (alone, both) = page_of("arakawa", scripts=scripts), ties
    content = exported(page, members_site)
    Partnership.objects.filter(pk=both.pk).update(evidence="サイトで直した根拠")
    evidence = {alone.pk: "ファイルの根拠", both.pk: "ファイルで直した根拠"}
    hand_in(page, members_site, edited(content, evidence))

    expect(of_file(page, "変更")).to_contain_text("西和賀町の古い根拠 → ファイルの根拠")
    expect(of_file(page, "新規")).to_contain_text("帯広市")
    conflict = of_file(page, "競合")
    expect(conflict).to_contain_text("サイト：サイトで直した根拠 → ファイル：ファイルで直した根拠")
    ticked = [of_file(page, name).get_by_role("checkbox").is_checked() for name in ("変更", "新規", "競合")]
    assert ticked == [True, True, False]
    conflict.get_by_role("checkbox").check()
    # The first of both buttons stands above the rows and takes their ticks along.
    page.get_by_role("button", name="選択を保存して、登録の確認へ").first.click()
    page.get_by_text("競合：1行").wait_for()
    page.get_by_role("button", name="登録する").click()
    page.get_by_text("3行を登録しました。").wait_for()
    alone.refresh_from_db()
    both.refresh_from_db()
    assert (alone.evidence, both.evidence) == ("ファイルの根拠", "ファイルで直した根拠")
    assert Partnership.objects.get(ward=alone.ward, partner__name="帯広市").evidence == "協定書"

    page.goto(f"{members_site}{LIST}{alone.pk}/history/")
    page.get_by_text("取り込み「荒川区の連携.xlsx」").wait_for()
    page.get_by_role("link", name="この項目を前の値に戻す").click()
    expect(page.get_by_role("row", name="戻したあとの値")).to_contain_text("西和賀町の古い根拠")
    page.get_by_role("button", name="前の値に戻す").click()
    page.get_by_text("「根拠」を前の値に戻しました。").wait_for()
    alone.refresh_from_db()
    assert alone.evidence == "西和賀町の古い根拠"


def test_its_pages_are_accessible_and_fit(page_of, members_site, ties):
    page, (alone, both) = page_of("arakawa"), ties
    content = exported(page, members_site)
    Partnership.objects.filter(pk=both.pk).update(evidence="サイトで直した根拠")
    hand_in(page, members_site, edited(content, {alone.pk: "ファイルの根拠", both.pk: "別の根拠"}))
    run = ImportRun.objects.get()
    accessible(page, "run")
    page.goto(f"{members_site}{run.get_absolute_url()}?outcome=conflict")
    accessible(page, "conflicts")
    page.get_by_role("button", name="選択を保存して、登録の確認へ").first.click()
    accessible(page, "confirmation")
    page.get_by_role("button", name="登録する").click()
    page.get_by_text("2行を登録しました。").wait_for()
    accessible(page, "done")
    page.goto(f"{members_site}{LIST}{alone.pk}/history/")
    accessible(page, "history")
    page.get_by_role("link", name="この項目を前の値に戻す").click()
    accessible(page, "revert")
    page.goto(f"{members_site}{LIST}export/")
    accessible(page, "export")
    hand_in(page, members_site, b"PK\x03\x04broken")
    accessible(page, "refused")
    page.goto(f"{members_site}/admin/municipalities/importrun/add/")
    accessible(page, "upload")
    page.locator(".exchange-form").evaluate("form => { form.noValidate = true }")
    page.get_by_role("button", name="読み取る").click()
    page.get_by_text("ファイルを選んでください。").wait_for()
    accessible(page, "upload with faults")
    page.goto(f"{members_site}/admin/municipalities/importrun/")
    accessible(page, "runs")


def accessible(page, name: str) -> None:
    """As it is now, on a phone and at a desk, light and dark."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    for size, viewport in WIDTHS.items():
        page.set_viewport_size(viewport)
        assert ours(page, AXE) == [], f"{name}: {size}"
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= viewport["width"], f"{name}: wider than the screen of a {size}"
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert ours(page, CONTRAST) == [], f"{name}: dark"
    assert page.locator("h1").count() == 1

"""The members' area in the browser, over the sample world: accessible in light and dark, on small screens and paper, by
keyboard, and without JavaScript. Each person signs in once, by the cookie of a session."""

import pytest
from django.urls import resolve

from bulletin.models import Message, Thread
from tests.e2e.test_public_pages import AXE, CONTRAST, WIDTHS, violations
from tests.e2e.test_reach import OVERFLOW, PAPER, SMALLEST
from tests.pages import BOARD, MEMBER_PAGES

#: The first of each type; those below /accounts/ are looked at in test_sign_in.py.
TYPES = {
    resolve(page.address.split("?")[0]).view_name: page
    for page in reversed(MEMBER_PAGES)
    if page.address.startswith("/members/")
}
PAPERS = [
    page for page in MEMBER_PAGES if page.address.endswith(("-0002/record/", "-0001/record/", "/packet/"))
]


@pytest.mark.parametrize("shown", TYPES.values(), ids=TYPES)
def test_a_page_is_accessible_and_fits(page_of, members_site, shown):
    page, wrong = page_of(shown.who), []
    page.on("console", lambda said: said.type in ("error", "warning") and wrong.append(said.text))
    page.on("request", lambda asked: asked.url.startswith(members_site) or wrong.append(asked.url))
    page.emulate_media(media="screen", color_scheme="light", reduced_motion="reduce")
    page.set_viewport_size(WIDTHS["phone"])
    assert page.goto(f"{members_site}{shown.address}").status == 200
    assert violations(page, AXE) == [], "phone, light"
    page.set_viewport_size(SMALLEST)
    assert page.evaluate(OVERFLOW) <= 0, "320 px"
    page.set_viewport_size(WIDTHS["desk"])
    assert page.evaluate(OVERFLOW) <= 0, "desk"
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert violations(page, CONTRAST) == [], "desk, dark"
    assert page.locator("h1").count() == 1
    assert wrong == []


@pytest.mark.parametrize("shown", PAPERS, ids=str)
def test_papers_are_printed_without_what_surrounds_them(page_of, members_site, shown):
    page = page_of(shown.who)
    page.set_viewport_size(PAPER)
    page.goto(f"{members_site}{shown.address}")
    page.emulate_media(media="print")
    assert page.evaluate(OVERFLOW) <= 0
    assert page.locator("h1").is_visible()
    for part in (".rail", ".site-header nav", ".site-footer", "form", ".breadcrumbs", ".button"):
        assert [one for one in page.locator(part).all() if one.is_visible()] == [], part
    page.emulate_media(media="screen")


@pytest.mark.parametrize(
    ("who", "address", "name"),
    [
        ("nishiwaga", f"{BOARD}-0002/1/", "連絡を送る"),
        ("arakawa", "/members/board/new/", "下書きを保存する"),
        ("arakawa", f"{BOARD}-0002/2/moves/pass/", "見送る"),
        ("arakawa", "/members/board/", "新しく投稿する"),
    ],
)
def test_tab_reaches_what_the_page_is_for(page_of, members_site, who, address, name):
    page = page_of(who)
    page.set_viewport_size(WIDTHS["desk"])
    page.goto(f"{members_site}{address}")
    reached = ""
    for _ in range(200):
        page.keyboard.press("Tab")
        reached = page.evaluate("document.activeElement.innerText ?? ''").strip()
        if reached == name:
            break
    assert reached == name
    assert page.locator(":focus").evaluate("e => getComputedStyle(e).outlineStyle") != "none"


def test_without_javascript_forms_refuse_give_back_and_do(page_of, members_site):
    page = page_of("arakawa", scripts=False)
    page.goto(f"{members_site}/members/board/new/")
    page.fill("[name=title]", "文字だけの投稿")
    page.fill("[name=deadline]", "いつか")
    page.check("[name=kind][value=need]")
    page.get_by_role("button", name="下書きを保存する").click()
    assert page.locator("[role=alert]").is_visible()
    assert page.locator("[name=title]").input_value() == "文字だけの投稿"
    assert page.locator("[name=deadline]").input_value() == "いつか"
    page.fill("[name=deadline]", "")
    page.get_by_role("button", name="下書きを保存する").click()
    assert "下書きを保存しました" in page.get_by_role("status").inner_text()
    assert Thread.objects.filter(title="文字だけの投稿", state="draft").count() == 1

    page.goto(f"{members_site}{BOARD}-0002/1/")
    page.fill("#id_text", "会場の図面をお送りします。")
    page.get_by_role("button", name="連絡を送る").click()
    assert "連絡を送りました" in page.get_by_role("status").inner_text()
    page.get_by_text("庁内メモを残す").first.click()
    page.fill("#note_text", "課長に説明済み")
    page.get_by_role("button", name="庁内メモを残す").click()
    assert Message.objects.filter(text="課長に説明済み", is_internal=True).count() == 1

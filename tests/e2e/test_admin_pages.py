"""The admin in the browser, over the sample world: accessible in light and dark, within the screen, by keyboard, and
the reconciliation desk without JavaScript. What Django and Select2 write themselves is theirs."""

import datetime as dt

import pytest

from municipalities.actions.questions import Asked, ask_names
from municipalities.models import NameQuestion, NameVariant, Partnership
from municipalities.names import load_resolver
from projects.models import Project
from tests.e2e.test_public_pages import AXE, CONTRAST, WIDTHS, violations

#: The heads over the notes of a form's rows, and what Select2 makes of a choice of several.
THEIRS = ("th.original", ".original'", ".select2-selection--multiple")
DAY = dt.date(2026, 4, 1)


@pytest.fixture
def pages(members_site):
    """Address of each type of page."""
    resolver = load_resolver()
    asked = [("飯舘町", "福島県"), ("府中市", ""), ("鳴戸町", "徳島県")]
    ask_names(
        asked=[
            Asked(name, place, DAY, f"連携.xlsx {line}行目", name, resolver.resolve(name, place, on=DAY))
            for line, (name, place) in enumerate(asked, start=2)
        ],
        by=None,
    )
    tie, project = Partnership.objects.first().pk, Project.objects.filter(parties__isnull=False).first().pk
    question = NameQuestion.objects.get(written="飯舘町").pk
    return {
        "home": "/admin/",
        "app": "/admin/municipalities/",
        "list": "/admin/municipalities/partnership/?kind__exact=other",
        "form": f"/admin/municipalities/partnership/{tie}/change/",
        "form with rows": f"/admin/projects/project/{project}/change/",
        "history": f"/admin/municipalities/partnership/{tie}/history/",
        "delete": f"/admin/municipalities/partnership/{tie}/delete/",
        "desk": "/admin/municipalities/namequestion/",
        "name": f"/admin/municipalities/namequestion/{question}/change/",
    }


def ours(page, options) -> list[str]:
    return [one for one in violations(page, options) if not any(mark in one for mark in THEIRS)]


@pytest.mark.parametrize(
    "shown", ["home", "app", "list", "form", "form with rows", "history", "delete", "desk", "name"]
)
def test_a_page_is_accessible_and_fits(page_of, members_site, pages, shown):
    page, foreign = page_of("jimukyoku"), []
    page.on(
        "request", lambda asked: asked.url.startswith((members_site, "data:")) or foreign.append(asked.url)
    )
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.set_viewport_size(WIDTHS["phone"])
    assert page.goto(f"{members_site}{pages[shown]}").status == 200
    page.wait_for_load_state("networkidle")
    assert ours(page, AXE) == [], "phone, light"
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS["phone"]["width"]
    page.set_viewport_size(WIDTHS["desk"])
    assert ours(page, AXE) == [], "desk, light"
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS["desk"]["width"]
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert ours(page, CONTRAST) == [], "desk, dark"
    assert page.locator("h1").count() == 1
    assert foreign == []


def test_the_first_tab_leads_past_the_navigation(page_of, members_site):
    page = page_of("jimukyoku")
    page.goto(f"{members_site}/admin/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#content-start"
    assert page.locator(":focus").evaluate("e => getComputedStyle(e).outlineStyle") != "none"


def test_names_are_decided_by_keyboard_one_after_the_other(page_of, members_site, pages):
    page = page_of("jimukyoku")
    page.goto(f"{members_site}{pages['name']}")
    heading = page.locator("h2.desk-name")
    assert heading.inner_text() == "飯舘町"
    assert heading.evaluate("e => e === document.activeElement")
    page.get_by_role("button", name="福島県飯舘村に決める").focus()
    page.keyboard.press("Enter")
    page.get_by_text("「福島県 飯舘町」を「福島県飯舘村」と判断しました。").wait_for()
    following = page.locator("h2.desk-name")
    assert following.inner_text() != "飯舘町"
    assert following.evaluate("e => e === document.activeElement")


def test_the_desk_works_without_javascript(page_of, members_site, pages):
    page = page_of("jimukyoku", scripts=False)
    question = NameQuestion.objects.get(written="鳴戸町")
    page.goto(f"{members_site}{question.get_absolute_url()}")
    page.locator("[name=other_written]").fill("徳島県鳴門市")
    page.locator("[name=reason]").fill("鳴門市の誤り")
    page.get_by_role("button", name="ほかの団体に決める").click()
    page.get_by_text("「徳島県 鳴戸町」を「徳島県鳴門市」と判断しました。").wait_for()
    assert NameVariant.objects.get(written="鳴戸町").reason == "鳴門市の誤り"
    page.goto(f"{members_site}{question.get_absolute_url()}")
    page.get_by_role("button", name="判断を取り消す").click()
    page.get_by_text("「徳島県 鳴戸町」の判断を取り消しました。").wait_for()


def test_a_condition_is_kept_under_a_name(page_of, members_site, pages):
    page = page_of("arakawa")
    page.goto(f"{members_site}/admin/municipalities/partnership/?kind__exact=sister")
    page.get_by_label("この条件の名前").fill("姉妹都市だけ")
    page.get_by_role("button", name="この条件を保存").click()
    page.get_by_text("条件「姉妹都市だけ」を保存しました。").wait_for()
    assert page.url.endswith("/admin/municipalities/partnership/?kind__exact=sister")
    page.goto(f"{members_site}/admin/municipalities/partnership/")
    page.get_by_role("link", name="姉妹都市だけ").click()
    assert page.url.endswith("?kind__exact=sister")
    page.get_by_role("button", name="条件「姉妹都市だけ」を削除").click()
    page.get_by_text("条件「姉妹都市だけ」を削除しました。").wait_for()

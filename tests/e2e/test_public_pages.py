"""Every public page, small and large, light and dark: accessible, quiet, and asking nobody else."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.pages import PAGES

WIDTHS = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1280, "height": 900}}
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
#: What alone depends on the colours.
CONTRAST = AXE | {"runOnly": ["color-contrast"]}


def violations(page, options=AXE) -> list[str]:
    """What axe finds, a line each: rule and the element."""
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found for node in rule["nodes"]
    ]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_accessible_and_quiet(page, site, address):
    page.goto(f"{site}{address}")
    page.wait_for_load_state("networkidle")
    for scheme, options in (("light", AXE), ("dark", CONTRAST)):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for size, viewport in WIDTHS.items():
            page.set_viewport_size(viewport)
            assert violations(page, options) == [], f"{size}, {scheme}"
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= viewport["width"], f"{size}: wider than the screen"
    assert page.wrong == []
    assert page.title().endswith("｜特別区全国連携プロジェクト")
    assert page.locator("h1").count() == 1


def test_the_first_tab_leads_past_the_navigation(page, site):
    page.goto(site)
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "本文へ移動"
    assert skip.is_visible()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_every_link_of_the_home_page_leads_somewhere(page, site):
    page.goto(site)
    addresses = page.eval_on_selector_all(
        "a[href]", "links => links.map(link => new URL(link.getAttribute('href'), location).href)"
    )
    assert addresses
    for address in sorted({address.split("#")[0] for address in addresses}):
        assert address.startswith(site)
        assert page.request.get(address).status == 200, address


def test_an_address_that_is_none_answers_with_a_helpful_page(page, site):
    answer = page.goto(f"{site}/municipalities/999999/")
    assert answer.status == 404
    assert page.locator("h1").count() == 1
    assert violations(page) == []


def test_the_sign_in_page_of_the_admin_is_quiet(page, site):
    page.goto(f"{site}/admin/login/")
    assert page.wrong == []

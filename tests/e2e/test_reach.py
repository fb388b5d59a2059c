"""Every page type reached by all: small screens, large letters, paper, keyboard, no JavaScript, slow lines."""

import gzip

import pytest

from tests.pages import PAGES

#: 320 px are what remains of a screen of 1280 px enlarged to 400 %.
SMALLEST = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}
#: The width between the margins of A4, in CSS pixels.
PAPER = {"width": 671, "height": 970}
MOST_BYTES, MOST_REQUESTS = 120_000, 12

OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
#: What Tab must reach: rendered, enabled, not taken out of the order. Radio buttons of a group are one stop.
STOPS = """() => {
  const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')];
  const groups = new Set();
  return all.filter(e => {
    if (e.disabled || e.type === 'hidden' || e.tabIndex < 0) return false;
    if (!e.checkVisibility({visibilityProperty: true})) return false;
    if (e.type !== 'radio') return true;
    if (groups.has(e.name)) return false;
    groups.add(e.name);
    return true;
  }).length;
}"""
#: Where the focus is: a mark of its own for each stop, and whether an outline shows it on the screen.
FOCUS = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const first = !e.dataset.reached;
  e.dataset.reached = 'yes';
  const style = getComputedStyle(e), box = e.getBoundingClientRect();
  // A tile of a map is drawn around: it has no box of its own.
  const drawn = e.matches('svg a') && parseFloat(getComputedStyle(e.querySelector('rect')).strokeWidth) >= 4;
  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  return {
    first,
    name: e.outerHTML.slice(0, 120),
    seen: (outlined || drawn) && box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
  };
}"""


@pytest.fixture(scope="session")
def large_letters(launch_browser, browser_type_launch_args):
    """A browser of somebody who set letters to twice their size."""
    browser = launch_browser(args=[*browser_type_launch_args["args"], "--blink-settings=defaultFontSize=32"])
    yield browser
    browser.close()


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_light_and_fits_small_screens_and_paper(page, site, address):
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.set_viewport_size(SMALLEST)
    page.goto(f"{site}{address}", wait_until="networkidle")
    assert page.evaluate(OVERFLOW) <= 0, "320 px"
    assert_light(answers)

    page.emulate_media(forced_colors="active")
    assert page.evaluate(OVERFLOW) <= 0, "forced colours"
    assert page.locator("h1").is_visible()

    page.set_viewport_size(PAPER)
    page.emulate_media(media="print", forced_colors="none")
    assert page.evaluate(OVERFLOW) <= 0, "print"
    assert page.locator("h1").is_visible()
    assert page.wrong == []


def assert_light(answers):
    """On a first visit, texts as a server sends them: compressed."""
    texts = [
        answer for answer in answers if answer.request.resource_type in ("document", "stylesheet", "script")
    ]
    weights = {answer.url: len(gzip.compress(answer.body(), 6)) for answer in texts}
    assert len(answers) <= MOST_REQUESTS, [answer.url for answer in answers]
    assert sum(weights.values()) <= MOST_BYTES, weights


@pytest.mark.parametrize("address", PAGES)
def test_a_page_fits_letters_of_twice_the_size(site, large_letters, address):
    page = large_letters.new_page(viewport=DESK)
    page.goto(f"{site}{address}")
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    assert page.evaluate(OVERFLOW) <= 0
    page.close()


@pytest.mark.parametrize("address", PAGES)
def test_everything_is_reached_by_keyboard_and_seen_there(page, site, address):
    page.set_viewport_size(DESK)
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{site}{address}")
    expected = page.evaluate(STOPS)
    reached, unseen = 0, []
    for _ in range(expected + 5):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus is None or not focus["first"]:
            break
        reached += 1
        if not focus["seen"]:
            unseen.append(focus["name"])
    assert unseen == []
    assert reached == expected


def test_without_javascript_the_site_is_walked_through(browser, site):
    context = browser.new_context(java_script_enabled=False, viewport=DESK)
    page = context.new_page()
    for address in PAGES:
        assert page.goto(f"{site}{address}").status == 200, address

    page.goto(site)
    page.get_by_role("main").get_by_role("searchbox").fill("雪")
    page.get_by_role("main").get_by_role("button", name="検索").click()
    page.get_by_role("link", name="雪の活用").first.click()
    assert page.url.endswith("/projects/P-2015-0001/")
    page.get_by_role("main").get_by_role("link", name="西和賀町").first.click()
    assert page.url.endswith("/municipalities/033669/")
    page.go_back()
    page.get_by_role("main").get_by_role("link", name="荒川区").first.click()
    assert page.url.endswith("/wards/131181/")
    context.close()


def test_the_contact_form_is_sent_by_keyboard_alone(page, site, monkeypatch):
    monkeypatch.setattr("common.guard.QUICKEST", 0)
    page.goto(f"{site}/contact/?about=/projects/P-2015-0001/")
    page.get_by_label("件名").focus()
    page.keyboard.type("参加区について")
    page.keyboard.press("Enter")
    # What is missing is told at the top, with links to the fields.
    page.get_by_role("alert").get_by_role("link", name="本文：").press("Enter")
    assert page.evaluate("document.activeElement.name") == "body"
    page.keyboard.type("品川区も参加しています。")
    page.get_by_label("掲載内容の誤り").press("Space")
    page.get_by_role("button", name="内容を確認する").press("Enter")
    assert "まだ送信していません" in page.get_by_role("main").inner_text()
    assert "/projects/P-2015-0001/" in page.get_by_role("main").inner_text()
    page.get_by_role("button", name="修正する").press("Enter")
    assert page.get_by_label("件名").input_value() == "参加区について"
    assert page.wrong == []

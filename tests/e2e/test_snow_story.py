"""The snow story as people live it, each in a browser of their own: a town posts, three wards answer, all settle, and
one project with five parties stands on the public pages."""

import re

import pytest

from accounts.models import OutgoingMail, User
from bulletin.models import Thread
from bulletin.models.board.states import ThreadState
from common.dates import today
from municipalities.models import LocalGovernment, Membership
from projects.models import Project
from tests.conftest import office_of
from tests.e2e.test_public_pages import WIDTHS, violations
from tests.factories.accounts import PASSWORD

TOWNS = {"033669": "西和賀町", "032069": "北上市"}
WARDS = {"131181": "荒川区", "131083": "江東区", "131091": "品川区"}
TITLE = "雪の提供：区のお祭りに雪を運びます"


class Actor:
    """Somebody at a browser of their own."""

    def __init__(self, browser, site: str, email: str):
        self.site = site
        self.page = browser.new_context(locale="ja-JP", viewport=WIDTHS["desk"]).new_page()
        self.page.goto(f"{site}/members/")
        self.page.fill("[name=login]", email)
        self.page.fill("[name=password]", PASSWORD)
        self.page.locator("form.account-form button").first.click()
        self.page.wait_for_url("**/members/")

    def visit(self, path: str) -> "Actor":
        self.page.goto(f"{self.site}{path}")
        return self

    def follow(self, name: str) -> "Actor":
        self.page.get_by_role("link", name=name, exact=True).first.click()
        return self

    def press(self, name: str) -> "Actor":
        self.page.get_by_role("button", name=name, exact=True).click()
        return self

    def fill(self, **typed: str) -> "Actor":
        for name, value in typed.items():
            self.page.fill(f"[name={name}]", value)
        return self

    def choose(self, name: str, value: str) -> "Actor":
        self.page.check(f"[name={name}][value={value}]")
        return self

    def do(self, move: str, **typed: str) -> "Actor":
        """Follow the button of a move to its page, fill in what it asks, and do it."""
        self.follow(move).fill(**typed).press(move)
        self.page.get_by_role("status").wait_for()
        return self

    def text(self) -> str:
        return self.page.locator("main").inner_text()

    def assert_accessible(self) -> None:
        for size, viewport in WIDTHS.items():
            self.page.set_viewport_size(viewport)
            assert violations(self.page) == [], f"{self.page.url} {size}"
            width = self.page.evaluate("document.documentElement.scrollWidth")
            assert width <= viewport["width"], f"{self.page.url} {size}"
        self.page.set_viewport_size(WIDTHS["desk"])


def body(code: str) -> LocalGovernment:
    return LocalGovernment.objects.on(today()).get(code=code)


@pytest.fixture
def people(own_site):
    """Who acts: code of the body, or "secretariat" → mail address."""
    emails = {}
    for code in (*TOWNS, *WARDS):
        person = User.objects.create_vouched_user(f"{code}@example.jp", PASSWORD, name=f"担当 {code}")
        office_of(body(code), "企画課", person)
        if code in TOWNS:
            Membership.objects.create(body=body(code), registered_on=today(), confirmed_on=today())
        emails[code] = person.email
    person = User.objects.create_vouched_user("jimukyoku@example.jp", PASSWORD, name="事務局 花子")
    office_of(None, "連携推進課", person)
    return emails | {"secretariat": person.email}


def test_the_snow_story(browser, own_site, people):
    def at_desk(who: str) -> Actor:
        return Actor(browser, own_site, people[who])

    town, jimukyoku = at_desk("033669"), at_desk("secretariat")
    town.follow("掲示板").follow("新しく投稿する")
    town.choose("kind", "offer").choose("audience", "wards").fill(
        title=TITLE,
        body="区のこども祭に、**雪**を運びます。",
        season="1月から2月まで",
        quantity="200",
        unit="トン",
        slots="3",
        cost="輸送費は受け入れ側",
        deadline=f"{today().year + 1}-03-31",
        partners="岩手県北上市",
    )
    town.page.select_option("[name=field]", "exchange")
    town.assert_accessible()
    town.press("下書きを保存する")
    assert TITLE in town.text()
    town.assert_accessible()
    town.do("事務局の確認に出す")
    thread = Thread.objects.get()

    jimukyoku.visit("/members/").follow("事務局確認：投稿の内容を確かめる").do("受付を認める")
    partner = at_desk("032069").visit("/members/")
    partner.follow("共同で参加することを確認する").follow("共同での投稿を確認する").press(
        "参加することを確認する"
    )

    for code, name in WARDS.items():
        ward = at_desk(code).visit("/members/board/").follow(TITLE).follow("回答する")
        ward.fill(text=f"{name}のこども祭で使いたいです。", brings="会場と広報").press("下書きを保存する")
        ward.do("回答を提出する")
        town.visit("/members/").follow("届いた回答の検討を始める").do("照会する", reason="会場はどこですか。")
        ward.visit("/members/").follow("照会に答える").do("照会に答える", reason="区民ひろばです。")
        town.visit("/members/").follow("回答を検討し、協議に進むか見送るか決める").do("協議に進む")
        town.fill(text="輸送の方法を相談させてください。").press("連絡を送る")
        ward.visit("/members/").follow("相手方の連絡に返事をする")
        ward.fill(text="10トン車2台を手配します。").press("連絡を送る")
        town.visit("/members/").follow("相手方の連絡に返事をする").follow("合意案を示す")
        town.fill(
            what="雪200トンを運び、こども祭で雪遊びの場を開く。",
            who="町は雪、区は会場。",
            payment="輸送費は区が負担する。",
            schedule="2月の第2土曜日。",
        )
        town.press("合意案を示す")
        town.follow("合意案を確認する").press("この版を確認する")
        ward.visit("/members/").follow("合意案を読み、確認するか改める").follow("合意案を確認する")
        ward.press("この版を確認する")
        assert "成立" in ward.text()
        ward.assert_accessible()
        ward.page.context.close()

    thread.refresh_from_db()
    assert thread.state == ThreadState.SETTLED
    project = Project.objects.get(thread=thread)
    assert {party.body.name for party in project.parties.all()} == {*TOWNS.values(), *WARDS.values()}
    town.visit(f"{thread.get_absolute_url()}record/").assert_accessible()
    record = town.text()
    told = ("受付を始めました", "会場はどこですか", "10トン車2台", "双方の確認がそろい", "枠に達し")
    places = [record.index(word) for word in told]
    assert places == sorted(places)

    # What only the secretariat does afterwards, in the admin: it reads the text, and publishes.
    Project.objects.filter(pk=project.pk).update(state="published", published_on=today())
    visitor = browser.new_context(locale="ja-JP").new_page()
    for code in TOWNS:
        visitor.goto(f"{own_site}/municipalities/{code}/")
        assert TITLE in visitor.locator("main").inner_text(), code
    for code in WARDS:
        visitor.goto(f"{own_site}/wards/{code}/")
        assert TITLE in visitor.locator("main").inner_text(), code
    visitor.goto(f"{own_site}/projects/?q=雪を運びます")
    assert re.search(r"1\s*件", visitor.locator("#results").inner_text())
    assert OutgoingMail.objects.filter(to=people["131181"], subject__contains=thread.number).exists()

"""A body answers a survey with the code of its letter: on a phone, without scripts, and while it is cut off."""

import pytest
from playwright.sync_api import expect

from surveys.models import Answer, AnswerVersion, Survey, SurveyTarget
from tests.e2e.test_public_pages import violations

PHONE = {"width": 360, "height": 740}
#: A body for each story: what one writes is in no other's way.
BODIES = {"phone": "336068", "plain": "336238", "lost": "336220"}


@pytest.fixture
def target(members_site):
    def of(story: str) -> SurveyTarget:
        survey = Survey.objects.get(title__contains="意向調査")
        return SurveyTarget.objects.with_body().get(survey=survey, body__code=BODIES[story])

    return of


@pytest.fixture
def phone(browser, members_site):
    """A page of a phone, with or without scripts; what goes wrong in it is told at the end."""
    contexts = []

    def page(*, scripts: bool = True):
        context = browser.new_context(locale="ja-JP", viewport=PHONE, java_script_enabled=scripts)
        contexts.append(context)
        return context.new_page()

    yield page
    for context in contexts:
        context.close()


def enter(page, site: str, target: SurveyTarget) -> None:
    page.goto(f"{site}{target.get_absolute_url()}")
    page.get_by_label("回答コード").fill(target.typed_code.lower())
    page.get_by_role("button", name="回答の画面を開く").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("意向調査")


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def is_clean(page) -> None:
    """For a screen reader: axe finds nothing."""
    assert violations(page) == []


def test_on_a_phone(phone, members_site, target):
    asked = target("phone")
    page = phone()
    page.goto(f"{members_site}{asked.get_absolute_url()}")
    assert fits(page)
    is_clean(page)
    enter(page, members_site, asked)
    assert fits(page)
    is_clean(page)
    # What nobody is asked yet does not show.
    expect(page.get_by_text("どのような連携が考えられますか")).to_be_hidden()
    page.get_by_role("button", name="内容を確かめて提出へ進む").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("必ず答えてください")
    is_clean(page)
    assert fits(page)
    # The error stands at its question, and is read out with it.
    group = page.get_by_role("group", name="特別区との連携に関心がありますか")
    described = group.get_attribute("aria-describedby").split()
    assert any("必ず答えてください" in page.locator(f"#{one}").inner_text() for one in described)
    page.get_by_role("radio", name="とても関心がある").check()
    text = page.get_by_label("どのような連携が考えられますか")
    text.fill("雪を運びたい")
    expect(page.locator("[data-status]")).to_contain_text("に保存しました")
    page.get_by_label("担当課").fill("企画課")
    page.get_by_label("担当者").fill("鏡野 花子")
    page.get_by_role("button", name="内容を確かめて提出へ進む").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("回答を提出する")
    is_clean(page)
    page.get_by_role("button", name="岡山県鏡野町の回答として提出する").click()
    expect(page.get_by_text("回答は提出済みです")).to_be_visible()
    is_clean(page)
    assert fits(page)
    assert "雪を運びたい" in AnswerVersion.objects.get(target=asked).content.values()


def test_without_scripts(phone, members_site, target):
    asked = target("plain")
    page = phone(scripts=False)
    enter(page, members_site, asked)
    # All questions show, each with whom it is for.
    expect(
        page.get_by_text("問1で「とても関心がある」、「関心がある」のどれかを選んだ場合だけ").first
    ).to_be_visible()
    page.get_by_role("radio", name="あまり関心がない").check()
    page.get_by_label("担当課").fill("企画課")
    page.get_by_role("button", name="途中で保存する").click()
    expect(page.get_by_text("まだ提出していません")).to_be_visible()
    page.get_by_label("担当者").fill("奈義 次郎")
    page.get_by_role("button", name="内容を確かめて提出へ進む").click()
    page.get_by_role("button", name="の回答として提出する").click()
    expect(page.get_by_text("回答は提出済みです")).to_be_visible()
    assert AnswerVersion.objects.filter(target=asked).count() == 1


def test_a_lost_connection_loses_no_more_than_the_last_sentence(phone, members_site, target):
    asked = target("lost")
    page = phone()
    enter(page, members_site, asked)
    text = page.get_by_label("提供できること")
    text.fill("最初の文。")
    status = page.locator("[data-status]")
    expect(status).to_contain_text("に保存しました")
    page.context.set_offline(True)
    text.fill("最初の文。次の文。")
    expect(status).to_contain_text("接続できないため、保存を待っています")
    # Until here it is with us; the rest stands in the page, and goes as soon as it can.
    [kept] = [texts for texts in Answer.objects.get(target=asked).typed.values() if texts == ["最初の文。"]]
    assert kept
    page.context.set_offline(False)
    expect(status).to_contain_text("に保存しました")
    assert ["最初の文。次の文。"] in Answer.objects.get(target=asked).typed.values()
    # At another machine it goes on.
    other = phone()
    enter(other, members_site, asked)
    expect(other.get_by_label("提供できること")).to_have_value("最初の文。次の文。")

import re

import pytest
from django.urls import reverse

from common.search import records
from portal.search.results import FEW, PAGE
from tests import factories as f
from tests.pages import hostile, statements, text_of
from tests.portal.search.test_results import MADE

pytestmark = pytest.mark.django_db

SEARCH = reverse("portal:search")


def test_before_anything_is_asked_it_tells_how_to_ask(client):
    text = text_of(client.get(SEARCH))
    assert 'type="search" name="q"' in text
    assert f'href="{SEARCH}?q=' in text
    assert "検索結果" not in text


@pytest.mark.parametrize("nothing", ["", "　 ", "\u202e", "\u200b"])
def test_nothing_that_can_be_looked_for_is_nothing_asked(client, nothing):
    assert "探し方" in text_of(client.get(SEARCH, {"q": nothing}))


def test_the_number_of_hits_stands_in_a_heading_and_each_group_has_one(client):
    f.ProjectFactory(title="雪国の事業")
    f.NoticeFactory(title="雪国の知らせ")
    text = text_of(client.get(SEARCH, {"q": "雪国"}))
    assert "「雪国」の検索結果　2件</h2>" in text
    assert re.findall(r'<h3 id="found-(\w+)">', text) == ["projects", "notices"]
    assert "<title>「雪国」の検索結果" in text
    assert 'value="雪国"' in text


def test_a_group_shows_some_and_leads_to_all(client):
    f.ProjectFactory.create_batch(FEW + 1, title="雪国の事業")
    text = text_of(client.get(SEARCH, {"q": "雪国"}))
    assert text.count("<mark>雪国</mark>の事業") == FEW
    assert f'href="{SEARCH}?q=%E9%9B%AA%E5%9B%BD&amp;kind=projects"' in text
    assert f'href="{reverse("projects:list")}?q=%E9%9B%AA%E5%9B%BD"' in text


def test_one_kind_is_leafed_through(client):
    f.ProjectFactory.create_batch(PAGE + 1, title="雪国の事業")
    f.NoticeFactory(title="雪国の知らせ")
    asked = {"q": "雪国", "kind": "projects"}
    text = text_of(client.get(SEARCH, asked))
    assert text.count("<mark>雪国</mark>の事業") == PAGE
    assert "雪国の知らせ" not in text.replace("<mark>", "").replace("</mark>", "")
    assert "kind=projects&amp;page=2" in text
    assert text_of(client.get(SEARCH, asked | {"page": 2})).count("<mark>雪国</mark>の事業") == 1
    for nowhere in ("99", "0", "x", "-1"):
        assert "<mark>雪国</mark>の事業" in text_of(client.get(SEARCH, asked | {"page": nowhere}))


def test_a_kind_without_hits_leads_back_to_all(client):
    f.NoticeFactory(title="雪国の知らせ")
    text = text_of(client.get(SEARCH, {"q": "雪国", "kind": "surveys"}))
    assert "この種類では見つかりませんでした" in text
    assert 'aria-current="true">アンケート' in text


def test_no_hit_says_how_to_widen(client):
    f.LocalGovernmentFactory(name="西和賀町")
    text = text_of(client.get(SEARCH, {"q": "西和質町"}))
    assert "「西和質町」に一致するものは見つかりませんでした" in text
    assert "見つからないときは" in text
    assert '?q=%E8%A5%BF%E5%92%8C%E8%B3%80%E7%94%BA">西和賀町</a>」' in text


def test_five_digits_are_hinted_at(client):
    f.LocalGovernmentFactory(
        code="033669", name="西和賀町", prefecture=f.PrefectureFactory(code="030007", name="岩手県")
    )
    text = text_of(client.get(SEARCH, {"q": "33669"}))
    assert "先頭の0が落ちたもの" in text
    assert 'href="/municipalities/033669/"' in text


@hostile
@pytest.mark.parametrize("field", ["q", "kind", "page"])
def test_hostile_text_changes_nothing(client, value, field):
    f.NoticeFactory(title="雪国の知らせ", body="<script>alert(1)</script>")
    text = text_of(client.get(SEARCH, {"q": "雪国", "kind": "notices"} | {field: value}))
    assert "<script>alert" not in text


def test_what_was_found_is_shown_as_text(client):
    f.NoticeFactory(title="<b>雪国</b>", body='"><script>alert(1)</script>')
    for asked in ("雪国", "<b>", "script", '"', "&"):
        text = text_of(client.get(SEARCH, {"q": asked}))
        assert "<b>" not in text
        assert "<script>alert" not in text
    assert "&lt;b&gt;<mark>雪国</mark>&lt;/b&gt;" in text_of(client.get(SEARCH, {"q": "雪国"}))


def test_what_is_too_long_is_told_and_kept(client):
    text = text_of(client.get(SEARCH, {"q": "雪" * 101}))
    assert "検索する言葉は100文字以内で入力してください。" in text
    assert "雪" * 101 in text


def test_it_is_only_read(client):
    assert client.post(SEARCH).status_code == 405


@pytest.mark.parametrize("kind", MADE)
def test_a_kind_takes_two_statements_for_one_and_for_thirty(client, kind):
    """All kinds are asked at once; of each that has something to show it is read."""
    MADE[kind]()
    client.get(SEARCH, {"q": "雪国"})
    for asked in ({"q": "雪国"}, {"q": "雪国", "kind": kind}):
        assert (
            statements(client, f"{SEARCH}?{'&'.join(f'{key}={value}' for key, value in asked.items())}") == 2
        )


def test_all_kinds_take_ten_statements_for_one_and_for_thirty(client):
    for size in (1, 29):
        for number in range(size):
            f.LocalGovernmentFactory(name=f"雪国{number}町")
            f.NameVariantFactory(written=f"雪国{size}{number}村")
            f.ProjectPartyFactory(project__title="雪国の事業")
            f.EventFactory(title="雪国の催し")
            f.TopicFactory(title="雪国の話題")
            f.NoticeFactory(title="雪国の知らせ")
            f.InitiativeFactory(agreement__title="雪国の協定", agreement__association__kind="towns")
            f.PublicationFactory(title="雪国の書")
            f.SurveyOpinionFactory(survey__title="雪国の調査")
        f.WardFactory(name="雪国区")
        client.get(SEARCH, {"q": "雪国"})
        assert statements(client, f"{SEARCH}?q=雪国") == 10


def test_more_than_can_be_leafed_through_takes_one_statement_more(client, monkeypatch):
    monkeypatch.setattr("common.search.shelves.MOST", 5)
    f.ProjectFactory.create_batch(8, title="雪国の事業")
    client.get(SEARCH, {"q": "雪国"})
    assert statements(client, f"{SEARCH}?q=雪国") == 3


def test_where_texts_cannot_be_made_it_answers_and_is_not_kept(client, read_only):
    f.ProjectFactory(title="雪国の事業")
    client.get(SEARCH, {"q": "雪国"})
    f.ProjectFactory(title="雪国のもう一つの事業")
    read_only()
    response = client.get(SEARCH, {"q": "雪国"})
    assert "1件" in text_of(response)
    assert "no-store" in response.headers["Cache-Control"]


def test_texts_are_made_at_the_first_search(client):
    f.ProjectFactory.create_batch(3, title="雪国の事業")
    assert "検索結果　3件" in text_of(client.get(SEARCH, {"q": "雪国"}))
    assert "Cache-Control" not in client.get(SEARCH, {"q": "雪国"}).headers
    assert records.BATCH > 3

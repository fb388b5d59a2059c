"""The home page."""

import datetime as dt

import pytest
from django.urls import reverse

from common.dates import fiscal_year, today
from municipalities.models import Partnership
from portal.views.home import told
from tests.factories import (
    AgreementFactory,
    EventFactory,
    LocalGovernmentFactory,
    NoticeFactory,
    PartnershipFactory,
    ProjectFactory,
    ProjectPartyFactory,
    ProjectYearFactory,
    PublicationFactory,
    TopicFactory,
)

STORY = "遠い町の雪が、区のこども祭に届くまで"


@pytest.fixture
def home(visitor, db):
    return lambda: visitor.get(reverse("portal:home"))


def test_without_any_record_each_part_says_so(home, no_foreign_hosts):
    response = home()
    assert response.status_code == 200
    assert "掲載している連携事業はまだありません" in response.text
    assert "協定と刊行物の記録はまだありません" in response.text
    assert "特別区の記録はまだ登録されていません" in response.text
    assert STORY not in response.text
    no_foreign_hosts(response)


def test_the_map_counts_linked_bodies_by_prefecture_and_ward(home, arakawa, nishiwaga):
    PartnershipFactory(ward=arakawa, partner=nishiwaga, started_on=dt.date(2015, 2, 16))
    PartnershipFactory(
        ward=arakawa,
        partner=nishiwaga,
        kind=Partnership.Kind.SISTER,
        started_on=dt.date(2016, 4, 1),
    )
    context = told(today())
    assert context["linked"][0] == 1
    assert {tile["name"]: tile["value"] for tile in context["map"]["tiles"]}["岩手県"] == 1
    assert [(tile["name"], tile["value"]) for tile in context["map"]["wards"]] == [("荒川区", 1)]


def test_an_ended_tie_is_not_counted(home, arakawa, nishiwaga):
    PartnershipFactory(
        ward=arakawa, partner=nishiwaga, started_on=dt.date(2015, 2, 16), ended_on=dt.date(2016, 4, 1)
    )
    context = told(today())
    assert context["linked"][0] == 0
    assert context["map"]["wards"][0]["value"] is None


def test_a_card_shows_both_ends_of_the_thread(home, arakawa, nishiwaga):
    project = ProjectFactory(title="雪の学校")
    ProjectPartyFactory(project=project, body=arakawa)
    ProjectPartyFactory(project=project, body=nishiwaga)
    page = home().text
    assert "<span>荒川区</span>" in page
    assert "<span>岩手県西和賀町</span>" in page
    assert "card-alive" not in page


def test_a_project_of_this_fiscal_year_is_alive(home):
    ProjectYearFactory(fiscal_year=fiscal_year(today()))
    assert "card-alive" in home().text


def test_a_draft_is_not_shown(home):
    ProjectFactory(title="秘密の事業", state="draft", published_on=None)
    response = home()
    assert "秘密の事業" not in response.text
    assert told(today())["published"] == 0


def test_the_story_is_told_while_its_project_is_published(home):
    project = ProjectFactory(number="P-2015-0001", title="雪の活用")
    assert STORY in home().text
    project.state = "draft"
    project.save()
    assert STORY not in home().text


def test_the_newest_agreements_and_publications_come_first(home):
    AgreementFactory(title="古い協定", signed_on=dt.date(2016, 4, 26))
    PublicationFactory(title="新しい方針", slug="hoshin", issued_on=dt.date(2022, 12, 1))
    PublicationFactory(title="まだの方針", issued_on=dt.date(2023, 12, 1), state="draft")
    PublicationFactory(title="先の方針", published_on=today() + dt.timedelta(days=1))
    response = home()
    assert [entry["title"] for entry in told(today())["news"]] == ["新しい方針", "古い協定"]
    assert 'href="/publications/hoshin/"' in response.text


def test_search_leads_through_everything(home):
    page = home().text
    assert f'<form class="search" action="{reverse("portal:search")}" method="get"' in page
    assert 'name="q"' in page


def test_what_is_new_and_what_comes_next(home):
    TopicFactory(title="新しい話題", sender__name="話題町")
    TopicFactory(title="終わった話題", expires_on=dt.date(2020, 5, 1))
    NoticeFactory(title="ふつうの知らせ")
    NoticeFactory(title="急ぎの知らせ", is_urgent=True)
    EventFactory(
        title="来年の市", starts_on=today() + dt.timedelta(days=365), fiscal_year=2030, status="planned"
    )
    EventFactory(title="昔の市")
    page = home().text
    for shown in ("新しい話題", "話題町", "ふつうの知らせ", "急ぎの知らせ", "来年の市"):
        assert shown in page
    assert page.index("急ぎの知らせ") < page.index("<h1>") < page.index("ふつうの知らせ")
    for hidden in ("終わった話題", "昔の市"):
        assert hidden not in page


def test_what_is_not_public_is_not_on_it(home):
    TopicFactory(title="秘密の話題", state="draft")
    NoticeFactory(title="先の知らせ", published_on=today() + dt.timedelta(days=1), is_urgent=True)
    EventFactory(
        title="秘密の市",
        starts_on=today() + dt.timedelta(days=9),
        fiscal_year=2030,
        project=ProjectFactory(state="draft", published_on=None),
    )
    page = home().text
    for hidden in ("秘密の話題", "先の知らせ", "秘密の市"):
        assert hidden not in page


@pytest.mark.parametrize("number", [1, 30])
def test_queries_do_not_grow_with_the_rows(visitor, arakawa, number, django_assert_num_queries):
    for project in ProjectFactory.create_batch(number):
        ProjectPartyFactory(project=project, body=arakawa)
        ProjectPartyFactory(project=project, body=LocalGovernmentFactory())
        ProjectYearFactory(project=project)
    with django_assert_num_queries(QUERIES):
        visitor.get(reverse("portal:home"))


#: Six of the ledger, the count, the published figure, the cards with their parties, the story, notices, topics,
#: events, agreements, publications.
QUERIES = 16

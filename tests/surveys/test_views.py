import datetime as dt

import pytest
from django.urls import reverse

from tests.factories import SourceFactory, SurveyFactory, SurveyOpinionFactory
from tests.pages import hostile, statements, text_of

pytestmark = pytest.mark.django_db

LIST = reverse("surveys:list")


@pytest.fixture
def survey():
    return SurveyFactory(
        slug="2014",
        title="連携についてのアンケート",
        opened_on=dt.date(2014, 9, 19),
        asked=1718,
        answered=328,
        source=SourceFactory(title="取組み"),
    )


def test_the_list_and_the_page_show_base_day_and_rate(client, survey):
    SurveyOpinionFactory(survey=survey, heading="課題の抽出", text="相互理解が重要である")
    assert "連携についてのアンケート" in text_of(client.get(LIST))
    text = text_of(client.get(survey.get_absolute_url()))
    for shown in (
        "1,718",
        "328",
        "19.1",
        "平成26年9月19日（2014年）",
        "課題の抽出",
        "相互理解が重要である",
        "取組み",
    ):
        assert shown in text


def test_opinions_stand_together_under_their_heading(client, survey):
    SurveyOpinionFactory.create_batch(2, survey=survey, heading="課題の抽出")
    assert text_of(client.get(survey.get_absolute_url())).count("課題の抽出") == 1


def test_a_survey_without_figures_has_a_page(client):
    text = text_of(client.get(SurveyFactory().get_absolute_url()))
    assert "回答率" not in text


@pytest.mark.parametrize("published_on", [None, dt.date(2999, 1, 1)])
def test_what_is_not_published_is_hidden(client, published_on):
    state = "published" if published_on else "final"
    survey = SurveyFactory(title="まだのアンケート", state=state, published_on=published_on)
    text = text_of(client.get(LIST))
    assert "まだのアンケート" not in text
    assert "公表したアンケートはありません" in text
    assert client.get(survey.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("slug", ["x", "%00", "あ", "2014%0d%0aSet-Cookie"])
def test_what_is_no_survey_is_not_found(client, survey, slug):
    assert client.get(f"{LIST}{slug}/").status_code == 404


@hostile
def test_no_page_number_is_an_error(client, survey, value):
    assert "連携についてのアンケート" in text_of(client.get(LIST, {"page": value}))


def test_these_pages_are_only_read(client, survey):
    assert client.post(LIST).status_code == 405
    assert client.post(survey.get_absolute_url()).status_code == 405


def test_two_statements_each_for_one_and_for_thirty(client, survey):
    own = survey.get_absolute_url()
    assert (statements(client, LIST), statements(client, own)) == (2, 2)
    SurveyFactory.create_batch(29)
    SurveyOpinionFactory.create_batch(30, survey=survey)
    assert (statements(client, LIST), statements(client, own)) == (2, 2)

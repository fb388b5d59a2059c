"""Pages of results over a survey with one of every kind of question."""

import json
import re

import pytest

from accounts.models import AuditEvent
from municipalities.models import Posting
from surveys.models import Coding, CodingCategory, PublishedResult, Survey, SurveyOpinion
from surveys.results.content import canonical, published_content
from surveys.results.publishing import digest, publish_result
from tests import factories as f
from tests.surveys.results import samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(sign_in, secretariat, secretariat_office):
    return sign_in(secretariat)


@pytest.fixture
def editor(sign_in, secretariat_office):
    """One who writes for the secretariat, and does not decide."""
    return sign_in(f.PostingFactory(office=secretariat_office, role=Posting.Role.EDITOR).user)


@pytest.fixture
def survey():
    return samples.answered()


def at(survey, path=""):
    return f"/members/surveys/{survey.slug}/results/{path}"


def question_of(survey, kind):
    return survey.questions.get(kind=kind)


def fields_of(page) -> dict:
    """The hidden fields of the form that the page has in its middle."""
    found = re.findall(r'<input type="hidden" name="(once|seen|version)" value="([^"]+)"', page.text)
    return {name: [value for one, value in found if one == name] for name, _ in found}


# --- Figures ------------------------------------------------------------------------------------------


def test_the_overview_counts_everything(desk, survey):
    text = desk.get(at(survey)).text
    assert "<strong>" in text
    assert "60.0" in text  # of ten that were asked six answered
    for told in ("n＝6", "岩手県", "関心のある分野", "産業", "階級", "2026-04", "同意しない", "確認済 6、"):
        assert told.replace("、", "") in text.replace("、", ""), told


def test_nothing_to_count_before_it_began(desk):
    survey = samples.answered(0, 0, state="draft")
    assert desk.get(at(survey)).status_code == 404
    assert desk.get(f"/members/surveys/{survey.slug}/results.xlsx").status_code == 404


def test_nobody_answered(desk):
    survey = samples.answered(0, 2)
    text = desk.get(at(survey)).text
    assert "0.0" in text
    assert desk.get(at(survey, "publish/")).status_code == 200


def test_only_the_secretariat_sees_figures(visitor, sign_in, nishiwaga_officer, nishiwaga_office, survey):
    member = sign_in(nishiwaga_officer)
    text = question_of(survey, "long_text").pk
    for path in ("", "cross/", "publish/", "opinions/", f"answers/{text}/", f"answers/{text}/categories/"):
        assert member.get(at(survey, path)).status_code == 404, path
        assert visitor.get(at(survey, path)).status_code == 302, path
    assert member.get(f"/members/surveys/{survey.slug}/results.xlsx").status_code == 404


def statements(django_assert_num_queries, client, address, number):
    client.get(address)
    with django_assert_num_queries(number, info=address):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("number", [1, 30])
def test_the_pages_cost_the_same_for_one_and_for_thirty_answers(desk, number, django_assert_num_queries):
    survey = samples.answered(number, 3)
    text = question_of(survey, "long_text")
    one = question_of(survey, "one")
    CodingCategory.objects.create(question=text, name="人手", order=1)
    statements(django_assert_num_queries, desk, at(survey), 13)
    statements(django_assert_num_queries, desk, at(survey, f"answers/{text.pk}/"), 12)
    statements(django_assert_num_queries, desk, at(survey, f"cross/?question={one.pk}&by=area"), 9)
    statements(django_assert_num_queries, desk, at(survey, "publish/"), 15)


def test_cross_tables(desk, survey):
    one, several = question_of(survey, "one"), question_of(survey, "several")
    for by in ("area", "kind", "size", f"q{several.pk}"):
        text = desk.get(at(survey, f"cross/?question={one.pk}&by={by}")).text
        assert "回答した団体" in text, by
        assert "少しある" in text
    assert "東北" in desk.get(at(survey, f"cross/?question={one.pk}&by=area")).text
    assert "別の設問を選んでください" in desk.get(at(survey, f"cross/?question={one.pk}&by=q{one.pk}")).text
    for query in ("question=x&by=y", "question=&by=area", "by=q", f"question={one.pk}"):
        page = desk.get(at(survey, f"cross/?{query}"))
        assert page.status_code == 200
        assert "data-table" not in page.text


# --- Sorting ------------------------------------------------------------------------------------------


def test_answers_are_sorted_into_categories(desk, secretariat, survey):
    text = question_of(survey, "long_text")
    address = at(survey, f"answers/{text.pk}/")
    made = desk.post(f"{address}categories/", {"once": "a", "name": "人手"})
    assert made.url == address
    desk.post(f"{address}categories/", {"once": "b", "name": "物産"})
    hands, goods = CodingCategory.objects.of_survey(survey)
    page = desk.get(address)
    assert "=1+1 物産展に出たい。" in page.text
    versions = fields_of(page)["version"]
    data = {"once": "c", "version": versions, f"answer-{versions[0]}": [hands.pk, goods.pk]}
    data[f"answer-{versions[1]}"] = [goods.pk]
    assert desk.post(address, data).url.startswith(address)
    assert set(Coding.objects.values_list("category", "version", "by")) == {
        (hands.pk, int(versions[0]), secretariat.pk),
        (goods.pk, int(versions[0]), secretariat.pk),
        (goods.pk, int(versions[1]), secretariat.pk),
    }
    # What was on the page and is not chosen any more is taken out; other answers stay as they are.
    desk.post(address, {"once": "d", "version": versions[:1], f"answer-{versions[0]}": [hands.pk]})
    assert Coding.objects.filter(version=versions[0]).get().category == hands
    assert Coding.objects.filter(version=versions[1]).exists()
    unsorted = desk.get(f"{address}?show=unsorted")
    assert unsorted.context["page_obj"].paginator.count == len(versions) - 2
    assert "人手" in desk.get(at(survey)).text


def test_a_foreign_category_or_answer_is_refused(desk, survey):
    text = question_of(survey, "long_text")
    other = samples.answered(3, 0)
    stranger = CodingCategory.objects.create(question=question_of(other, "long_text"), name="よそ")
    own = CodingCategory.objects.create(question=text, name="人手")
    address = at(survey, f"answers/{text.pk}/")
    version = fields_of(desk.get(address))["version"][0]
    data = {"once": "e", "version": [version], f"answer-{version}": [stranger.pk]}
    assert desk.post(address, data).status_code == 422
    foreign = other.targets.answered().first().versions.get().pk
    desk.post(address, {"once": "f", "version": [foreign, "x", "9" * 30], f"answer-{foreign}": [own.pk]})
    assert not Coding.objects.exists()
    assert desk.get(at(survey, f"categories/{stranger.pk}/")).status_code == 404


def test_categories_are_renamed_put_in_order_and_removed(desk, survey):
    text = question_of(survey, "long_text")
    first, second = (
        CodingCategory.objects.create(question=text, name=name, order=order)
        for order, name in enumerate(("人手", "物産"), 1)
    )
    assert desk.get(at(survey, f"categories/{first.pk}/")).status_code == 200
    desk.post(at(survey, f"categories/{first.pk}/"), {"once": "a", "name": "担い手"})
    taken = desk.post(at(survey, f"categories/{first.pk}/"), {"once": "b", "name": "物産"})
    assert taken.status_code == 422
    desk.post(at(survey, f"categories/{second.pk}/up/"))
    assert list(text.categories.in_order().values_list("name", flat=True)) == ["物産", "担い手"]
    desk.post(at(survey, f"categories/{second.pk}/down/"))
    assert list(text.categories.in_order().values_list("name", flat=True)) == ["担い手", "物産"]
    assert "0件の回答から" in desk.get(at(survey, f"categories/{first.pk}/remove/")).text
    desk.post(at(survey, f"categories/{first.pk}/remove/"), {"once": "c"})
    assert text.categories.get() == second


def test_opinions_are_chosen_and_dropped(desk, survey):
    text = question_of(survey, "long_text")
    version = fields_of_first(desk, survey, text)
    address = at(survey, f"answers/{text.pk}/opinions/{version}/")
    assert "雪かき" in desk.get(address).text or "物産展" in desk.get(address).text
    assert desk.post(address, {"once": "a", "heading": "", "text": ""}).status_code == 422
    desk.post(address, {"once": "b", "heading": "人手", "text": "雪かきの人手"})
    opinion = SurveyOpinion.objects.get(survey=survey)
    assert "雪かきの人手" in desk.get(at(survey, "opinions/")).text
    desk.post(at(survey, f"opinions/{opinion.pk}/drop/"))
    assert not survey.opinions.exists()
    assert desk.get(at(survey, f"answers/{text.pk}/opinions/999999/")).status_code == 404


def fields_of_first(desk, survey, question) -> int:
    return desk.get(at(survey, f"answers/{question.pk}/")).context["page_obj"][0].version


def test_a_reader_of_the_secretariat_reads_only(sign_in, secretariat_office, survey):
    reader = sign_in(f.PostingFactory(office=secretariat_office, role=Posting.Role.VIEWER).user)
    text = question_of(survey, "long_text")
    made = CodingCategory.objects.create(question=text, name="人手")
    assert reader.get(at(survey, f"answers/{text.pk}/")).status_code == 200
    assert reader.post(at(survey, f"answers/{text.pk}/"), {"once": "a"}).status_code == 403
    for path in (f"answers/{text.pk}/categories/", f"categories/{made.pk}/", f"categories/{made.pk}/remove/"):
        assert reader.post(at(survey, path), {"once": "b", "name": "x"}).status_code == 403, path
    assert reader.post(at(survey, f"categories/{made.pk}/up/")).status_code == 403
    assert text.categories.get().name == "人手"


def test_after_publication_nothing_is_sorted(desk, secretariat, survey):
    text = question_of(survey, "long_text")
    made = CodingCategory.objects.create(question=text, name="人手")
    samples.be(survey, "reviewing")
    Survey.objects.filter(pk=survey.pk).update(state="published", published_on="2026-10-01")
    page = desk.post(at(survey, f"categories/{made.pk}/"), {"once": "a", "name": "別"})
    assert page.status_code == 422
    assert "分類できません" in page.text
    assert "分類を加える" not in desk.get(at(survey, f"answers/{text.pk}/")).text


# --- Publication --------------------------------------------------------------------------------------


def test_what_was_read_is_published(desk, secretariat, survey, visitor):
    address = at(survey, "publish/")
    page = desk.get(address)
    assert "設問ごとの集計" in page.text
    seen = fields_of(page)["seen"][0]
    public = survey.get_absolute_url()
    for path in (public, f"{public}results.xlsx", f"{public}results.json"):
        assert visitor.get(path).status_code == 404, path
    assert desk.post(address, {"once": "a", "seen": seen}).status_code == 422  # not looked at
    made = desk.post(address, {"once": "b", "seen": seen, "sure": "on"})
    assert made.url == public
    survey.refresh_from_db()
    assert (survey.state, survey.asked, survey.answered) == ("published", 10, 6)
    result = PublishedResult.objects.get()
    assert result.sha256 == seen
    assert AuditEvent.objects.filter(verb="survey.publish").get().data == {"sha256": seen}
    shown = visitor.get(public)
    assert "設問ごとの集計" in shown.text
    assert seen in shown.text
    assert visitor.get(f"{public}results.json").content == result.text.encode()
    assert desk.get(address).url == public


def test_what_changed_since_is_not_published(desk, survey):
    address = at(survey, "publish/")
    seen = fields_of(desk.get(address))["seen"][0]
    text = question_of(survey, "long_text")
    CodingCategory.objects.create(question=text, name="人手")
    page = desk.post(address, {"once": "a", "seen": seen, "sure": "on"})
    assert page.status_code == 422
    assert "内容が変わりました" in page.text
    assert fields_of(page)["seen"][0] != seen
    assert not PublishedResult.objects.exists()


def test_only_who_decides_publishes(editor, survey):
    address = at(survey, "publish/")
    page = editor.get(address)
    assert "決裁者が行います" in page.text
    assert editor.post(address, {"once": "a", "seen": "x", "sure": "on"}).status_code == 403


def test_only_a_final_result_is_published(desk, survey):
    samples.be(survey, "reviewing")
    page = desk.get(at(survey, "publish/"))
    assert "今の時点の見本" in page.text
    assert "結果を公表する" not in page.text
    from_preview = page.context["sha256"]
    answer = desk.post(at(survey, "publish/"), {"once": "a", "seen": from_preview, "sure": "on"})
    assert answer.status_code == 422
    assert not PublishedResult.objects.exists()


def test_the_public_result_stays_what_it_was(secretariat, secretariat_office, visitor, survey):
    seen = digest(canonical(published_content(survey)))
    publish_result(survey=survey, by=secretariat, seen=seen)
    address = survey.get_absolute_url()
    paths = (address, f"{address}results.xlsx", f"{address}results.json")
    before = {path: visitor.get(path) for path in paths}
    target = survey.targets.answered().first()
    target.state = "returned"
    target.save(update_fields=["state"])
    SurveyOpinion.objects.create(survey=survey, order=1, heading="見出し", text="後から")
    text = question_of(survey, "long_text")
    CodingCategory.objects.create(question=text, name="後から")
    for path in paths:
        assert visitor.get(path).content == before[path].content, path
    etag = visitor.get(paths[2])["ETag"]
    assert visitor.get(paths[2], headers={"if-none-match": etag}).status_code == 304
    assert json.loads(before[paths[2]].content)["response"]["answered"] == 6


def test_names_only_where_they_are_published(secretariat, secretariat_office, visitor):
    hidden, open_ = samples.answered(), samples.answered(is_anonymous=False)
    assert published_content(hidden)["respondents"] == []
    assert ["334000", "岡山県見本0市"] in published_content(open_)["respondents"]
    assert "見本0市" not in json.dumps(published_content(hidden), ensure_ascii=False)

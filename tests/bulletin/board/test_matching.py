import pytest

from bulletin.board.actions import Said, move_response
from bulletin.board.matching import suggestions
from tests.factories import IssueCategoryFactory, PartnershipFactory
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def snow(db):
    return IssueCategoryFactory(name="雪")


@pytest.fixture
def need(opened, arakawa_office, arakawa_staff, snow):
    return opened(
        arakawa_office, arakawa_staff, categories=[snow], season="1月から2月", quantity=100, unit="トン"
    )


@pytest.fixture
def offer(opened, nishiwaga_office, nishiwaga_officer, snow):
    return opened(
        nishiwaga_office,
        nishiwaga_officer,
        kind="offer",
        title="雪を運びます",
        categories=[snow],
        season="1月下旬",
        quantity=200,
        unit="トン",
    )


def test_an_offer_is_suggested_for_a_need_with_its_reasons(need, offer, arakawa_office):
    [found] = suggestions(need, arakawa_office)
    assert found.thread == offer
    assert found.reasons == [
        "課題分類が同じ（雪）",
        "分野が同じ（新しい住民交流スタイルの模索）",
        "時期が近い（1月下旬）",
        "規模が近い（200トン）",
        "まだ連携の記録がない団体",
    ]


def test_the_other_way_round(need, offer, nishiwaga_office):
    assert [found.thread for found in suggestions(offer, nishiwaga_office)] == [need]


def test_without_a_shared_category_nothing_is_suggested(need, offer, arakawa_office):
    need.categories.set([IssueCategoryFactory(name="防災")])
    assert suggestions(need, arakawa_office) == []


def test_a_tie_on_record_is_no_reason(need, offer, arakawa, nishiwaga, arakawa_office):
    PartnershipFactory(ward=arakawa, partner=nishiwaga)
    assert "まだ連携の記録がない団体" not in suggestions(need, arakawa_office)[0].reasons


def test_what_was_passed_for_its_content_weighs_less(
    need, offer, opened, answered, arakawa_office, arakawa_staff, nishiwaga_office, nishiwaga_officer
):
    before = suggestions(need, arakawa_office)[0].score
    other = opened(arakawa_office, arakawa_staff, title="別の募集")
    response = answered(other, nishiwaga_office, nishiwaga_officer)
    move_response(
        response=response, move="pass", by=arakawa_staff, said=Said(reason="用途が違う", category="content")
    )
    found = suggestions(need, arakawa_office)[0]
    assert found.score == before - 8
    assert found.reasons[-1] == "以前に「内容が合わない」として見送った団体"


def test_what_is_addressed_to_others_is_never_suggested(
    need, opened, snow, arakawa_office, nishiwaga_office, nishiwaga_officer, kagamino
):
    opened(
        nishiwaga_office,
        nishiwaga_officer,
        kind="offer",
        categories=[snow],
        audience="named",
        audience_bodies=[kagamino],
    )
    assert suggestions(need, arakawa_office) == []


def test_the_page_shows_them_to_the_own_office_alone(
    need, offer, sign_in, arakawa_staff, kagamino_outsider, kagamino_office
):
    own = text_of(sign_in(arakawa_staff).get(need.get_absolute_url()))
    assert "合いそうな投稿" in own
    assert "課題分類が同じ（雪）" in own
    assert "合いそうな投稿" not in text_of(sign_in(kagamino_outsider).get(need.get_absolute_url()))

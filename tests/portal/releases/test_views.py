import datetime as dt
import json

import pytest

from portal.models import Release
from portal.releases.making import prepare, publish
from tests.factories import PartnershipFactory, PostingFactory, ReleaseFactory, ReleaseTableFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(secretariat_office):
    return PostingFactory(office=secretariat_office, role="editor").user


@pytest.fixture
def prepared(secretariat, secretariat_office, nishiwaga):
    PartnershipFactory(partner=nishiwaga)
    return prepare(year=2026, by=secretariat)


@pytest.fixture
def published(prepared, second):
    return publish(release=prepared, by=second)


def once(client, address, **typed):
    form = client.get(address).context["form"]
    return client.post(address, {"once": form["once"].value()} | typed)


def test_the_secretariat_closes_a_year_in_two_persons(
    sign_in, secretariat, secretariat_office, second, nishiwaga
):
    PartnershipFactory(partner=nishiwaga)
    first, other = sign_in(secretariat), sign_in(second)

    made = once(first, "/members/releases/", year="2026")
    release = Release.objects.get()
    assert made.url == f"/members/releases/{release.pk}/"
    assert "別の方の確認が必要" in first.get(made.url).content.decode()
    refusal = once(first, f"{made.url}publish/")
    assert (refusal.status_code, "別の人が確認" in refusal.content.decode()) == (422, True)

    assert "公表に進む" in other.get(made.url).content.decode()
    done = once(other, f"{made.url}publish/")
    assert done.url == "/statistics/releases/2026/"
    assert other.get(done.url).status_code == 200
    assert once(other, f"{made.url}remark/", table="T1", text="漏れを補った").status_code == 302
    assert "漏れを補った" in other.get(done.url).content.decode()


def test_it_is_sent_back_with_a_reason(sign_in, prepared, second):
    client, page = sign_in(second), f"/members/releases/{prepared.pk}/"
    assert once(client, f"{page}return/", reason="").status_code == 422
    assert once(client, f"{page}return/", reason="荒川区の分が漏れています").url == page
    assert "荒川区の分が漏れています" in client.get(page).content.decode()
    assert client.get(f"{page}publish/").status_code == 404


def test_a_form_that_comes_late_is_told_so(sign_in, prepared, second, secretariat):
    client, page = sign_in(second), f"/members/releases/{prepared.pk}/publish/"
    key = client.get(page).context["form"]["once"].value()
    publish(release=prepared, by=second)
    answer = client.post(page, {"once": key})
    assert (answer.status_code, "公表になっています" in answer.content.decode()) == (422, True)


def test_what_is_not_what_was_frozen_is_not_published(sign_in, second):
    """The factory's hash is of nothing."""
    broken = ReleaseFactory(prepared_by=PostingFactory().user)
    answer = once(sign_in(second), f"/members/releases/{broken.pk}/publish/")
    assert (answer.status_code, "ハッシュが、確定した内容と合いません" in answer.content.decode()) == (
        422,
        True,
    )
    broken.refresh_from_db()
    assert broken.state == "prepared"


@pytest.mark.parametrize("action", ["", "publish/", "return/", "remark/"])
def test_nobody_else_knows_of_them(sign_in, visitor, prepared, arakawa_staff, arakawa_office, action):
    page = f"/members/releases/{prepared.pk}/{action}"
    assert sign_in(arakawa_staff).get(page).status_code == 404
    assert visitor.get(page).status_code == 302
    assert visitor.get("/statistics/releases/2026/").status_code == 404


def test_a_reader_of_the_secretariat_looks_only(sign_in, prepared, secretariat_office):
    reader = sign_in(PostingFactory(office=secretariat_office, role="viewer").user)
    assert reader.get(f"/members/releases/{prepared.pk}/").status_code == 200
    assert reader.get(f"/members/releases/{prepared.pk}/publish/").status_code == 403
    assert reader.post("/members/releases/", {"year": 2025}).status_code == 403


def test_the_published_page_shows_what_became_of_it(visitor, published, kagamino):
    page = visitor.get("/statistics/releases/2026/").content.decode()
    assert "公表した数と同じです" in page
    assert published.sha256 in page

    PartnershipFactory(partner=kagamino)

    page = visitor.get("/statistics/releases/2026/").content.decode()
    assert "改訂値 2" in page
    assert f"2（公表時1。理由：追加1：{kagamino.full_name}）" in page


def test_the_data_is_the_very_text_that_was_frozen(visitor, published, kagamino):
    before = visitor.get("/statistics/releases/2026/T1.json").content
    PartnershipFactory(partner=kagamino)

    assert visitor.get("/statistics/releases/2026/T1.json").content == before
    assert json.loads(before)["table"] == "T1"
    assert published.tables.get(key="T1").text.encode() == before


def test_a_frozen_list_is_leafed_through(visitor, published, nishiwaga):
    page = visitor.get("/statistics/releases/2026/T6/")
    assert nishiwaga.code in page.content.decode()
    assert visitor.get("/statistics/releases/2026/T6/", {"page": "99999999999999999999"}).status_code == 200
    assert visitor.get("/statistics/releases/2026/T8/").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "2026/T1/",
        "2026/T99/",
        "2026/T99.json",
        "2026/workbook.xlsx",
        "2025/",
        "99999999999999999999/",
        "2025/T1.json",
    ],
)
def test_what_is_not_there_is_not_found(visitor, published, address):
    assert visitor.get(f"/statistics/releases/{address}").status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_the_lists_ask_the_same_for_1_and_30(visitor, sign_in, second, django_assert_num_queries, count):
    for number in range(count):
        ReleaseTableFactory(release=ReleaseFactory(published=True, fiscal_year=2030 + number))
    with django_assert_num_queries(1):
        page = visitor.get("/statistics/releases/")
    assert page.content.decode().count("年次統計</a>") >= count
    client = sign_in(second)
    with django_assert_num_queries(10):
        client.get("/members/releases/")


def test_there_is_a_word_where_there_is_none_yet(visitor, sign_in, second):
    assert "まだありません" in visitor.get("/statistics/releases/").content.decode()
    assert "まだありません" in sign_in(second).get("/members/releases/").content.decode()


def test_the_day_is_said_in_both_calendars(visitor, published):
    assert published.as_of == dt.date(2026, 8, 1)
    assert "令和8年8月1日（2026年）" in visitor.get("/statistics/releases/2026/").content.decode()

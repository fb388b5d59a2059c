"""The pages of topics by members: from the first word to the public page, and who is kept out of what."""

import datetime as dt
from uuid import uuid4

import pytest
from django.urls import reverse

from bulletin.models import Topic, TopicPhoto, TopicReview
from bulletin.models.reviews import ReviewState
from bulletin.reviews.actions import propose_wording
from bulletin.reviews.wording import said_by
from common.dates import today
from municipalities.models import Posting
from tests.factories import TopicPhotoFactory, TopicReviewFactory
from tests.factories.files import photo
from tests.municipalities.people import member
from tests.pages import text_of

pytestmark = pytest.mark.django_db

LIST, NEW, QUEUE = (reverse(f"bulletin:{name}") for name in ("own_topics", "new_topic", "topic_reviews"))
DAY = dt.timedelta(days=1)
TYPED = {
    "title": "雪まつり",
    "title_kana": "ゆきまつり",
    "kind": "event",
    "summary": "雪像と屋台の二日間です。",
    "body": "## 見どころ\n\n**雪像**が並びます。<script>alert(1)</script>",
    "place": "湯田温泉峡",
    "starts_on": "令和9年2月6日",
    "ends_on": "2027-02-07",
    "website": "www.town.example.jp",
}


def typed(**changed) -> dict:
    return TYPED | {"once": uuid4().hex} | changed


def at(name: str, review: TopicReview, *more) -> str:
    return reverse(f"bulletin:{name}", args=[review.topic.number, *more])


def move(client, review, key: str, **said):
    return client.post(at("topic_move", review, key), {"once": uuid4().hex} | said)


@pytest.fixture
def officer(sign_in, nishiwaga_office, nishiwaga_officer):
    return sign_in(nishiwaga_officer)


@pytest.fixture
def office(sign_in, secretariat_office, secretariat):
    return sign_in(secretariat)


@pytest.fixture
def outsider(sign_in, kagamino_office, kagamino_outsider):
    return sign_in(kagamino_outsider)


@pytest.fixture
def review(nishiwaga_office, nishiwaga_officer):
    """Waits for the secretariat."""
    return TopicReviewFactory(office=nishiwaga_office, author=nishiwaga_officer)


@pytest.fixture
def draft(nishiwaga_office, nishiwaga_officer):
    return TopicReviewFactory(office=nishiwaga_office, author=nishiwaga_officer, state=ReviewState.DRAFT)


# --- The way to the public ----------------------------------------------------------------------------------


def test_from_the_first_word_to_the_public_page(officer, office, visitor):
    answer = officer.post(NEW, typed())
    review = TopicReview.objects.get()
    assert answer.url == review.get_absolute_url()
    topic = review.topic
    assert (topic.starts_on, topic.website) == (dt.date(2027, 2, 6), "https://www.town.example.jp")
    page = text_of(officer.get(answer.url))
    assert "<strong>雪像</strong>" in page
    assert "<script>alert" not in page
    assert visitor.get(topic.get_absolute_url()).status_code == 404
    assert office.get(answer.url).status_code == 404

    assert move(officer, review, "send").status_code == 302
    assert "雪まつり" in text_of(office.get(QUEUE))
    assert "事務局確認：トピックスの内容を確かめる" in text_of(office.get(reverse("portal:members")))
    changed = said_by(topic) | {"title": "西和賀町 雪まつり"}
    sent = changed | {"once": uuid4().hex, "version": review.version, "reason": "町名を入れました。"}
    assert office.post(at("propose_wording", review), sent).status_code == 302

    assert "文案を確かめ" in text_of(officer.get(reverse("portal:members")))
    page = text_of(officer.get(at("topic_move", review, "agree")))
    for shown in ("<del>雪まつり</del>", "<ins>西和賀町 雪まつり</ins>", "この文案で掲載する"):
        assert shown in page
    assert "町名を入れました。" in text_of(officer.get(review.get_absolute_url()))
    assert move(officer, review, "agree", version=2).status_code == 302
    public = text_of(visitor.get(topic.get_absolute_url()))
    assert "西和賀町 雪まつり" in public
    assert "<strong>雪像</strong>" in public

    Topic.objects.update(published_on=today() - 5 * DAY)
    assert move(officer, review, "end", day=str(today())).status_code == 302
    assert "このトピックスは掲載を終えています" in text_of(visitor.get(topic.get_absolute_url()))
    assert "掲載終了" in text_of(officer.get(LIST))


def test_returned_with_a_reason_and_sent_once_more(officer, office, review):
    answer = move(office, review, "return", reason="")
    assert answer.status_code == 422
    assert "差し戻す理由を入力してください" in answer.text
    move(office, review, "return", reason="開催日を書いてください。")
    assert "開催日を書いてください。" in text_of(officer.get(review.get_absolute_url()))
    assert "差し戻されたトピックスを直す" in text_of(officer.get(reverse("portal:members")))
    officer.post(at("edit_topic", review), typed(version=1))
    assert move(officer, review, "send").status_code == 302
    assert TopicReview.objects.get().state == ReviewState.REVIEW


def test_a_button_pressed_twice_does_it_once(officer, draft):
    once = {"once": uuid4().hex}
    first, second = (officer.post(at("topic_move", draft, "send"), once) for _ in range(2))
    assert first.url == second.url
    assert draft.steps.count() == 1


# --- Bad input ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"title": ""}, "題名を入力してください。"),
        ({"kind": ""}, "種類を選んでください。"),
        ({"summary": "雪" * 201}, "200字以内で入力してください（現在201字）。"),
        ({"starts_on": "雪の日"}, "日付として読めません"),
        ({"starts_on": "", "ends_on": "2027-02-07"}, "初日も入力してください"),
        ({"ends_on": "2027-02-01"}, "期間の最終日は初日以降にしてください。"),
        ({"website": "雪まつり"}, "ページのアドレスの形になっていません"),
        ({"expires_on": "2020-01-01"}, "掲載を終える日は"),
    ],
)
def test_what_is_refused_comes_back_with_all_that_was_typed(officer, changed, message):
    answer = officer.post(NEW, typed(**changed))
    text = answer.text
    assert answer.status_code == 422
    assert message in text
    assert "湯田温泉峡" in text
    assert "**雪像**が並びます。" in text
    assert not Topic.objects.exists()


def test_who_was_overtaken_sees_the_difference_and_keeps_the_text(officer, draft):
    officer.post(at("edit_topic", draft), typed(version=1, title="先の題名"))
    answer = officer.post(at("edit_topic", draft), typed(version=1, title="後の題名"))
    text = answer.text
    assert answer.status_code == 422
    assert "先に保存された内容との違い" in text
    assert "<del>先の題名</del>" in text
    assert Topic.objects.get().title == "先の題名"
    officer.post(at("edit_topic", draft), typed(version=2, title="後の題名"))
    assert Topic.objects.get().title == "後の題名"


def test_a_wording_that_was_changed_is_shown_before_it_is_agreed_to(
    officer, secretariat_office, secretariat, review
):
    for number, title in enumerate(("はじめの文案", "あとの文案"), start=1):
        wording = said_by(review.topic) | {"title": title}
        propose_wording(review=review, by=secretariat, wording=wording, reason="", version=number)
    answer = move(officer, review, "agree", version=2)
    text = answer.text
    assert answer.status_code == 422
    assert "事務局の文案が改められました" in text
    assert "<ins>あとの文案</ins>" in text
    assert 'name="version" value="3"' in text
    assert move(officer, review, "agree", version=3).status_code == 302


# --- Photographs ------------------------------------------------------------------------------------------------


def upload(**changed) -> dict:
    values = {
        "alt": "雪像",
        "rights_holder": "西和賀町",
        "usable_until": str(today() + DAY),
        "image": photo(),
    }
    return values | {"once": uuid4().hex} | changed


def test_photographs_with_words_right_and_last_day(officer, office, outsider, visitor, draft):
    answer = officer.post(at("topic_photos", draft), upload())
    assert answer.url == at("topic_photos", draft)
    added = TopicPhoto.objects.get()
    assert added.get_absolute_url() in text_of(officer.get(draft.get_absolute_url()))
    for client, status in ((officer, 200), (office, 404), (outsider, 404), (visitor, 404)):
        assert client.get(added.get_absolute_url()).status_code == status
    move(officer, draft, "send")
    assert office.get(added.card_url).status_code == 200
    assert officer.post(at("topic_photos", draft), upload()).status_code == 422

    move(officer, draft, "take_back")
    remove = at("remove_topic_photos", draft)
    assert officer.post(remove, {"once": uuid4().hex}).status_code == 422
    assert officer.post(remove, {"once": uuid4().hex, "photos": [added.pk]}).status_code == 302
    assert not TopicPhoto.objects.exists()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"alt": ""}, "代替テキストを入力してください。"),
        ({"rights_holder": ""}, "権利者を入力してください。"),
        ({"usable_until": "2020-01-01"}, "今日以降の日を入力してください。"),
    ],
)
def test_a_photograph_without_what_its_publication_needs(officer, draft, changed, message):
    answer = officer.post(at("topic_photos", draft), upload(**changed))
    assert answer.status_code == 422
    assert message in answer.text
    assert not TopicPhoto.objects.exists()


def test_nobody_removes_the_photographs_of_another_topic(officer, draft):
    other = TopicPhotoFactory()
    answer = officer.post(at("remove_topic_photos", draft), {"once": uuid4().hex, "photos": [other.pk]})
    assert answer.status_code == 422
    assert TopicPhoto.objects.exists()


# --- Who is kept out ------------------------------------------------------------------------------------------

PAGES = ["own_topic", "edit_topic", "topic_photos", "remove_topic_photos"]


@pytest.mark.parametrize("name", PAGES)
def test_to_other_offices_there_is_no_such_page(outsider, review, name):
    assert outsider.get(at(name, review)).status_code == 404
    assert outsider.post(at(name, review), typed()).status_code in (404, 405)


def test_a_viewer_reads_and_no_more(sign_in, nishiwaga_office, draft):
    viewer = sign_in(member(nishiwaga_office, Posting.Role.VIEWER))
    assert viewer.get(LIST).status_code == 200
    assert viewer.get(draft.get_absolute_url()).status_code == 200
    assert viewer.get(NEW).status_code == 403
    for name in PAGES[1:]:
        assert viewer.post(at(name, draft), typed()).status_code == 403
    assert move(viewer, draft, "send").status_code == 403


def test_the_secretariat_words_nothing_in_the_offices_name(office, officer, review):
    assert office.get(at("edit_topic", review)).status_code == 403
    assert move(office, review, "agree", version=1).status_code == 403
    assert officer.get(at("propose_wording", review)).status_code == 404
    assert officer.get(QUEUE).status_code == 404


def test_moves_that_are_none(officer, review):
    for key in ("propose", "nothing"):
        assert move(officer, review, key).status_code == 404


@pytest.mark.parametrize("address", [LIST, NEW, QUEUE])
def test_a_visitor_is_led_to_the_sign_in(visitor, address):
    assert visitor.get(address).url.startswith("/accounts/login/")


@pytest.mark.parametrize("address", [LIST, QUEUE])
def test_lists_are_only_read(office, address):
    assert office.post(address).status_code == 405


# --- The admin --------------------------------------------------------------------------------------------------


def test_the_admin_shows_no_draft_and_changes_nothing_under_review(office, draft, review):
    page = text_of(office.get(reverse("admin:bulletin_topic_changelist")))
    assert review.topic.title in page
    assert draft.topic.title not in page
    assert draft.topic.title not in text_of(office.get(reverse("bulletin:topics")))
    address = reverse("admin:bulletin_topic_change", args=[review.topic_id])
    assert office.get(address).status_code == 200
    assert office.post(address, {"title": "書き換えた"}).status_code == 403
    bulk = {"action": "publish", "_selected_action": [review.topic_id], "confirmed": "yes"}
    assert office.post(reverse("admin:bulletin_topic_changelist"), bulk).status_code == 403
    assert Topic.objects.get(pk=review.topic_id).state == "draft"


# --- Statements -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [LIST, QUEUE])
def test_a_list_asks_the_same_for_one_row_and_for_thirty(
    office, secretariat_office, address, django_assert_num_queries
):
    for count in (1, 29):
        TopicReviewFactory.create_batch(count, office=secretariat_office)
        with django_assert_num_queries(8):
            page = office.get(address)
    assert "次のページ" in text_of(page)


def test_a_list_is_leafed_through_by_standing(officer, nishiwaga_office):
    TopicReviewFactory.create_batch(25, office=nishiwaga_office)
    other = TopicReviewFactory(office=nishiwaga_office, state=ReviewState.RETURNED)
    first = officer.get(LIST, {"state": "review"})
    assert other.topic.title not in text_of(first)
    run = first.context["run"]
    assert len(officer.get(LIST, {"state": "review", "after": run.last}).context["reviews"]) == 5
    assert len(officer.get(LIST, {"state": "returned"}).context["reviews"]) == 1
    assert "この状態のトピックスはありません" in text_of(officer.get(LIST, {"state": "past"}))
    assert len(officer.get(LIST, {"state": "雪"}).context["reviews"]) == 20

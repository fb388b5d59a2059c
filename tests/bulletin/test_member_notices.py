"""Notices from the secretariat to the members: sent once, read by offices, confirmed where that is asked for."""

import datetime as dt
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, OutgoingMail
from bulletin.board.deadlines import check_deadlines
from bulletin.circulars.actions import confirm_notice, publish_notice, withdraw_notice, write_notice
from bulletin.models import MemberNotice, NoticeReceipt
from common.dates import today
from common.stale import StaleError
from municipalities.models import Posting
from tests.factories import MemberNoticeFactory, NoticeReceiptFactory
from tests.municipalities.people import member
from tests.pages import text_of

pytestmark = pytest.mark.django_db

LIST, NEW = reverse("bulletin:member_notices"), reverse("bulletin:new_member_notice")
INBOX = reverse("portal:members")
DAY = dt.timedelta(days=1)
TYPED = {
    "title": "年次調査のお願い",
    "body": "**10月末**までに、年次調査にご回答ください。",
    "importance": "important",
    "audience": "all",
    "must_confirm": "on",
    "deadline": str(today() + 10 * DAY),
}


def typed(**changed) -> dict:
    return TYPED | {"once": uuid4().hex} | changed


def at(name: str, notice: MemberNotice) -> str:
    return reverse(f"bulletin:{name}", args=[notice.number])


@pytest.fixture
def office(sign_in, secretariat_office, secretariat):
    return sign_in(secretariat)


@pytest.fixture
def officer(sign_in, nishiwaga_office, nishiwaga_officer):
    return sign_in(nishiwaga_officer)


@pytest.fixture
def ward(sign_in, arakawa_office, arakawa_staff):
    return sign_in(arakawa_staff)


@pytest.fixture
def notice(secretariat_office):
    """Sent to all, to be confirmed."""
    return MemberNoticeFactory(office=secretariat_office, must_confirm=True, deadline=today() + DAY)


# --- From the draft to the last receipt -----------------------------------------------------------------------


def test_from_the_draft_to_the_receipt(office, officer, ward, nishiwaga_officer, arakawa_staff):
    answer = office.post(NEW, typed())
    notice = MemberNotice.objects.get()
    assert answer.url == notice.get_absolute_url()
    assert officer.get(answer.url).status_code == 404
    assert not OutgoingMail.objects.exists()
    asked = text_of(office.get(at("publish_notice", notice)))
    assert "2課です" in asked
    office.post(at("publish_notice", notice), {"once": uuid4().hex, "version": 1})

    mails = OutgoingMail.objects.all()
    assert {mail.recipient for mail in mails} == {nishiwaga_officer, arakawa_staff}
    assert mails[0].subject == f"[全国連携 {notice.number}] 【重要】年次調査のお願い"
    assert "10月末" in mails[0].body
    assert "読みました" in mails[0].body
    assert AuditEvent.objects.filter(verb="notice.publish").exists()

    assert "お知らせを読み、「読みました」を押す" in text_of(officer.get(INBOX))
    assert "要確認" in text_of(officer.get(LIST))
    page = text_of(officer.get(notice.get_absolute_url()))
    assert "<strong>10月末</strong>" in page
    assert not NoticeReceipt.objects.exists(), "opening it writes nothing"

    for _ in range(2):
        assert officer.post(at("confirm_notice", notice), {"once": uuid4().hex}).status_code == 302
    assert NoticeReceipt.objects.get().user == nishiwaga_officer
    assert "お知らせを読み" not in text_of(officer.get(INBOX))
    assert "西和賀 二郎さんが" in text_of(officer.get(notice.get_absolute_url()))
    assert "お知らせを読み" in text_of(ward.get(INBOX))
    readers = text_of(office.get(notice.get_absolute_url()))
    assert "まだ読んでいない課（1）" in readers
    assert "読んだ課（1）" in readers
    assert "読んだ課 1" in text_of(office.get(LIST))


def test_whom_a_notice_is_for(officer, ward, office, arakawa_staff, nishiwaga_officer, secretariat):
    for audience, client, other, person in (
        ("wards", ward, officer, arakawa_staff),
        ("others", officer, ward, nishiwaga_officer),
    ):
        OutgoingMail.objects.all().delete()
        notice = MemberNoticeFactory(audience=audience, published_at=None, must_confirm=True)
        publish_notice(notice=notice, by=secretariat, version=1)
        assert OutgoingMail.objects.get().recipient == person
        assert client.get(notice.get_absolute_url()).status_code == 200
        assert other.get(notice.get_absolute_url()).status_code == 404
        assert other.post(at("confirm_notice", notice), {"once": uuid4().hex}).status_code == 404
        assert notice.title in text_of(client.get(INBOX))
        assert notice.title not in text_of(other.get(INBOX))
        assert notice.title not in text_of(other.get(LIST))


def test_unread_comes_before_read(officer, nishiwaga_office):
    read, unread = MemberNoticeFactory(), MemberNoticeFactory(published_at=timezone.now() - DAY)
    NoticeReceiptFactory(notice=read, office=nishiwaga_office)
    text = text_of(officer.get(LIST))
    assert text.index(unread.title) < text.index(read.title)


def test_what_was_taken_back_is_seen_no_more_and_owed_no_more(office, officer, notice):
    assert office.post(at("withdraw_notice", notice), {"once": uuid4().hex, "reason": ""}).status_code == 422
    sent = {"once": uuid4().hex, "reason": "日付に誤りがありました。"}
    assert office.post(at("withdraw_notice", notice), sent).url == LIST
    assert officer.get(notice.get_absolute_url()).status_code == 404
    assert notice.title not in text_of(officer.get(INBOX))
    mail = OutgoingMail.objects.get()
    assert "日付に誤りがありました。" in mail.body
    assert LIST in mail.body
    assert "取消し" in text_of(office.get(LIST))


def test_who_has_not_confirmed_is_reminded(office, officer, ward, nishiwaga_office, notice, arakawa_staff):
    NoticeReceiptFactory(notice=notice, office=nishiwaga_office)
    check_deadlines()
    mail = OutgoingMail.objects.get()
    assert mail.recipient == arakawa_staff
    assert f"お知らせ：{notice.title}（{notice.number}）" in mail.body
    assert at("member_notice", notice) in mail.body


# --- Refused ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"title": ""}, "題名を入力してください。"),
        ({"must_confirm": ""}, "確認の期限は、確認を求めるときだけ入力できます。"),
        ({"deadline": "2020-01-01"}, "今日以降の日を入力してください。"),
        ({"deadline": "雪の日"}, "日付として読めません"),
        ({"audience": "everybody"}, "everybody"),
    ],
)
def test_what_is_refused_comes_back_with_all_that_was_typed(office, changed, message):
    answer = office.post(NEW, typed(**changed))
    assert answer.status_code == 422
    assert message in answer.text
    assert "**10月末**までに" in answer.text
    assert not MemberNotice.objects.exists()


def test_who_was_overtaken_sees_the_difference(office, secretariat_office):
    notice = MemberNoticeFactory(published_at=None)
    office.post(at("edit_member_notice", notice), typed(version=1, title="先の題名"))
    answer = office.post(at("edit_member_notice", notice), typed(version=1, title="後の題名"))
    assert answer.status_code == 422
    assert "<del>先の題名</del>" in answer.text
    answer = office.post(at("publish_notice", notice), {"once": uuid4().hex, "version": 1})
    assert answer.status_code == 422
    assert 'name="version" value="2"' in answer.text


def test_what_was_sent_is_not_changed_nor_sent_again(office, secretariat, secretariat_office, notice):
    assert office.post(at("edit_member_notice", notice), typed(version=1)).status_code == 422
    with pytest.raises(ValidationError, match="発信済み"):
        publish_notice(notice=notice, by=secretariat, version=1)
    draft = MemberNoticeFactory(published_at=None)
    with pytest.raises(ValidationError, match="取り消せる"):
        withdraw_notice(notice=draft, by=secretariat, reason="誤り")
    with pytest.raises(StaleError):
        publish_notice(notice=draft, by=secretariat, version=7)


@pytest.mark.parametrize(
    ("values", "message"),
    [({"body": ""}, "本文"), ({"deadline": today() - DAY, "must_confirm": True}, "期限")],
)
def test_what_says_nothing_or_is_late_is_not_sent(secretariat, secretariat_office, values, message):
    draft = MemberNoticeFactory(published_at=None, **values)
    with pytest.raises(ValidationError, match=message):
        publish_notice(notice=draft, by=secretariat, version=1)


def test_to_members_the_secretariats_pages_do_not_exist(officer, notice):
    assert officer.get(NEW).status_code == 404
    for name in ("edit_member_notice", "publish_notice", "withdraw_notice"):
        assert officer.post(at(name, notice), typed()).status_code == 404
    assert "まだ読んでいない課" not in text_of(officer.get(notice.get_absolute_url()))


def test_a_viewer_of_the_secretariat_reads_and_no_more(sign_in, secretariat_office, notice):
    viewer = sign_in(member(secretariat_office, Posting.Role.VIEWER))
    assert viewer.get(LIST).status_code == 200
    assert viewer.get(notice.get_absolute_url()).status_code == 200
    assert viewer.get(NEW).status_code == 403
    for name in ("edit_member_notice", "publish_notice", "withdraw_notice", "confirm_notice"):
        assert viewer.post(at(name, notice), typed()).status_code == 403


def test_nobody_but_the_secretariat_writes(nishiwaga_office, nishiwaga_officer, notice):
    values = {"title": "題名", "body": "本文"}
    for do in (
        lambda: write_notice(notice=None, office=nishiwaga_office, by=nishiwaga_officer, values=values),
        lambda: publish_notice(notice=notice, by=nishiwaga_officer, version=1),
        lambda: withdraw_notice(notice=notice, by=nishiwaga_officer, reason="理由"),
    ):
        with pytest.raises(PermissionDenied):
            do()


def test_an_office_confirms_for_itself_and_what_it_may_see(
    nishiwaga_office, nishiwaga_officer, arakawa_office, secretariat, secretariat_office, notice
):
    for office, by in ((arakawa_office, nishiwaga_officer), (secretariat_office, secretariat)):
        with pytest.raises(PermissionDenied):
            confirm_notice(notice=notice, office=office, by=by)
    draft = MemberNoticeFactory(published_at=None)
    with pytest.raises(PermissionDenied):
        confirm_notice(notice=draft, office=nishiwaga_office, by=nishiwaga_officer)


def test_the_button_is_a_button(officer, notice):
    assert officer.get(at("confirm_notice", notice)).url == notice.get_absolute_url()
    assert not NoticeReceipt.objects.exists()
    assert officer.post(LIST).status_code == 405
    assert officer.post(notice.get_absolute_url()).status_code == 405


@pytest.mark.parametrize("address", [LIST, NEW])
def test_a_visitor_is_led_to_the_sign_in(visitor, address):
    assert visitor.get(address).url.startswith("/accounts/login/")


# --- Statements -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("side", "number"), [("office", 7), ("officer", 6)])
def test_the_list_asks_the_same_for_one_row_and_for_thirty(side, number, request, django_assert_num_queries):
    client = request.getfixturevalue(side)
    for count in (1, 29):
        MemberNoticeFactory.create_batch(count)
        with django_assert_num_queries(number):
            page = client.get(LIST)
    assert "次のページ" in text_of(page)


def test_the_readers_are_asked_for_at_once(office, django_assert_num_queries):
    notice = MemberNoticeFactory()
    for count in (1, 29):
        NoticeReceiptFactory.create_batch(count, notice=notice)
        with django_assert_num_queries(8):
            page = office.get(notice.get_absolute_url())
    assert "読んだ課（30）" in text_of(page)

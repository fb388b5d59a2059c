"""Corrections of the directory: proposed with a difference, decided by the secretariat, told to the office."""

import pytest
from django.urls import reverse

from accounts.models import AuditEvent, OutgoingMail
from municipalities.models import FactCorrection, Posting
from portal.inbox import owed
from tests import factories as f
from tests.bulletin.board.browser import send
from tests.pages import statements, text_of

pytestmark = pytest.mark.django_db

FACTS = reverse("municipalities:correct_facts")
LIST = reverse("municipalities:corrections")
WITHDRAW = reverse("municipalities:withdraw_correction")
SITE = "https://www.town.nishiwaga.example.jp/"
State = FactCorrection.State


@pytest.fixture
def officer(sign_in, nishiwaga_office, nishiwaga_officer):
    return sign_in(nishiwaga_officer)


@pytest.fixture
def decider(sign_in, secretariat_office, secretariat):
    return sign_in(secretariat)


@pytest.fixture
def correction(nishiwaga_office, nishiwaga_officer):
    return f.FactCorrectionFactory(
        body=nishiwaga_office.body,
        office=nishiwaga_office,
        proposed_by=nishiwaga_officer,
        after={"website": SITE},
    )


def test_an_office_proposes_what_differs_and_the_secretariat_hears_of_it(
    officer, decider, nishiwaga, secretariat, secretariat_office
):
    answer = send(officer, FACTS, website=SITE, ground="サイトの移転")
    assert answer.status_code == 302
    found = FactCorrection.objects.get()
    assert found.after == {"website": SITE}
    assert found.before == {"website": ""}
    nishiwaga.refresh_from_db()
    assert nishiwaga.website == ""
    page = text_of(officer.get(FACTS))
    assert "確認を待っている提案" in page
    assert SITE in page
    mail = OutgoingMail.objects.get(to=secretariat.email)
    assert f"ウェブサイト：（空欄） → {SITE}" in mail.body
    assert [move.path for move in owed(secretariat_office)] == [LIST]
    assert found.get_absolute_url() in text_of(decider.get(LIST))


def test_what_is_accepted_stands_in_the_directory(decider, correction, nishiwaga, nishiwaga_officer, visitor):
    assert send(decider, correction.get_absolute_url(), decision="accept").status_code == 302
    correction.refresh_from_db()
    nishiwaga.refresh_from_db()
    assert (correction.state, nishiwaga.website) == (State.ACCEPTED, SITE)
    assert SITE in text_of(visitor.get(nishiwaga.get_absolute_url()))
    assert "反映しました" in OutgoingMail.objects.get(to=nishiwaga_officer.email).subject
    event = AuditEvent.objects.get(verb="correction.accepted")
    assert event.data == {"before": {"website": ""}, "after": {"website": SITE}}


def test_what_is_declined_changes_nothing_and_says_why(
    decider, correction, nishiwaga, nishiwaga_officer, officer
):
    page = correction.get_absolute_url()
    assert "見送りの理由を入力してください" in send(decider, page, decision="decline").content.decode()
    send(decider, page, decision="decline", reason="公式ページで確かめられません。")
    nishiwaga.refresh_from_db()
    assert nishiwaga.website == ""
    assert "公式ページで確かめられません。" in OutgoingMail.objects.get(to=nishiwaga_officer.email).body
    assert "公式ページで確かめられません。" in text_of(officer.get(FACTS))


def test_a_directory_that_changed_meanwhile_is_not_overwritten(decider, correction, nishiwaga):
    nishiwaga.website = "https://elsewhere.example.jp/"
    nishiwaga.save()
    answer = send(decider, correction.get_absolute_url(), decision="accept")
    assert "提案のあとで台帳の「ウェブサイト」が変わりました" in answer.content.decode()
    nishiwaga.refresh_from_db()
    assert nishiwaga.website == "https://elsewhere.example.jp/"
    correction.refresh_from_db()
    assert correction.is_waiting


def test_what_was_decided_is_decided(decider, correction):
    page = correction.get_absolute_url()
    send(decider, page, decision="accept")
    assert "決定する" not in text_of(decider.get(page))
    assert (
        decider.post(page, {"decision": "decline", "reason": "あとから", "once": "x" * 32}).status_code == 422
    )
    correction.refresh_from_db()
    assert correction.state == State.ACCEPTED


def test_an_office_takes_its_proposal_back(officer, correction):
    assert officer.post(WITHDRAW).status_code == 302
    correction.refresh_from_db()
    assert correction.state == State.WITHDRAWN
    assert officer.post(WITHDRAW).status_code == 404


def test_what_was_sent_is_not_given_back_later(officer):
    typed = {"kana": "にしわがちょう", "ground": "よみの誤り", "once": "z" * 32}
    officer.post(reverse("portal:autosave"), {"path": FACTS, **typed})
    assert officer.post(FACTS, typed).status_code == 302
    officer.post(WITHDRAW)
    assert "入力の途中だった内容を戻しました" not in text_of(officer.get(FACTS))


def test_one_waits_at_a_time(officer, correction):
    answer = officer.post(FACTS, {"kana": "にしわがちょう", "ground": "よみの誤り", "once": "y" * 32})
    page = answer.content.decode()
    assert "別の提案が確認を待っています" in page
    assert "にしわがちょう" in page
    assert FactCorrection.objects.count() == 1


def test_a_proposal_sent_twice_is_one(officer):
    typed = {"kana": "にしわがちょう", "ground": "よみの誤り", "once": "y" * 32}
    assert [officer.post(FACTS, typed).status_code for _ in range(2)] == [302, 302]
    assert FactCorrection.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "今の記載と同じです"),
        ({"kana": "ニシワガ", "ground": "誤り"}, "ひらがなで入力してください"),
        ({"kana": ""}, "よみを入力してください"),
        ({"website": "なし"}, "アドレスの形になっていません"),
        ({"website": "javascript:alert(1)"}, "アドレスの形になっていません"),
        ({"website": SITE, "ground": ""}, "根拠を入力してください"),
    ],
)
def test_bad_input_is_told_and_kept(officer, typed, told):
    answer = send(officer, FACTS, **{"ground": "確かめました", **typed})
    page = answer.content.decode()
    assert told in page
    assert all(text in page for text in typed.values())
    assert not FactCorrection.objects.exists()


def test_who_may_not_finds_no_way_in(
    sign_in, correction, nishiwaga_officer, arakawa_office, arakawa_staff, decider
):
    page = correction.get_absolute_url()
    for client in (sign_in(nishiwaga_officer), sign_in(arakawa_staff)):
        assert client.get(page).status_code == 404
        assert client.post(page, {"decision": "accept"}).status_code == 404
        assert client.get(LIST).status_code == 404
    assert sign_in(arakawa_staff).post(WITHDRAW).status_code == 404
    assert decider.get(FACTS).status_code == 404
    Posting.objects.filter(office__body__isnull=True).update(role=Posting.Role.VIEWER)
    assert decider.post(page, {"decision": "accept"}).status_code == 403
    Posting.objects.filter(user=nishiwaga_officer).update(role=Posting.Role.VIEWER)
    assert sign_in(nishiwaga_officer).get(FACTS).status_code == 403
    correction.refresh_from_db()
    assert correction.is_waiting


def test_the_list_asks_the_same_for_one_and_for_thirty(decider):
    f.FactCorrectionFactory()
    assert statements(decider, LIST) == 7
    f.FactCorrectionFactory.create_batch(29)
    assert statements(decider, LIST) == 7

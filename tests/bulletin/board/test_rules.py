"""The rules of the board that the table of moves does not say."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.models import OutgoingMail
from bulletin.board.actions import Said, move_response, move_thread
from bulletin.board.moves import thread_moves
from bulletin.board.rooms import confirm_terms, propose_terms
from bulletin.board.writing import StaleError, confirm_partner, write_response, write_thread
from bulletin.models import BoardEvent, Response, Terms, Thread
from bulletin.models.board.states import ResponseState, ThreadState
from common.dates import today
from municipalities.models import Office, Posting
from projects.models import Project, ProjectParty
from tests import factories as f
from tests.bulletin.board.browser import refusal, send
from tests.pages import text_of

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
SAID = Said(reason="理由", category="other", deadline=today() + 20 * DAY, day=today())
TERMS = {
    "what": "雪を運ぶ",
    "who": "町と区",
    "lead": "author",
    "payment": "区",
    "schedule": "2月",
    "fiscal_year": today().year,
    "contact": "企画課",
}


@pytest.fixture
def thread(opened, arakawa_office, arakawa_staff):
    return opened(arakawa_office, arakawa_staff)


@pytest.fixture
def response(thread, answered, nishiwaga_office, nishiwaga_officer):
    return answered(thread, nishiwaga_office, nishiwaga_officer)


@pytest.fixture
def towns(db):
    """Three more members and who decides for them: (office, person)."""
    postings = [
        f.PostingFactory(office__body=f.MembershipFactory().body, role=Posting.Role.APPROVER)
        for _ in range(3)
    ]
    return [(posting.office, posting.user) for posting in postings]


def overdue(thread) -> None:
    Thread.objects.filter(pk=thread.pk).update(deadline=today() - DAY)


def now(record):
    return type(record).objects.get(pk=record.pk)


def settled(response, author, responder):
    """Both sides agree."""
    move_response(response=response, move="talk", by=author)
    propose_terms(response=response, by=author, values=TERMS, version=0)
    confirm_terms(response=response, by=author, version=1)
    return confirm_terms(response=response, by=responder, version=1)


# --- Steps before a thread is open ----------------------------------------------------------------------


@pytest.fixture
def editor(arakawa_office):
    return f.PostingFactory(office=arakawa_office, role=Posting.Role.EDITOR).user


def test_where_an_office_has_switched_the_step_off_an_editor_posts(written, arakawa_office, editor):
    Office.objects.update(needs_approval=False)
    arakawa_office.refresh_from_db()
    thread = written(arakawa_office, editor)
    assert [move.key for move in thread_moves(thread, editor)] == ["review", "withdraw"]
    with pytest.raises(ValidationError, match="庁内確認を省いています"):
        move_thread(thread=thread, move="submit", by=editor)
    assert move_thread(thread=thread, move="review", by=editor).state == ThreadState.REVIEW


def test_where_the_step_is_on_an_editor_hands_it_to_an_approver(
    written, arakawa_office, arakawa_staff, editor
):
    thread = written(arakawa_office, editor)
    assert [move.key for move in thread_moves(thread, editor)] == ["submit"]
    with pytest.raises(PermissionDenied):
        move_thread(thread=thread, move="review", by=editor)
    thread = move_thread(thread=thread, move="submit", by=editor)
    assert OutgoingMail.objects.filter(to=arakawa_staff.email, subject__contains="庁内確認").exists()
    assert [move.key for move in thread_moves(thread, arakawa_staff)] == ["review", "return", "withdraw"]


def test_where_the_step_is_off_an_editor_answers(thread, nishiwaga_office):
    Office.objects.filter(pk=nishiwaga_office.pk).update(needs_approval=False)
    nishiwaga_office.refresh_from_db()
    person = f.PostingFactory(office=nishiwaga_office, role=Posting.Role.EDITOR).user
    values = {"text": "提供できます", "brings": "", "partners": []}
    response = write_response(thread=thread, office=nishiwaga_office, by=person, values=values)
    assert move_response(response=response, move="send", by=person).state == ResponseState.SUBMITTED


def test_the_first_thread_of_a_body_goes_to_the_secretariat_and_the_second_does_not(
    written, opened, arakawa_office, arakawa_staff
):
    thread = written(arakawa_office, arakawa_staff)
    with pytest.raises(ValidationError, match="初めての投稿"):
        move_thread(thread=thread, move="open", by=arakawa_staff)
    assert "open" not in [move.key for move in thread_moves(thread, arakawa_staff)]
    opened(arakawa_office, arakawa_staff)
    assert "review" not in [move.key for move in thread_moves(thread, arakawa_staff)]
    with pytest.raises(ValidationError, match="必要ありません"):
        move_thread(thread=thread, move="review", by=arakawa_staff)
    assert move_thread(thread=thread, move="open", by=arakawa_staff).state == ThreadState.OPEN


def test_another_office_of_the_body_has_the_first_one_behind_it(thread, written, arakawa):
    posting = f.PostingFactory(office__body=arakawa, role=Posting.Role.APPROVER)
    second = written(posting.office, posting.user)
    assert move_thread(thread=second, move="open", by=posting.user).state == ThreadState.OPEN


def test_what_was_sent_back_once_is_looked_at_again(
    written, opened, arakawa_office, arakawa_staff, secretariat, secretariat_office
):
    thread = written(arakawa_office, arakawa_staff)
    move_thread(thread=thread, move="review", by=arakawa_staff)
    move_thread(thread=thread, move="send_back", by=secretariat, said=SAID)
    opened(arakawa_office, arakawa_staff)  # meanwhile another one
    with pytest.raises(ValidationError):
        move_thread(thread=thread, move="open", by=arakawa_staff)
    assert move_thread(thread=thread, move="review", by=arakawa_staff).state == ThreadState.REVIEW


def test_the_secretariats_own_is_open_at_once(written, secretariat, secretariat_office):
    thread = written(secretariat_office, secretariat)
    assert move_thread(thread=thread, move="open", by=secretariat).state == ThreadState.OPEN


@pytest.mark.parametrize(
    ("lacking", "named"),
    [
        ({"body": ""}, "本文"),
        ({"field": ""}, "分野"),
        ({"deadline": None}, "回答の期限"),
        ({"deadline": today() - DAY}, "期限が過ぎて"),
        ({"audience": "named", "audience_bodies": []}, "公開する範囲"),
        ({"audience": "prefectures", "audience_bodies": []}, "公開する範囲"),
    ],
)
def test_what_a_thread_needs_to_go_out_is_asked(written, arakawa_office, arakawa_staff, lacking, named):
    thread = written(arakawa_office, arakawa_staff, **lacking)
    for move in ("submit", "review"):
        with pytest.raises(ValidationError, match=named):
            move_thread(thread=thread, move=move, by=arakawa_staff)


def test_the_deadline_may_be_today(written, arakawa_office, arakawa_staff):
    thread = written(arakawa_office, arakawa_staff, deadline=today())
    assert move_thread(thread=thread, move="review", by=arakawa_staff).state == ThreadState.REVIEW


# --- Deadlines ------------------------------------------------------------------------------------------


def test_an_author_opens_again_twice_and_then_the_secretariat(thread, arakawa_staff, secretariat):
    for _ in range(2):
        overdue(thread)
        assert move_thread(thread=thread, move="extend", by=arakawa_staff, said=SAID).is_open
    overdue(thread)
    with pytest.raises(ValidationError, match="2回まで"):
        move_thread(thread=thread, move="extend", by=arakawa_staff, said=SAID)
    assert move_thread(thread=thread, move="extend_more", by=secretariat, said=SAID).is_open
    assert now(thread).deadline == SAID.deadline


@pytest.mark.parametrize("move", ["extend", "extend_more"])
def test_the_new_deadline_is_ahead(thread, arakawa_staff, secretariat, move):
    overdue(thread)
    by = arakawa_staff if move == "extend" else secretariat
    with pytest.raises(ValidationError, match="今日以降"):
        move_thread(thread=thread, move=move, by=by, said=Said(reason="理由", deadline=today() - DAY))


def test_a_deadline_holds_without_any_job(thread, sign_in, nishiwaga_office, nishiwaga_officer):
    values = {"text": "提供できます", "brings": "", "partners": []}
    draft = write_response(thread=thread, office=nishiwaga_office, by=nishiwaga_officer, values=values)
    overdue(thread)
    client = sign_in(nishiwaga_officer)
    board = reverse("bulletin:board")
    assert thread.title in text_of(client.get(board, {"state": "closed"}))
    assert thread.title not in text_of(client.get(board, {"state": "open"}))
    assert "受付終了" in text_of(client.get(board))
    assert "受付終了" in text_of(client.get(thread.get_absolute_url()))
    assert now(thread).state == ThreadState.OPEN, "looking writes nothing"

    refused = send(client, reverse("bulletin:room_move", args=[thread.number, draft.place, "send"]))
    assert "受付は終わっています" in refusal(refused)
    assert now(draft).state == ResponseState.DRAFT


def test_after_the_deadline_nobody_answers(thread, sign_in, nishiwaga_office, nishiwaga_officer):
    overdue(thread)
    client = sign_in(nishiwaga_officer)
    respond = reverse("bulletin:respond", args=[thread.number])
    assert respond not in client.get(thread.get_absolute_url()).text
    refused = send(client, respond, text="遅れた回答")
    assert "受付は終わっています" in refusal(refused)
    assert "遅れた回答" in refused.text
    assert not Response.objects.exists()


def test_whoever_touches_an_overdue_thread_closes_it_once(thread, arakawa_staff):
    overdue(thread)
    move_thread(thread=thread, move="extend", by=arakawa_staff, said=SAID)
    moves = BoardEvent.objects.filter(thread=thread).order_by("pk").values_list("move", flat=True)
    assert list(moves)[-2:] == ["expire", "extend"]


# --- Ends -----------------------------------------------------------------------------------------------


def test_a_withdrawal_ends_what_is_open_and_tells_who_waits(
    thread, response, towns, arakawa_staff, nishiwaga_officer
):
    office, person = towns[0]
    values = {"text": "下書き", "brings": "", "partners": []}
    draft = write_response(thread=thread, office=office, by=person, values=values)
    move_thread(thread=thread, move="withdraw", by=arakawa_staff, said=Said(reason="中止のため"))
    assert now(response).state == ResponseState.PASSED
    assert now(draft).state == ResponseState.DRAFT
    mail = OutgoingMail.objects.get(to=nishiwaga_officer.email, subject__contains="取り下げ")
    assert "中止のため" in mail.body
    assert not OutgoingMail.objects.filter(to=person.email).exists()


def test_no_thread_with_a_settled_response_is_withdrawn_or_fails(
    thread, response, arakawa_staff, nishiwaga_officer
):
    settled(response, arakawa_staff, nishiwaga_officer)
    for move in ("withdraw", "fail"):
        with pytest.raises(ValidationError, match="成立した回答"):
            move_thread(thread=thread, move=move, by=arakawa_staff, said=SAID)


def test_what_is_not_decided_is_decided_first(thread, response, arakawa_staff):
    for move in ("settle", "fail"):
        with pytest.raises(ValidationError):
            move_thread(thread=thread, move=move, by=arakawa_staff, said=SAID)
    move_response(response=response, move="pass", by=arakawa_staff, said=SAID)
    with pytest.raises(ValidationError, match="成立した回答がありません"):
        move_thread(thread=thread, move="settle", by=arakawa_staff)


def test_who_answered_hears_that_a_thread_failed_and_is_open_again(
    thread, response, arakawa_staff, nishiwaga_officer, secretariat
):
    move_response(response=response, move="pass", by=arakawa_staff, said=SAID)
    move_thread(thread=thread, move="fail", by=arakawa_staff, said=SAID)
    move_thread(thread=thread, move="restore", by=secretariat, said=SAID)
    for words in ("不成立", "受付中に戻しました"):
        assert OutgoingMail.objects.filter(to=nishiwaga_officer.email, subject__contains=words).exists()
        assert OutgoingMail.objects.filter(body__contains=words, to=secretariat.email).count() == 0


def test_a_party_hears_that_the_author_settled(thread, response, arakawa_staff, nishiwaga_officer):
    settled(response, arakawa_staff, nishiwaga_officer)
    move_thread(thread=thread, move="settle", by=arakawa_staff)
    assert OutgoingMail.objects.filter(
        to=nishiwaga_officer.email, subject__contains="成立として終えました"
    ).exists()


def test_what_lapsed_is_not_settled_before_it_is_open_again(
    thread, response, arakawa_staff, nishiwaga_officer, secretariat
):
    move_response(response=response, move="talk", by=arakawa_staff)
    propose_terms(response=response, by=arakawa_staff, values=TERMS, version=0)
    confirm_terms(response=response, by=arakawa_staff, version=1)
    Thread.objects.update(state=ThreadState.LAPSED)
    with pytest.raises(ValidationError, match="期限経過のため"):
        confirm_terms(response=response, by=nishiwaga_officer, version=1)
    assert not Project.objects.exists()
    move_thread(thread=thread, move="restore", by=secretariat, said=SAID)
    assert confirm_terms(response=response, by=nishiwaga_officer, version=1).state == ResponseState.SETTLED


def test_while_two_sides_talk_a_thread_does_not_lapse(thread, response, arakawa_staff):
    move_response(response=response, move="talk", by=arakawa_staff)
    Thread.objects.update(deadline=today() - 40 * DAY)
    with pytest.raises(ValidationError, match="協議している"):
        move_thread(thread=thread, move="lapse", by=None)


# --- Slots and partners ---------------------------------------------------------------------------------


def test_full_slots_settle_the_thread_once_all_is_decided(
    thread, answered, towns, arakawa_staff, nishiwaga_office, nishiwaga_officer
):
    Thread.objects.update(slots=1)
    first = answered(thread, nishiwaga_office, nishiwaga_officer)
    second = answered(thread, *towns[0])
    settled(first, arakawa_staff, nishiwaga_officer)
    assert now(thread).state == ThreadState.OPEN, "another response waits for its decision"
    move_response(response=second, move="pass", by=arakawa_staff, said=SAID)
    assert now(thread).state == ThreadState.SETTLED
    assert BoardEvent.objects.filter(thread=thread, move="fill", user=None).count() == 1


def test_beyond_the_slots_nothing_settles(
    thread, answered, towns, arakawa_staff, nishiwaga_office, nishiwaga_officer
):
    """Of two slots one is taken; the second answer comes with a partner that has confirmed."""
    Thread.objects.update(slots=2)
    (office, person), (partner_office, partner_person), _ = towns
    first = answered(thread, nishiwaga_office, nishiwaga_officer)
    values = {"text": "一緒に", "brings": "", "partners": [partner_office.body]}
    joint = write_response(thread=thread, office=office, by=person, values=values)
    move_response(response=joint, move="send", by=person)
    confirm_partner(partner=joint.partners.get(), by=partner_person, office=partner_office)
    settled(first, arakawa_staff, nishiwaga_officer)
    with pytest.raises(ValidationError, match=r"残り（1団体）を超える.*2団体"):
        settled(joint, arakawa_staff, person)
    joint.refresh_from_db()
    assert joint.state == ResponseState.TERMS
    assert joint.terms.get().confirmations.count() == 1, "the refused confirmation is not kept"
    assert Project.objects.get().parties.count() == 2


def test_a_joint_response_counts_those_who_have_confirmed(thread, towns, arakawa_staff):
    Thread.objects.update(slots=2)
    (office, person), (confirmed, confirming), (silent, _) = towns
    values = {"text": "一緒に", "brings": "", "partners": [confirmed.body, silent.body]}
    joint = write_response(thread=thread, office=office, by=person, values=values)
    move_response(response=joint, move="send", by=person)
    confirm_partner(partner=joint.partners.get(body=confirmed.body), by=confirming, office=confirmed)
    settled(joint, arakawa_staff, person)
    assert now(thread).state == ThreadState.SETTLED
    assert {party.body for party in ProjectParty.objects.all()} == {
        thread.sender,
        office.body,
        confirmed.body,
    }


def test_only_who_decides_for_the_named_body_confirms(thread, towns):
    (office, person), (named, _), (other, stranger) = towns
    values = {"text": "一緒に", "brings": "", "partners": [named.body]}
    joint = write_response(thread=thread, office=office, by=person, values=values)
    partner = joint.partners.get()
    editor = f.PostingFactory(office=named, role=Posting.Role.EDITOR).user
    for by, acting in ((stranger, other), (stranger, named), (editor, named), (person, office)):
        with pytest.raises(PermissionDenied):
            confirm_partner(partner=partner, by=by, office=acting)
    partner.refresh_from_db()
    assert partner.confirmed_at is None


def test_a_named_body_comes_to_the_room_by_itself_and_confirms(thread, towns, sign_in):
    (office, person), (named, decider), _ = towns
    values = {"text": "一緒に行います", "brings": "", "partners": [named.body]}
    joint = write_response(thread=thread, office=office, by=person, values=values)
    client = sign_in(decider)
    assert client.get(joint.get_absolute_url()).status_code == 404, "a draft is its office's own"
    move_response(response=joint, move="send", by=person)
    assert "共同で参加することを確認する" in text_of(client.get(reverse("portal:members")))
    answer = send(client, reverse("bulletin:room_join", args=[thread.number, joint.place]))
    assert answer.status_code == 302
    assert joint.partners.get().confirmed_by == decider


def test_a_body_answers_once_and_not_its_own(thread, response, arakawa, nishiwaga):
    values = {"text": "もう一つ", "brings": "", "partners": []}
    for body, words in ((nishiwaga, "回答しています"), (arakawa, "自分の団体")):
        posting = f.PostingFactory(office__body=body, role=Posting.Role.APPROVER)
        with pytest.raises(ValidationError, match=words):
            write_response(thread=thread, office=posting.office, by=posting.user, values=values)
    assert Response.objects.count() == 1


def test_after_an_end_a_body_may_answer_again(
    thread, response, answered, nishiwaga_office, nishiwaga_officer
):
    move_response(response=response, move="decline", by=nishiwaga_officer, said=SAID)
    assert answered(thread, nishiwaga_office, nishiwaga_officer).place == 2


# --- Terms ----------------------------------------------------------------------------------------------


def test_a_new_version_resets_the_confirmations(response, arakawa_staff, nishiwaga_officer):
    move_response(response=response, move="talk", by=arakawa_staff)
    propose_terms(response=response, by=arakawa_staff, values=TERMS, version=0)
    confirm_terms(response=response, by=arakawa_staff, version=1)
    propose_terms(response=response, by=nishiwaga_officer, values=TERMS | {"payment": "町"}, version=1)
    with pytest.raises(StaleError):
        confirm_terms(response=response, by=nishiwaga_officer, version=1)
    assert confirm_terms(response=response, by=nishiwaga_officer, version=2).state == ResponseState.TERMS
    with pytest.raises(ValidationError, match="確認済み"):
        confirm_terms(response=response, by=nishiwaga_officer, version=2)
    assert confirm_terms(response=response, by=arakawa_staff, version=2).state == ResponseState.SETTLED
    assert [terms.confirmations.count() for terms in Terms.objects.all()] == [1, 2]


def test_what_was_settled_is_dissolved_with_its_day_and_frees_the_slot(
    thread, response, arakawa_staff, nishiwaga_officer, secretariat
):
    Thread.objects.update(slots=1)
    settled(response, arakawa_staff, nishiwaga_officer)
    said = Said(reason="災害のため", day=today())
    dissolved = move_response(response=response, move="dissolve", by=nishiwaga_officer, said=said)
    assert (dissolved.state, dissolved.dissolved_on) == (ResponseState.DISSOLVED, today())
    assert Thread.objects.with_numbers().get().slots_left == 1
    for person in (arakawa_staff, secretariat):
        assert "災害のため" in OutgoingMail.objects.get(to=person.email, subject__contains="解消").body
    assert move_thread(thread=thread, move="restore", by=secretariat, said=SAID).is_open


# --- Two at once ----------------------------------------------------------------------------------------


def test_a_thread_saved_by_two_shows_the_difference_and_loses_nothing(thread, sign_in, arakawa_staff):
    client = sign_in(arakawa_staff)
    edit = reverse("bulletin:edit_thread", args=[thread.number])
    page = client.get(edit)
    assert send(client, edit, body="先に保存された本文").status_code == 302
    late = {"once": page.context["form"]["once"].value(), "version": thread.version}
    late |= {"title": thread.title, "body": "あとから送る本文", "field": "exchange", "season": "冬"}
    stale = client.post(edit, late)
    shown = refusal(stale)
    assert "ほかの人が、この投稿を先に保存しました。" in shown
    assert "先に保存された本文" in shown
    assert "あとから送る本文" in shown
    assert 'value="冬"' in stale.text
    assert now(thread).body == "先に保存された本文"

    form = stale.context["form"]
    again = late | {"version": form["version"].value(), "once": form["once"].value()}
    assert client.post(edit, again).status_code == 302
    assert now(thread).body == "あとから送る本文"
    assert [text.version for text in thread.texts.order_by("version")] == [1, 2, 3]


def test_a_response_saved_by_two_shows_the_difference(thread, sign_in, nishiwaga_office, nishiwaga_officer):
    values = {"text": "先の回答", "brings": "", "partners": []}
    draft = write_response(thread=thread, office=nishiwaga_office, by=nishiwaga_officer, values=values)
    client = sign_in(nishiwaga_officer)
    stale = send(client, reverse("bulletin:respond", args=[thread.number]), text="あとの回答", version=0)
    assert "先の回答" in refusal(stale)
    assert "あとの回答" in stale.text
    assert now(draft).text == "先の回答"


def test_terms_written_by_both_sides_show_the_difference(response, sign_in, arakawa_staff, nishiwaga_officer):
    move_response(response=response, move="talk", by=arakawa_staff)
    address = reverse("bulletin:terms", args=[response.thread.number, response.place])
    town = sign_in(nishiwaga_officer)
    page = town.get(address)
    propose_terms(response=response, by=arakawa_staff, values=TERMS, version=0)
    stale = town.post(
        address, TERMS | {"once": page.context["form"]["once"].value(), "version": 0, "payment": "折半"}
    )
    assert "先に合意案を改めました" in refusal(stale)
    assert "折半" in stale.text
    assert Terms.objects.count() == 1
    again = TERMS | {"once": "1", "version": stale.context["form"]["version"].value(), "payment": "折半"}
    assert town.post(address, again).status_code == 302
    assert Terms.objects.newest().first().payment == "折半"


def test_a_stale_draft_is_refused_by_the_action_too(written, arakawa_office, arakawa_staff):
    thread = written(arakawa_office, arakawa_staff)
    values = {"title": "新しい題名"}
    write_thread(thread=thread, office=arakawa_office, by=arakawa_staff, values=values, version=1)
    with pytest.raises(StaleError):
        write_thread(thread=thread, office=arakawa_office, by=arakawa_staff, values=values, version=1)

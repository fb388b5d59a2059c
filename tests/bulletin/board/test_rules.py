"""The rules of the board that the table of moves does not say."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.models import OutgoingMail
from bulletin.board.actions import Said, move_response, move_thread
from bulletin.board.moves import thread_moves
from bulletin.board.rooms import confirm_terms, propose_terms
from bulletin.board.writing import write_response
from bulletin.models import BoardEvent, Response, Thread
from bulletin.models.board.states import ResponseState, ThreadState
from common.dates import today
from municipalities.models import Office, Posting
from projects.models import Project
from tests import factories as f
from tests.bulletin.board.browser import refusal, send
from tests.bulletin.board.samples import DAY, SAID, TERMS, now, settled
from tests.pages import text_of

pytestmark = pytest.mark.django_db


def overdue(thread) -> None:
    Thread.objects.filter(pk=thread.pk).update(deadline=today() - DAY)


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

"""What the secretariat does with the bodies that a survey asks."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import AuditEvent, OutgoingMail
from common.moves import Refused
from municipalities.models import Posting
from surveys.models import Answer, Contact, Survey, SurveyTarget, TargetState
from surveys.targets import actions
from surveys.transitions import SECRETARIAT, TARGET_MOVES
from tests.factories import AnswerFactory, ConductedSurveyFactory, PostingFactory, SurveyTargetFactory
from tests.surveys.targets.conftest import survey_asking

pytestmark = pytest.mark.django_db

#: Move of the secretariat → the states of a body from which it starts, and where it ends.
MOVES = {
    "send": ("unsent bounced", "sent"),
    "bounce": ("sent", "bounced"),
    "return": ("submitted resubmitted confirmed by_proxy", "returned"),
    "confirm": ("submitted resubmitted", "confirmed"),
    "decline": ("unsent sent bounced writing returned", "declined"),
    "exclude": ("unsent sent bounced writing returned", "excluded"),
    "reinstate": ("declined excluded", "sent"),
}
#: Move → the states of the survey in which it is made.
WHILE = {
    "send": "scheduled open",
    "bounce": "scheduled open closed reviewing",
    "return": "open closed reviewing",
    "confirm": "open closed reviewing",
    "decline": "scheduled open closed reviewing",
    "exclude": "scheduled open closed reviewing",
    "reinstate": "scheduled open closed reviewing",
}


def put(target: SurveyTarget, state: str, **values) -> SurveyTarget:
    SurveyTarget.objects.filter(pk=target.pk).update(state=state, **values)
    target.refresh_from_db()
    return target


def make(target: SurveyTarget, move: str, by) -> SurveyTarget:
    if move == "send":
        return actions.send(target=target, by=by, way="post", at=timezone.now())
    return actions.move_target(target=target, move=move, by=by, reason="理由")


@pytest.fixture
def by(secretariat, secretariat_office):
    return secretariat


@pytest.mark.parametrize("state", TargetState.values)
@pytest.mark.parametrize("move", MOVES)
def test_moves_of_the_secretariat(move, state, by):
    target = put(survey_asking(1).targets.get(), state, sent_at=timezone.now())
    sources, ends = MOVES[move]
    if state in sources.split():
        assert make(target, move, by).state == ends
    else:
        with pytest.raises(Refused, match="できません"):
            make(target, move, by)
        assert SurveyTarget.objects.get().state == state


@pytest.mark.parametrize("state", Survey.State.values)
@pytest.mark.parametrize("move", WHILE)
def test_moves_are_made_while_the_survey_is_open_to_them(move, state, by):
    survey = survey_asking(1)
    target = put(survey.targets.get(), MOVES[move][0].split()[0], sent_at=timezone.now())
    values = {"published_on": dt.date(2026, 11, 2), "cancelled_because": "中止"}
    if state == "scheduled":
        values["opens_at"] = timezone.now() + dt.timedelta(days=1)
    if state not in ("draft", "checking", "scheduled"):
        Survey.objects.filter(pk=survey.pk).update(state=state, **values)
    else:
        survey = _ahead(state)
        target = put(survey.targets.get(), MOVES[move][0].split()[0], sent_at=timezone.now())
    if state in WHILE[move].split():
        assert make(target, move, by).state == MOVES[move][1]
    else:
        with pytest.raises(Refused, match="アンケートが「"):
            make(target, move, by)


def _ahead(state):
    now = timezone.now()
    survey = ConductedSurveyFactory(opens_at=now + dt.timedelta(days=1), closes_at=now + dt.timedelta(days=9))
    SurveyTargetFactory(survey=survey)
    Survey.objects.filter(pk=survey.pk).update(state=state)
    return Survey.objects.get(pk=survey.pk)


def test_every_move_of_the_secretariat_is_tried_here():
    of_secretariat = {name for name, move in TARGET_MOVES.items() if move.who == SECRETARIAT}
    assert set(MOVES) == set(WHILE) == of_secretariat - {"enter"}


def test_who_only_reads_for_the_secretariat_changes_nothing(secretariat_office, by):
    reader = PostingFactory(office=secretariat_office, role=Posting.Role.VIEWER).user
    target = survey_asking(1).targets.get()
    for move in MOVES:
        with pytest.raises(PermissionDenied):
            make(target, move, reader)
    for action in (actions.note_contact, actions.reissue):
        more = {"way": "phone", "note": "電話"} if action is actions.note_contact else {}
        with pytest.raises(PermissionDenied):
            action(target=target, by=reader, **more)
    for action, more in (
        (actions.confirm_all, {"until": timezone.now()}),
        (actions.mark_sent, {"listed": []}),
    ):
        with pytest.raises(PermissionDenied):
            action(
                survey=target.survey, by=reader, **more | ({"at": timezone.now()} if "listed" in more else {})
            )


# --- Sent ---------------------------------------------------------------------------------------------


def test_a_letter_was_sent_on_a_day(code_target, by):
    day = timezone.now() - dt.timedelta(days=3)
    actions.send(target=code_target, by=by, way="post", at=day)
    code_target.refresh_from_db()
    assert (code_target.state, code_target.sent_at, code_target.contacted_at) == ("sent", day, day)
    contact = Contact.objects.get(target=code_target)
    assert (contact.what, contact.way, contact.by, contact.at) == ("invited", "post", by, day)
    event = AuditEvent.objects.get(verb="survey.send_target")
    assert event.actor == by
    assert "鏡野町" in event.summary
    assert not OutgoingMail.objects.filter(to__contains="kagamino").exists()


def test_a_body_that_became_a_member_meanwhile_is_mailed(code_target, kagamino_office, by):
    actions.send(target=code_target, by=by, way="mail", at=timezone.now() - dt.timedelta(days=3))
    mail = OutgoingMail.objects.get(to="kikaku@kagamino.example.jp")
    assert "アンケートのお願い" in mail.subject
    assert "/members/surveys/2026-1/own/" in mail.body
    code_target.refresh_from_db()
    assert code_target.sent_at > timezone.now() - dt.timedelta(minutes=1)


def test_those_on_a_list_are_sent_to_in_one_action(by):
    survey = survey_asking(4)
    one, two, writing, other = survey.targets.in_order()
    put(writing, "writing")
    day = timezone.now() - dt.timedelta(days=1)
    listed = [one.pk, two.pk, writing.pk]
    assert actions.mark_sent(survey=survey, by=by, listed=listed, at=day) == 2
    states = dict(SurveyTarget.objects.values_list("pk", "state"))
    assert states == {one.pk: "sent", two.pk: "sent", writing.pk: "writing", other.pk: "unsent"}
    event = AuditEvent.objects.get(verb="survey.mark_sent")
    assert event.data == {"codes": [one.body.code, two.body.code]}
    with pytest.raises(Refused, match="すべて送付済"):
        actions.mark_sent(survey=survey, by=by, listed=listed, at=day)


def test_bodies_of_another_survey_are_not_on_the_list(by):
    stranger = survey_asking(1).targets.get()
    with pytest.raises(Refused):
        actions.mark_sent(survey=survey_asking(1), by=by, listed=[stranger.pk], at=timezone.now())
    assert SurveyTarget.objects.get(pk=stranger.pk).state == "unsent"


# --- Sent back ----------------------------------------------------------------------------------------


def test_an_answer_is_sent_back_to_a_member_by_mail(member_target, nishiwaga_officer, by):
    put(member_target, "submitted", version=1)
    OutgoingMail.objects.all().delete()
    actions.move_target(target=member_target, move="return", by=by, reason="職員数が二桁違うようです。")
    mail = OutgoingMail.objects.get()
    assert mail.to == nishiwaga_officer.email
    assert "職員数が二桁違うようです。" in mail.body
    assert "/members/surveys/2026-1/own/" in mail.body
    contact = member_target.contacts.get(what="returned")
    assert (contact.way, contact.note) == ("mail", "職員数が二桁違うようです。")
    member_target.refresh_from_db()
    assert (member_target.state, member_target.returned_because) == ("returned", "職員数が二桁違うようです。")


def test_an_answer_with_a_code_is_sent_back_to_the_address_in_it(code_target, by):
    put(code_target, "submitted", version=1)
    AnswerFactory(target=code_target, mailbox="kikaku@kagamino.example.jp")
    actions.move_target(target=code_target, move="return", by=by, reason="ご確認ください。")
    mail = OutgoingMail.objects.get(to="kikaku@kagamino.example.jp")
    assert code_target.get_absolute_url() in mail.body
    assert code_target.typed_code not in mail.body
    assert code_target.code not in mail.body


def test_who_left_no_address_has_to_be_phoned(code_target, by):
    put(code_target, "submitted", version=1)
    mails = OutgoingMail.objects.count()
    actions.move_target(target=code_target, move="return", by=by, reason="ご確認ください。")
    assert code_target.contacts.get(what="returned").way == "other"
    assert OutgoingMail.objects.count() == mails


@pytest.mark.parametrize("move", ["return", "decline", "exclude"])
def test_a_reason_is_needed(move, code_target, by):
    put(code_target, MOVES[move][0].split()[0])
    with pytest.raises(ValidationError, match="理由"):
        actions.move_target(target=code_target, move=move, by=by, reason=" \n")


def test_each_move_is_on_record(code_target, by):
    actions.move_target(target=code_target, move="decline", by=by, reason="電話で申し出")
    contact = code_target.contacts.get()
    assert (contact.what, contact.note) == ("moved", "辞退：電話で申し出")
    event = AuditEvent.objects.get(verb="survey.decline_target")
    assert "「辞退」にしました（電話で申し出）" in event.summary


def test_who_was_left_out_before_it_was_asked_is_still_to_be_asked(code_target, by):
    assert code_target.sent_at is None
    actions.move_target(target=code_target, move="exclude", by=by, reason="合併したため")
    assert actions.move_target(target=code_target, move="reinstate", by=by).state == "unsent"


# --- Confirmed ----------------------------------------------------------------------------------------


def test_all_unread_answers_are_confirmed_at_once(by):
    survey = survey_asking(4)
    earlier, again, later, writing = survey.targets.in_order()
    now = timezone.now()
    put(earlier, "submitted", state_since=now - dt.timedelta(hours=2))
    put(again, "resubmitted", state_since=now - dt.timedelta(hours=1))
    put(later, "submitted", state_since=now + dt.timedelta(seconds=5))
    put(writing, "writing")
    assert actions.confirm_all(survey=survey, by=by, until=now) == 2
    found = [target.state for target in survey.targets.in_order()]
    assert found == ["confirmed", "confirmed", "submitted", "writing"]
    assert AuditEvent.objects.get(verb="survey.confirm_all").data == {
        "codes": [earlier.body.code, again.body.code]
    }
    assert Contact.objects.filter(what="moved", note="確認済").count() == 2
    with pytest.raises(Refused, match="確認していない回答はありません"):
        actions.confirm_all(survey=survey, by=by, until=now)


# --- Beside the moves ---------------------------------------------------------------------------------


def test_a_contact_is_noted(code_target, by):
    actions.note_contact(target=code_target, by=by, way="phone", note=" 企画課に電話 ")
    contact = code_target.contacts.get()
    assert (contact.what, contact.way, contact.note, contact.by) == ("talked", "phone", "企画課に電話", by)
    code_target.refresh_from_db()
    assert code_target.contacted_at == contact.at
    assert code_target.state == "unsent"


def test_a_new_code_opens_and_the_old_one_does_not(code_target, by, visitor):
    old = code_target.typed_code
    assert visitor.post(code_target.get_absolute_url(), {"code": old}).status_code == 302
    door = f"{code_target.get_absolute_url()}answer/"
    assert visitor.get(door).status_code == 200
    actions.reissue(target=code_target, by=by)
    code_target.refresh_from_db()
    assert code_target.typed_code != old
    assert visitor.get(door).status_code == 302
    assert visitor.post(code_target.get_absolute_url(), {"code": old}).status_code == 422
    event = AuditEvent.objects.get(verb="survey.reissue_target")
    assert code_target.code not in event.summary
    assert code_target.code not in str(event.data)
    assert Answer.objects.count() == 0


def test_no_code_is_given_anew_once_the_result_is_final(code_target, by):
    Survey.objects.filter(pk=code_target.survey_id).update(state="final")
    with pytest.raises(Refused, match="回答コードの再発行"):
        actions.reissue(target=code_target, by=by)

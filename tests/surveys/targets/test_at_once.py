"""A body hands in its answer at the very moment at which it is reminded, or left out."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import OutgoingMail
from common.moves import Refused
from surveys.answering.submitting import submit
from surveys.models import AnswerVersion, Reminder, Survey, SurveyTarget
from surveys.targets.actions import move_target
from surveys.targets.reminding import send_reminder
from tests.factories import (
    ConductedSurveyFactory,
    OfficeFactory,
    PostingFactory,
    SurveyTargetFactory,
    WardFactory,
)
from tests.together import at_once

PEOPLE = {"office": "企画課", "person": "西和賀 二郎", "phone": "", "mailbox": ""}


@pytest.fixture
def waiting(shared):
    """A survey that asked a ward with an office here a fortnight ago, the office's person, and who reminds."""
    now = timezone.now()
    survey = ConductedSurveyFactory(
        opens_at=now - dt.timedelta(days=20), closes_at=now + dt.timedelta(days=9)
    )
    posting = PostingFactory(office=OfficeFactory(body=WardFactory()), role="approver")
    SurveyTargetFactory(
        survey=survey, body=posting.office.body, state="sent", sent_at=now - dt.timedelta(days=14)
    )
    Survey.objects.filter(pk=survey.pk).update(state="open")
    by = PostingFactory(office=OfficeFactory(body=None), role="administrator").user
    return SurveyTarget.objects.with_body().get(), posting, by


def handed_in(target, posting):
    return submit(target=target, content={"1": "雪"}, people=PEOPLE, by=posting.user, office=posting.office)


def tried(work):
    try:
        return work()
    except Refused:
        return None


def test_who_submits_at_the_same_moment_is_counted_once(waiting):
    target, posting, by = waiting
    version, reminder = at_once(
        lambda: handed_in(target, posting), lambda: tried(lambda: send_reminder(survey=target.survey, by=by))
    )
    assert version == AnswerVersion.objects.get()
    target.refresh_from_db()
    assert target.state == "submitted"
    reminded = OutgoingMail.objects.filter(subject__contains="再度のお願い").count()
    assert reminded == target.reminders == Reminder.objects.count() == (reminder.mailed if reminder else 0)


def test_an_answer_and_a_refusal_at_the_same_moment_leave_one_of_both(waiting):
    target, posting, by = waiting
    version, left_out = at_once(
        lambda: tried(lambda: handed_in(target, posting)),
        lambda: tried(lambda: move_target(target=target, move="exclude", by=by, reason="合併")),
    )
    target.refresh_from_db()
    assert (version is None) != (left_out is None)
    assert target.state == ("excluded" if left_out else "submitted")
    assert target.contacts.count() == (1 if left_out else 0)


def test_two_reminders_at_the_same_moment_are_one(waiting):
    target, _, by = waiting
    found = at_once(*[lambda: tried(lambda: send_reminder(survey=target.survey, by=by))] * 2)
    assert sum(one is not None for one in found) == 1
    target.refresh_from_db()
    assert target.reminders == Reminder.objects.count() == 1

import datetime as dt

import pytest

from accounts.models import OutgoingMail
from bulletin.board.deadlines import check_deadlines
from bulletin.board.moves import DAYS_TO_DECIDE
from bulletin.models import BoardEvent, Thread
from bulletin.models.board.states import ThreadState
from common.dates import today

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture
def thread(opened, arakawa_office, arakawa_staff):
    return opened(arakawa_office, arakawa_staff)


def due(thread, days: int) -> None:
    """Its deadline was so many days ago."""
    Thread.objects.filter(pk=thread.pk).update(deadline=today() - days * DAY)


def mails_to(person, words: str) -> int:
    return OutgoingMail.objects.filter(to=person.email, subject__contains=words).count()


def test_a_thread_past_its_deadline_is_closed_once(thread, arakawa_staff):
    due(thread, 1)
    assert check_deadlines()["closed"] == 1
    thread.refresh_from_db()
    assert thread.state == ThreadState.CLOSED
    assert check_deadlines()["closed"] == 0
    assert BoardEvent.objects.filter(move="expire").count() == 1
    assert mails_to(arakawa_staff, "受付が終わりました") == 1


def test_the_last_day_belongs_to_it(thread):
    due(thread, 0)
    assert check_deadlines()["closed"] == 0


def test_who_owes_a_decision_is_reminded_once_a_stage(thread, arakawa_staff):
    due(thread, 1)
    check_deadlines()
    check_deadlines()
    assert mails_to(arakawa_staff, "期限を過ぎています") == 1
    due(thread, 14)
    check_deadlines()
    check_deadlines()
    assert mails_to(arakawa_staff, "期限を過ぎたままです") == 1


def test_before_a_move_is_due_its_office_is_reminded(
    thread, answered, arakawa_staff, nishiwaga_office, nishiwaga_officer
):
    answered(thread, nishiwaga_office, nishiwaga_officer)
    due(thread, -4)
    check_deadlines()
    assert mails_to(arakawa_staff, "期限が近づいています") == 0
    due(thread, -3)
    check_deadlines()
    check_deadlines()
    assert mails_to(arakawa_staff, "期限が近づいています") == 1


def test_what_nobody_decides_lapses_and_the_secretariat_hears_of_it(thread, secretariat, arakawa_staff):
    due(thread, DAYS_TO_DECIDE - 1)
    check_deadlines()
    thread.refresh_from_db()
    assert thread.state == ThreadState.CLOSED
    due(thread, DAYS_TO_DECIDE)
    assert check_deadlines()["lapsed"] == 1
    thread.refresh_from_db()
    assert thread.state == ThreadState.LAPSED
    assert mails_to(secretariat, "決定がないまま") == 1
    assert mails_to(arakawa_staff, "決定がないまま") == 1

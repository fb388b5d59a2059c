"""What the worker does with surveys: opens and closes them in time, and forgets who answered."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import AuditEvent, OutgoingMail
from surveys.models import Answer, AnswerVersion, Survey
from surveys.schedule import JOBS, follow_the_clock, forget_respondents
from tests.factories import AnswerFactory, AnswerVersionFactory

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


def test_the_jobs_have_names_and_words():
    assert [job.name for job in JOBS] == ["survey_clock", "dispose_respondents"]


def test_what_is_due_is_opened_and_what_is_over_is_closed(scheduled, nishiwaga_office):
    now = timezone.now()
    assert follow_the_clock(now) == ""
    Survey.objects.filter(pk=scheduled.pk).update(opens_at=now - DAY)
    assert follow_the_clock(timezone.now()) == "アンケートを開始1件、締切0件。"
    scheduled.refresh_from_db()
    assert scheduled.state == "open"
    assert OutgoingMail.objects.filter(subject__contains="アンケートのお願い").count() == 1
    assert follow_the_clock(timezone.now()) == ""
    Survey.objects.filter(pk=scheduled.pk).update(closes_at=now - DAY / 2)
    assert follow_the_clock(timezone.now()) == "アンケートを開始0件、締切1件。"
    scheduled.refresh_from_db()
    assert scheduled.state == "closed"


@pytest.fixture
def answer(code_target):
    typed = {"office": ["企画課"], "person": ["鏡野 花子"], "q1": ["雪"]}
    return AnswerFactory(
        target=code_target, phone="0868-00-0000", mailbox="kikaku@kagamino.example.jp", typed=typed
    )


def ended(answer, state, days):
    day = timezone.localdate() - days * DAY
    values = {"published_on": day, "closes_at": timezone.now() - days * DAY}
    values |= {"opens_at": values["closes_at"] - 10 * DAY, "cancelled_because": "中止"}
    Survey.objects.filter(pk=answer.target.survey_id).update(state=state, **values)


@pytest.mark.parametrize("state", ["published", "cancelled"])
def test_who_answered_is_forgotten_a_year_after_the_end(state, answer):
    version = AnswerVersionFactory(target=answer.target, content={"1": "雪"})
    ended(answer, state, 364)
    assert forget_respondents(timezone.now()) == ""
    ended(answer, state, 367)
    assert "回答1件から" in forget_respondents(timezone.now())
    answer.refresh_from_db()
    assert (answer.office, answer.person, answer.phone, answer.mailbox) == ("", "", "", "")
    assert answer.typed == {"q1": ["雪"]}
    assert AnswerVersion.objects.get() == version
    assert AuditEvent.objects.get(verb="dispose_respondents").data == {"surveys": ["2026-1"]}
    assert forget_respondents(timezone.now()) == ""


def test_how_long_is_a_setting(answer, settings):
    settings.SURVEY_CONTACT_RETENTION_DAYS = 30
    ended(answer, "published", 32)
    assert "回答1件から" in forget_respondents(timezone.now())


def test_while_it_goes_on_nothing_is_forgotten(answer):
    Survey.objects.filter(pk=answer.target.survey_id).update(state="final")
    assert forget_respondents(timezone.now() + 1000 * DAY) == ""
    assert Answer.objects.get().person == "見本花子"

"""The secretariat at work at the survey that `going_on` begins: 西和賀町 is a member, 鏡野町 is not."""

import datetime as dt
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from municipalities.models import Posting
from surveys.models import Survey, SurveyTarget
from tests.factories import ConductedSurveyFactory, PostingFactory, SurveyTargetFactory


def at(name: str, survey: Survey, *args) -> str:
    return reverse(f"surveys:{name}", args=[survey.slug, *args])


def once(**typed) -> dict:
    return {"once": uuid4().hex} | typed


@pytest.fixture
def desk(sign_in, secretariat, secretariat_office):
    """The client of who writes for the secretariat."""
    return sign_in(secretariat)


@pytest.fixture
def reader(secretariat_office, sign_in):
    """The client of who only reads for the secretariat."""
    return sign_in(PostingFactory(office=secretariat_office, role=Posting.Role.VIEWER).user)


@pytest.fixture
def posted(code_target):
    """A letter went to 鏡野町 a fortnight ago, as the mail to 西和賀町 did."""
    sent = timezone.now() - dt.timedelta(days=14)
    SurveyTarget.objects.filter(survey=code_target.survey).update(
        state="sent", sent_at=sent, state_since=sent
    )
    code_target.refresh_from_db()
    return code_target


def survey_asking(number: int, *, state: str = "open", **values) -> Survey:
    """Going on, of as many bodies."""
    now = timezone.now()
    times = {"opens_at": now - dt.timedelta(days=20), "closes_at": now + dt.timedelta(days=20)}
    survey = ConductedSurveyFactory(**times)
    SurveyTargetFactory.create_batch(number, survey=survey, **values)
    Survey.objects.filter(pk=survey.pk).update(state=state, opened_on=dt.date(2026, 11, 1))
    survey.refresh_from_db()
    return survey

"""Applications that came to nothing go after their time, and say so in the audit record."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import AuditEvent
from municipalities.models import ApplicationStep, MembershipApplication
from municipalities.retention import dispose_of_applications
from tests.factories import ApplicationStepFactory, MembershipApplicationFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = timezone.make_aware(dt.datetime(2026, 11, 25, 3, 45))
State = MembershipApplication.State


def application(state: str, days: int) -> MembershipApplication:
    """One whose last step lies so many days back, and whose first lies far back."""
    values = {"state": state}
    if state in (State.DECLINED, State.RETURNED, State.APPROVED):
        values |= {"decided_by": UserFactory(), "decided_at": NOW, "decision_reason": "確認できないため"}
    made = MembershipApplicationFactory(**values)
    for back in (2000, days):
        ApplicationStepFactory(application=made, state=state, at=NOW - dt.timedelta(days=back))
    return made


@pytest.mark.parametrize("state", [State.SUBMITTED, State.DECLINED, State.WITHDRAWN])
def test_what_came_to_nothing_goes_after_its_time(state, settings):
    settings.APPLICATION_RETENTION_DAYS = 100
    old, young = application(state, 101), application(state, 99)
    assert "会員登録申請1件を廃棄しました" in dispose_of_applications(NOW)
    assert list(MembershipApplication.objects.all()) == [young]
    assert not ApplicationStep.objects.exclude(application=young).exists()
    event = AuditEvent.objects.get(verb="dispose_applications")
    assert event.data == {"numbers": [old.number]}
    assert dispose_of_applications(NOW) == ""


@pytest.mark.parametrize("state", [State.CONFIRMED, State.IN_REVIEW, State.RETURNED, State.APPROVED])
def test_what_waits_and_what_was_approved_stays(state):
    application(state, 1500)
    assert dispose_of_applications(NOW) == ""
    assert MembershipApplication.objects.count() == 1
    assert not AuditEvent.objects.filter(verb="dispose_applications").exists()

"""今の番: the dashboard and its calendar."""

import pytest
from django.urls import reverse
from icalendar import Calendar

from municipalities.models import Membership
from portal.models import InboxCalendar
from tests.pages import text_of

pytestmark = pytest.mark.django_db

DASHBOARD = reverse("portal:members")
MAKE, DROP = reverse("portal:make_calendar"), reverse("portal:drop_calendar")


@pytest.fixture
def owed(opened, answered, nishiwaga_office, nishiwaga_officer, arakawa_office, arakawa_staff):
    """西和賀町 owes 荒川区 an answer to its response."""
    thread = opened(nishiwaga_office, nishiwaga_officer, kind="offer", title="雪を運びます")
    answered(thread, arakawa_office, arakawa_staff)
    return thread


def address(client) -> str:
    client.post(MAKE)
    return reverse("portal:inbox_calendar", args=[InboxCalendar.objects.get().token])


def test_the_dashboard_shows_what_the_office_owes_and_nobody_elses(
    sign_in, owed, nishiwaga_officer, arakawa_staff
):
    text = text_of(sign_in(nishiwaga_officer).get(DASHBOARD))
    assert "届いた回答の検討を始める" in text
    assert "雪を運びます" in text
    other = text_of(sign_in(arakawa_staff).get(DASHBOARD))
    assert "今、この課が行うことはありません" in other


def test_the_calendar_holds_each_move_on_its_day(sign_in, visitor, owed, nishiwaga_officer):
    answer = visitor.get(address(sign_in(nishiwaga_officer)))
    assert answer["Content-Type"].startswith("text/calendar")
    assert answer["Cache-Control"] == "private, no-store"
    [entry] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert entry["dtstart"].dt == owed.deadline
    assert owed.number in entry["summary"]


def test_another_address_makes_the_first_a_dead_one(sign_in, visitor, owed, nishiwaga_officer):
    client = sign_in(nishiwaga_officer)
    first = address(client)
    second = address(client)
    assert visitor.get(first).status_code == 404
    assert visitor.get(second).status_code == 200
    client.post(DROP)
    assert visitor.get(second).status_code == 404


def test_an_office_that_may_not_act_has_no_calendar(sign_in, visitor, owed, nishiwaga_officer):
    calendar = address(sign_in(nishiwaga_officer))
    Membership.objects.update(suspended_on="2020-01-01")
    assert visitor.get(calendar).status_code == 404


def test_a_viewer_makes_no_calendar(sign_in, nishiwaga_office, nishiwaga_officer):
    nishiwaga_office.postings.update(role="viewer")
    client = sign_in(nishiwaga_officer)
    assert client.post(MAKE).status_code == 403
    assert client.post(DROP).status_code == 403
    assert not InboxCalendar.objects.exists()


def test_whoever_guesses_finds_nothing(visitor, owed):
    assert visitor.get(f"/calendars/{'x' * 43}.ics").status_code == 404

"""Calendar files, as other programs read them."""

import datetime as dt

import icalendar
import pytest
from django.urls import reverse

from common.dates import Precision, today
from projects.ics import calendar_file
from projects.models import Event
from tests.factories import EventFactory
from tests.pages import statements

pytestmark = pytest.mark.django_db

FEED = reverse("projects:events_ics")


def entries(response) -> list[icalendar.Event]:
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return icalendar.Calendar.from_ical(response.content).walk("VEVENT")


def test_a_calendar_file_of_hours_in_japan(client, market):
    (entry,) = entries(client.get("/events/yuki.ics"))
    start = entry.decoded("dtstart")
    assert start.isoformat() == f"{market.starts_on}T10:00:00+09:00"
    assert entry.decoded("dtend").isoformat() == f"{market.ends_on}T16:30:00+09:00"
    assert entry["uid"] == "yuki@events.tokubetsuku-renkei"
    assert entry["summary"] == "雪と暮らしの物産展"
    assert entry["location"] == "区民ひろば"
    assert entry["status"] == "CONFIRMED"
    assert entry["url"] == "http://testserver/events/yuki/"
    assert entry.decoded("dtstamp").astimezone(start.tzinfo).date() == market.updated_on
    assert b"BEGIN:VTIMEZONE" in client.get("/events/yuki.ics").content


def test_a_calendar_file_of_whole_days_ends_on_the_day_after(client):
    EventFactory(
        slug="ichi", starts_on=dt.date(2015, 10, 17), ends_on=dt.date(2015, 10, 18), fiscal_year=2015
    )
    (entry,) = entries(client.get("/events/ichi.ics"))
    assert entry.decoded("dtstart") == dt.date(2015, 10, 17)
    assert entry.decoded("dtend") == dt.date(2015, 10, 19)


def test_a_night_ends_the_next_day_and_a_start_alone_has_no_end(client):
    EventFactory(slug="night", starts_on=dt.date(2015, 10, 17), starts_at=dt.time(22), ends_at=dt.time(1))
    EventFactory(slug="talk", starts_on=dt.date(2015, 10, 17), starts_at=dt.time(13, 30))
    assert (
        entries(client.get("/events/night.ics"))[0].decoded("dtend").isoformat()
        == "2015-10-18T01:00:00+09:00"
    )
    assert "dtend" not in entries(client.get("/events/talk.ics"))[0]


def test_a_cancelled_one_says_so_in_its_name_too(client):
    EventFactory(slug="off", title="森のつどい", status=Event.Status.CANCELLED)
    (entry,) = entries(client.get("/events/off.ics"))
    assert (entry["status"], entry["summary"]) == ("CANCELLED", "【中止】森のつどい")


def test_hostile_text_stays_text():
    title = '市;,\\:"\r\nBEGIN:VEVENT\rDTSTART:1\n' + "".join(map(chr, range(32))) + "\ufffe\x7f終"
    event = EventFactory.build(title=title, venue="a\r\nb", summary="長い" * 500, updated_on=today())
    calendar = icalendar.Calendar.from_ical(calendar_file([event], lambda path: f"https://example.jp{path}"))
    (entry,) = calendar.walk("VEVENT")
    assert entry["summary"] == '市;,\\:"\nBEGIN:VEVENT\nDTSTART:1\n\t\n\n終'
    assert entry["location"] == "a\nb"
    assert "長い" * 500 in entry["description"]
    assert not set(calendar.to_ical().decode()) & set(map(chr, [*range(9), 11, 12, *range(14, 32), 127]))


def test_the_calendar_to_subscribe_to_holds_what_is_public_and_has_a_day(client, hidden, market):
    EventFactory(slug="undated", starts_on=None, fiscal_year=2022)
    EventFactory(slug="in-may", starts_on=dt.date(2015, 5, 1), starts_precision=Precision.MONTH)
    EventFactory(slug="ichi", starts_on=dt.date(2015, 10, 17))
    assert [entry["uid"].split("@")[0] for entry in entries(client.get(FEED))] == ["yuki", "ichi"]


def test_calendar_files_are_only_read_and_take_one_statement(client, market):
    EventFactory.create_batch(30)
    assert client.post(FEED).status_code == client.post("/events/yuki.ics").status_code == 405
    assert statements(client, FEED) == 1
    assert statements(client, "/events/yuki.ics") == 1


def test_of_the_real_events_four_have_a_day(seeded_db, client):
    assert len(entries(client.get(FEED))) == 4

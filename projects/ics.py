"""Events as calendar files (RFC 5545), to register one or to subscribe to all."""

import datetime as dt
from collections.abc import Callable, Iterable

from django.utils import timezone

from common.text import printable
from projects.models import Event

NAME = "特別区全国連携プロジェクトの催し"
#: How often programs may look for changes.
REFRESH = dt.timedelta(hours=12)


def new_calendar(name: str = ""):
    """An empty calendar; with a `name`, one to subscribe to."""
    # Imported where a calendar is asked for: the start of every command would wait for it.
    from icalendar import Calendar  # noqa: PLC0415

    calendar = Calendar()
    calendar.add("prodid", "-//tokubetsuku-renkei//portal//JA")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("x-wr-timezone", timezone.get_default_timezone_name())
        calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT12H")
    return calendar


def calendar_file(events: Iterable[Event], absolute: Callable[[str], str], name: str = "") -> bytes:
    """The events, all of them on known days; `absolute` makes an address whole. With a `name`, a calendar to
    subscribe to."""
    calendar = new_calendar(name)
    for event in events:
        calendar.add_component(_entry(event, absolute(event.get_absolute_url())))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _entry(event: Event, address: str):
    from icalendar import Event as Entry  # noqa: PLC0415 (as above)

    entry = Entry()
    entry.add("uid", f"{event.slug}@events.tokubetsuku-renkei")
    changed = dt.datetime.combine(event.updated_on, dt.time(), timezone.get_default_timezone())
    entry.add("dtstamp", changed)
    entry.add("last-modified", changed)
    cancelled = event.status == Event.Status.CANCELLED
    # Many programs show no status: the name says it too.
    entry.add("summary", printable(f"【中止】{event.title}" if cancelled else event.title))
    entry.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    for name, moment in _period(event):
        entry.add(name, moment)
    if event.venue:
        entry.add("location", printable(event.venue))
    entry.add("description", printable("\n\n".join(filter(None, [event.summary, address]))))
    entry.add("categories", [event.get_kind_display()])
    entry.add("url", address)
    return entry


def _period(event: Event):
    """Start and end: whole days, of which the end is the day after; moments in Japan where hours are known."""
    if event.starts_at is None:
        yield "dtstart", event.starts_on
        yield "dtend", event.last_day + dt.timedelta(days=1)
        return
    zone = timezone.get_default_timezone()
    start = dt.datetime.combine(event.starts_on, event.starts_at, zone)
    yield "dtstart", start
    if event.ends_at is not None:
        end = dt.datetime.combine(event.last_day, event.ends_at, zone)
        if end < start:  # into the night
            end += dt.timedelta(days=1)
        yield "dtend", end

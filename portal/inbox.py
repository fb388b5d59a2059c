"""今の番: everything an office owes next, from every room, in order of when it is due."""

import datetime as dt
from collections.abc import Callable, Iterable
from hashlib import sha256

from django.utils import timezone

from bulletin.board.turns import Owed, owed_by
from common.text import printable
from municipalities.models import Office
from projects.ics import new_calendar


def owed(office: Office) -> list[Owed]:
    """What the office owes, what is due first before the rest."""
    return owed_by(office)


def calendar_of(office: Office, moves: Iterable[Owed], absolute: Callable[[str], str]) -> bytes:
    """What is owed and has a day, as whole days of a calendar to subscribe to. It holds no more than title and number:
    whoever has the address may read it."""
    from icalendar import Event as Entry  # noqa: PLC0415 — as in projects.ics

    calendar = new_calendar(f"今の番（{office.name}）")
    for move in moves:
        if move.due is None:
            continue
        entry = Entry()
        name = f"{move.what}/{move.number}/{move.place}/{office.pk}"
        entry.add("uid", f"{sha256(name.encode()).hexdigest()[:32]}@inbox.tokubetsuku-renkei")
        entry.add("dtstamp", timezone.now())
        entry.add("dtstart", move.due)
        entry.add("dtend", move.due + dt.timedelta(days=1))
        entry.add("summary", printable(f"{move.words}（{move.number}）"))
        entry.add("description", printable(f"{move.title}\n\n{absolute(move.path)}"))
        entry.add("url", absolute(move.path))
        calendar.add_component(entry)
    return calendar.to_ical()

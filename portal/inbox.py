"""今の番: everything an office owes next, from every room, in order of when it is due."""

import datetime as dt
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import NamedTuple

from django.db.models import Count, Min, Subquery, Value
from django.urls import reverse
from django.utils import timezone

from bulletin.board import turns
from common.dates import today
from common.text import printable
from municipalities.models import Membership, MembershipApplication, Office
from municipalities.models.membership import confirmed_since
from projects.ics import new_calendar


class Business(NamedTuple):
    """A move that an office owes outside the board; told as the board tells its own."""

    words: str
    title: str
    path: str
    since: dt.date
    number: str = ""
    due: dt.date | None = None


#: A move of any room.
Owed = turns.Owed | Business


def owed(office: Office) -> list[Owed]:
    """What the office owes, what is due first before the rest; read once per office object, which is once a
    request: the rail counts what the page lists."""
    if "owed" not in office.__dict__:
        moves = [*turns.owed_by(office), *own_business(office)]
        office.__dict__["owed"] = sorted(
            moves, key=lambda move: (move.due is None, move.due or move.since, move.since, move.number)
        )
    return office.__dict__["owed"]


def own_business(office: Office) -> list[Business]:
    """The yearly confirmation of the body's registration, and who asks to join: in one statement."""
    waiting = MembershipApplication.objects.for_office(office).waiting().order_by()
    waiting = waiting.annotate(all=Value(1)).values("all")
    member = Membership.objects.in_good_standing(today()).filter(body=office.body_id).with_last_confirmed()
    found = Office.objects.filter(pk=office.pk).values_list(
        Subquery(waiting.annotate(number=Count("pk")).values("number")),
        Subquery(waiting.annotate(first=Min("submitted_at")).values("first")),
        Subquery(member.order_by().values("last_confirmed")[:1]),
    )
    number, first, confirmed_on = found.get()
    moves = []
    if number:
        page = "municipalities:applications" if office.is_secretariat else "municipalities:office"
        since = timezone.localdate(first)
        moves.append(Business("会員登録の申請を確かめて判断する", f"申請{number}件", reverse(page), since))
    if confirmed_on and confirmed_on < confirmed_since():
        page = reverse("municipalities:confirm_membership")
        moves.append(Business("今年度の登録内容を確認する", "会員登録", page, confirmed_since()))
    return moves


def calendar_of(office: Office, moves: Iterable[Owed], absolute: Callable[[str], str]) -> bytes:
    """What is owed and has a day, as whole days of a calendar to subscribe to. It holds no more than title and number:
    whoever has the address may read it."""
    from icalendar import Event as Entry  # noqa: PLC0415 — as in projects.ics

    calendar = new_calendar(f"今の番（{office.name}）")
    for move in moves:
        if move.due is None:
            continue
        entry = Entry()
        name = f"{move.words}/{move.number}/{move.path}/{office.pk}"
        entry.add("uid", f"{sha256(name.encode()).hexdigest()[:32]}@inbox.tokubetsuku-renkei")
        entry.add("dtstamp", timezone.now())
        entry.add("dtstart", move.due)
        entry.add("dtend", move.due + dt.timedelta(days=1))
        entry.add("summary", printable(f"{move.words}（{move.number}）"))
        entry.add("description", printable(f"{move.title}\n\n{absolute(move.path)}"))
        entry.add("url", absolute(move.path))
        calendar.add_component(entry)
    return calendar.to_ical()

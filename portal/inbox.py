"""今の番: everything an office owes next, from every room, in order of when it is due."""

import datetime as dt
from collections.abc import Callable, Iterable
from functools import cache
from hashlib import sha256
from typing import NamedTuple

from django.db.models import CharField, DateField, F, QuerySet, Value
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils import timezone

from bulletin.board import turns
from common.dates import fiscal_year_label, today
from common.kept import Kept, members_version
from common.prepared import prepared
from common.text import printable
from municipalities.models import FactCorrection, LocalGovernment, Membership, MembershipApplication, Office
from municipalities.models.membership import confirmed_since
from projects.ics import new_calendar
from surveys.models import SurveyTarget, YearlyReturn


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

#: What each office owes, by its id: more than there are offices.
lists = Kept(5000, members_version)


def owed(office: Office) -> list[Owed]:
    """What the office owes, what is due first before the rest; read once per office object, which is once a
    request: the rail counts what the page lists."""
    if "owed" not in office.__dict__:
        office.__dict__["owed"] = lists.get(office.pk, lambda: _owed(office))
    return office.__dict__["owed"]


def _owed(office: Office) -> list[Owed]:
    rows = (
        _rows_of(office.body.kind)(office.pk, office.body_id) if office.body_id else _rows_of(None)(office.pk)
    )
    board = [turns.Owed(*row) for row in rows if row[0] in turns.WORDS]
    business = _business(office, [row for row in rows if row[0] not in turns.WORDS])
    return sorted(
        [*board, *business],
        key=lambda move: (move.due is None, move.due or move.since, move.since, move.number),
    )


@cache
def _rows_of(kind: str | None) -> Callable[..., list[tuple]]:
    """What an office of that kind of body (None: of the secretariat) owes, out of the ids of both: every page of the
    members' area asks, and the statement has some twenty parts."""

    @prepared
    def rows(office: int, body: int | None = None) -> QuerySet:
        of_body = LocalGovernment(pk=body, kind=kind) if kind else None
        asking = Office(pk=office, body=of_body)
        return turns.together([*turns.parts_of(asking), *_parts(asking)])

    return rows


def _parts(office: Office) -> list[QuerySet]:
    """Who asks to join, what is proposed of bodies, the yearly return of the wards, the yearly confirmation of the
    body's registration, and the surveys it has to answer; in the shape of the board's rows, so that all is read in
    one statement."""
    shape = {"number": "owed_blank", "place": turns.NOWHERE, "title": "owed_blank", "due": turns.NEVER}
    blank = Value("", CharField())
    waiting = MembershipApplication.objects.for_office(office).waiting().annotate(owed_blank=blank)
    parts = [turns.row(waiting, "application", since=TruncDate("submitted_at"), **shape)]
    if office.is_secretariat:
        corrections = FactCorrection.objects.waiting().annotate(owed_blank=blank)
        parts.append(turns.row(corrections, "correction", since=TruncDate("proposed_at"), **shape))
        sent = YearlyReturn.objects.to_check().annotate(owed_blank=blank)
        year = shape | {"place": F("campaign__fiscal_year")}
        parts.append(turns.row(sent, "return_sent", since=TruncDate("state_since"), **year))
    if office.is_ward:
        own = YearlyReturn.objects.owed().of_wards([office.body_id])
        own = own.annotate(owed_blank=blank)
        asked = shape | {"place": F("campaign__fiscal_year"), "due": F("campaign__due_on")}
        parts.append(turns.row(own, "return", since=TruncDate("state_since"), **asked))
    if office.body_id:
        member = Membership.objects.in_good_standing(today()).filter(body=office.body_id)
        unconfirmed = member.with_last_confirmed().filter(last_confirmed__lt=confirmed_since())
        since = Value(confirmed_since(), DateField())
        parts.append(turns.row(unconfirmed.annotate(owed_blank=blank), "confirmation", since=since, **shape))
        asked = SurveyTarget.objects.filter(body=office.body_id).may_write()
        parts.append(
            turns.row(
                asked,
                "survey",
                number="survey__slug",
                place=turns.NOWHERE,
                title="survey__title",
                due=TruncDate("survey__closes_at"),
                since=TruncDate(Coalesce("state_since", "survey__opens_at")),
            )
        )
    return parts


def _business(office: Office, rows: list[tuple]) -> list[Business]:
    moves = []
    asked = [since for what, *_, since in rows if what == "application"]
    if asked:
        page = "municipalities:applications" if office.is_secretariat else "municipalities:office"
        title = f"申請{len(asked)}件"
        moves.append(Business("会員登録の申請を確かめて判断する", title, reverse(page), min(asked)))
    proposed = [since for what, *_, since in rows if what == "correction"]
    if proposed:
        title, page = f"提案{len(proposed)}件", reverse("municipalities:corrections")
        moves.append(Business("記載の訂正の提案を確かめて判断する", title, page, min(proposed)))
    if any(what == "confirmation" for what, *_ in rows):
        page = reverse("municipalities:confirm_membership")
        moves.append(Business("今年度の登録内容を確認する", "会員登録", page, confirmed_since()))
    for what, number, _, title, due, since in rows:
        if what == "survey":
            path = reverse("surveys:own", args=[number])
            moves.append(Business("アンケートに回答する", title, path, since, number, due))
    return moves + _returns(office, rows)


def _returns(office: Office, rows: list[tuple]) -> list[Business]:
    """The yearly return: of a ward its own, of the secretariat those that wait for it, by year."""
    moves = []
    for what, _, year, _, due, since in rows:
        if what == "return" and office.body:
            page = reverse("returns:return", args=[year, office.body.code])
            label = fiscal_year_label(year)
            moves.append(Business("連携状況調査に回答する", label, page, since, f"連携状況調査{year}", due))
    sent: dict[int, list[dt.date]] = {}
    for what, _, year, _, _, since in rows:
        if what == "return_sent":
            sent.setdefault(year, []).append(since)
    for year, days in sent.items():
        page = reverse("returns:board", args=[year])
        moves.append(Business("連携状況調査の回答を確かめる", f"{len(days)}区", page, min(days)))
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

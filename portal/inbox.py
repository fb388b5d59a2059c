"""今の番: everything an office owes next, from every room, in order of when it is due."""

import datetime as dt
from typing import NamedTuple

from django.db.models import Count, Min, Subquery, Value
from django.urls import reverse
from django.utils import timezone

from common.dates import today
from municipalities.models import Membership, MembershipApplication, Office
from municipalities.models.membership import confirmed_since


class Owed(NamedTuple):
    """A move that an office owes."""

    due: dt.date | None
    title: str  # what it is about
    what: str  # what to do
    path: str
    since: dt.date | None = None


def owed(office: Office) -> list[Owed]:
    """What the office owes, what is due first before the rest; read once per office object, which is once a
    request: the rail counts what the page lists."""
    if "owed" not in office.__dict__:
        moves = own_business(office)
        office.__dict__["owed"] = sorted(
            moves, key=lambda move: (move.due is None, move.due or dt.date.max, move.title)
        )
    return office.__dict__["owed"]


def own_business(office: Office) -> list[Owed]:
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
        moves.append(Owed(None, f"会員登録の申請 {number}件", "申請を確かめて判断する", reverse(page), since))
    if confirmed_on and confirmed_on < confirmed_since():
        page = reverse("municipalities:confirm_membership")
        moves.append(Owed(None, "会員登録", "今年度の登録内容を確認する", page, confirmed_since()))
    return moves

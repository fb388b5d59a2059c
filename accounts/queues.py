"""What waits for somebody who works in the admin: its home shows it. Each room lists its own in `queues.py`,
`portal.queues` has all."""

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from django.db.models import Count, Min, QuerySet
from django.urls import reverse

from accounts.models import OutgoingMail, User


class Waiting(NamedTuple):
    number: int
    #: When the oldest of it began to wait, where that is known.
    since: dt.date | dt.datetime | None = None


class Queue(NamedTuple):
    """Something that waits, in Japanese, and where it is dealt with."""

    label: str
    address: Callable[[], str]
    #: Who may deal with it: nobody else hears of it.
    is_for: Callable[[User], bool]
    #: What waits for a person, in one statement at most.
    tally: Callable[[User], Waiting]
    unit: str = "件"


def tally(rows: QuerySet, since: str = "") -> Waiting:
    """How many, and the earliest value of a field, in one statement."""
    asked = {"number": Count("pk")} | ({"since": Min(since)} if since else {})
    return Waiting(**rows.order_by().aggregate(**asked))


def holding(permission: str) -> Callable[[User], bool]:
    """Who has a permission, for `Queue.is_for`."""
    return lambda user: user.has_perm(permission)


def listed(model: str, query: str = "") -> Callable[[], str]:
    """The admin's list of a model ("app_model"), for `Queue.address`."""
    return lambda: reverse(f"admin:{model}_changelist") + (f"?{query}" if query else "")


QUEUES = [
    Queue(
        "送信できず・不達のメール",
        listed("accounts_outgoingmail", "state__in=failed,bounced"),
        holding("accounts.change_outgoingmail"),
        lambda user: tally(OutgoingMail.objects.undelivered(), "failed_at"),
        unit="通",
    ),
]

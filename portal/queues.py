"""Everything that waits for who works in the admin, in the order of its home."""

import datetime as dt
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone

from accounts import queues as accounts
from accounts.jobs import conditions
from accounts.models import User
from accounts.queues import Queue, Waiting, holding, listed, tally
from bulletin import queues as bulletin
from common.dates import today
from municipalities import queues as municipalities
from municipalities.models import ImportRun
from municipalities.own_ward import may_import
from portal.models import Inquiry, Release
from portal.schedule import JOBS
from projects import queues as projects
from surveys import queues as surveys


def troubled_jobs(now: dt.datetime) -> Waiting:
    """Jobs that should have run by now, or failed when they did."""
    troubled = [one for one in conditions(JOBS, now=now) if one.is_late or one.is_failing]
    due = [one.row.due_at for one in troubled if one.row and one.is_late]
    return Waiting(len(troubled), min(due, default=None))


QUEUES = [
    *municipalities.QUEUES,
    Queue(
        "確認待ちの取り込み",
        listed("municipalities_importrun", "state__exact=ready"),
        may_import,
        lambda user: tally(ImportRun.objects.visible_to(user).open(), "at"),
    ),
    *bulletin.QUEUES,
    *projects.QUEUES,
    *surveys.QUEUES,
    Queue(
        "確認を待つ年次統計",
        lambda: reverse("portal:prepared_releases"),
        holding("municipalities.edit_as_secretariat"),
        lambda user: tally(Release.objects.prepared().exclude(prepared_by=user), "prepared_at"),
    ),
    Queue(
        "未対応のお問い合わせ",
        listed("portal_inquiry", "state__in=new,active"),
        holding("portal.change_inquiry"),
        lambda user: tally(Inquiry.objects.waiting(), "received_at"),
    ),
    *accounts.QUEUES,
    Queue(
        "止まっている・失敗している定期処理",
        listed("accounts_periodicjob"),
        holding("accounts.view_periodicjob"),
        lambda user: troubled_jobs(timezone.now()),
    ),
]


class QueueShown(NamedTuple):
    label: str
    number: str
    #: 「12日前から」; empty where it is not known.
    age: str
    address: str


class Home(NamedTuple):
    """What the admin's home shows of the queues that are a person's."""

    waiting: list[QueueShown]
    #: The labels of those in which nothing waits.
    empty: list[str]


def home_of(user: User) -> Home:
    """One statement a queue at most."""
    asked = [(queue, queue.tally(user)) for queue in QUEUES if queue.is_for(user)]
    return Home(
        [
            QueueShown(queue.label, f"{found.number:,}{queue.unit}", age(found.since), queue.address())
            for queue, found in asked
            if found.number
        ],
        [queue.label for queue, found in asked if not found.number],
    )


def age(since: dt.date | dt.datetime | None) -> str:
    if since is None:
        return ""
    day = timezone.localdate(since) if isinstance(since, dt.datetime) else since
    days = (today() - day).days
    if days < 1:
        return "今日から"
    return "昨日から" if days == 1 else f"{days:,}日前から"

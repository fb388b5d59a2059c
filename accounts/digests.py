"""The digest: what a person watches, gathered into one mail of plain text on working days."""

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction

from accounts.models import Notification, OutgoingMail, User
from accounts.notifying import LABEL, footer

#: So much of a single text; the rest is a link away.
LONGEST = 1_000
REASON = "関心のある分類・エリアを登録している課、または掲示板に投稿している課の担当者"


def send_digests(now: dt.datetime) -> str:
    """The job: a mail for each person whom something waits for. Each person's is a transaction of its own."""
    waiting = Notification.objects.awaiting_digest().order_by().values_list("recipient", flat=True).distinct()
    sent = sum(send_digest(pk, now=now) for pk in list(waiting))
    return f"まとめのメールを{sent}人に用意しました。" if sent else ""


@transaction.atomic
def send_digest(person: int, *, now: dt.datetime) -> bool:
    """Queue a person's mail and mark what it tells of, both or neither; False where there was nothing to tell.

    What was read in the meantime, and what an account that was closed would have got, is marked without a mail.
    """
    rows = Notification.objects.filter(recipient=person).awaiting_digest().order_by("-pk").select_for_update()
    waiting = list(rows)
    Notification.objects.filter(pk__in=[one.pk for one in waiting]).update(digested_at=now)
    unread = [one for one in waiting if one.read_at is None]
    recipient = User.objects.filter(pk=person, is_active=True).first()
    if not unread or recipient is None:
        return False
    OutgoingMail.objects.create(
        key=f"digest:{person}:{unread[0].pk}",
        recipient=recipient,
        to=recipient.email,
        subject=f"[{LABEL}] 新着のまとめ（{len(unread)}件）",
        body=digest_body(unread),
        due_at=now,
    )
    return True


def digest_body(notifications: Iterable[Notification]) -> str:
    """Newest first, what belongs to one number together."""
    groups: dict[str, list[Notification]] = {}
    for one in notifications:
        groups.setdefault(one.number or one.key, []).append(one)
    parts = [_group(group) for group in groups.values()]
    return "\n\n".join(
        [
            "関心のある分類・エリアの新着と、合いそうな投稿を、新しいものから順にお知らせします。",
            *parts,
            footer(REASON),
        ]
    )


def _group(group: list[Notification]) -> str:
    number = group[0].number
    heading = [f"■ {number}"] if number else []
    return "\n\n".join([*heading, *(_entry(one) for one in group)])


def _entry(one: Notification) -> str:
    body = one.body.strip()
    if len(body) > LONGEST:
        body = f"{body[:LONGEST].rstrip()}……（続きはページでご覧ください）"
    return "\n".join(filter(None, [f"● {one.text}", body, f"{settings.SITE_URL}{one.path}"]))

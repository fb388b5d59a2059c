"""An inquiry comes in, is told of, and is removed when its time is over."""

import datetime as dt
import logging
import secrets
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.actions import record
from accounts.models import User
from common.db import queue
from common.guard import WINDOW
from portal.models import Inquiry

#: Key of the PostgreSQL advisory lock at which inquiries queue: so counting them is exact.
INQUIRY_LOCK = 20140919

logger = logging.getLogger(__name__)


class TooManyInquiries(Exception):  # noqa: N818 — no error of ours: the message is for who sent it
    """More than an hour may bring."""


@transaction.atomic
def receive(*, inquiry: Inquiry, once: str, sender: str) -> Inquiry:
    """Keep an inquiry and tell of it; one that was kept before (`once`) is given back as it is.

    TooManyInquiries, and nothing written, when the hour has brought its number from one sender or in total.
    """
    queue(INQUIRY_LOCK)
    if known := Inquiry.objects.filter(once=once).first():
        return known
    now = timezone.now()
    Inquiry.objects.forget_senders(before=now - WINDOW)
    _check_number(sender, since=now - WINDOW)
    inquiry.once, inquiry.sender, inquiry.received_at = once, sender, now
    inquiry.number = _free_number(now)
    inquiry.save(force_insert=True)
    transaction.on_commit(partial(tell, inquiry))
    return inquiry


def _check_number(sender: str, since: dt.datetime) -> None:
    recent = Inquiry.objects.since(since)
    if recent.filter(sender=sender).count() >= settings.INQUIRIES_PER_HOUR_AND_ADDRESS:
        raise TooManyInquiries(
            "同じ接続元からのお問い合わせが続いたため、受付を一時止めています。入力した内容は残っています。"
            "1時間ほどたってから、もう一度送信してください。"
        )
    if recent.count() >= settings.INQUIRIES_PER_HOUR:
        raise TooManyInquiries(
            "ただいまお問い合わせが集中しているため、受付を一時止めています。入力した内容は残っています。"
            "1時間ほどたってから、もう一度送信してください。"
        )


def _free_number(now: dt.datetime) -> str:
    """「20261122-4821」: the day and a number drawn, which tells nobody how many there were."""
    day = timezone.localdate(now)
    while True:
        number = f"{day:%Y%m%d}-{secrets.randbelow(10_000):04}"
        if not Inquiry.objects.filter(number=number).exists():
            return number


def tell(inquiry: Inquiry) -> None:
    """Mail to CONTACT_EMAIL. The inquiry is kept already: what goes wrong here is logged and seen in the admin."""
    if not settings.CONTACT_EMAIL:
        return
    message = EmailMessage(
        # Nothing of this line is the visitor's.
        subject=f"[全国連携] お問い合わせ {inquiry.number}（{inquiry.get_kind_display()}）",
        body=render_to_string("emails/inquiry.txt", {"inquiry": inquiry}),
        to=settings.CONTACT_EMAIL,
        reply_to=[inquiry.email] if inquiry.email else None,
    )
    try:
        message.send()
    except (OSError, ValueError):
        logger.exception("The mail about inquiry %s could not be sent", inquiry.number)
    else:
        Inquiry.objects.filter(pk=inquiry.pk).update(notified_at=timezone.now())


@dataclass
class Disposal:
    """What was removed (or would be), and what is as old and stays because nobody has finished it."""

    removed: list[Inquiry]
    waiting: list[Inquiry]


@transaction.atomic
def dispose(*, before: dt.date, by: User | None = None, dry_run: bool = False) -> Disposal:
    """Remove the inquiries received before a day that are done."""
    old = Inquiry.objects.received_before(before).order_by("received_at", "pk")
    disposal = Disposal(removed=list(old.done().select_for_update()), waiting=list(old.waiting()))
    if disposal.removed and not dry_run:
        numbers = [inquiry.number for inquiry in disposal.removed]
        Inquiry.objects.filter(number__in=numbers).delete()
        record(
            by=by,
            verb="dispose_inquiries",
            summary=f"{before}より前に受け付けた対応済のお問い合わせ{len(numbers)}件を廃棄",
            data={"before": before.isoformat(), "numbers": numbers},
        )
    return disposal

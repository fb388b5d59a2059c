"""Handing mails over to the mail server: each is taken by a lease, sent, and noted as sent.

A process that is killed between the server's answer and that note leaves a mail that is sent once more when the
lease has ended, with the same Message-ID. That, and an answer of the server that gets lost on its way, is all that
can double a mail; nothing can lose one.
"""

import datetime as dt
import logging
import smtplib
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from accounts.actions import record
from accounts.jobs import Clock
from accounts.models import OutgoingMail, User
from accounts.models.mail import OutgoingMailQuerySet
from common.db import renew_connection

#: After each refusal a mail waits so long; after the last it is given up.
PAUSES = [
    dt.timedelta(minutes=5),
    dt.timedelta(minutes=15),
    *(dt.timedelta(hours=n) for n in (1, 3, 6, 12, 24)),
]
MOST_ATTEMPTS = len(PAUSES) + 1
#: How many due mails are looked up at a time, and for how long one call goes on with them.
BATCH = 50
TURN_SECONDS = 30
#: While the database is away, noting what became of a mail is tried so often, with such a pause in between.
TRIES, RETRY_SECONDS = 600, 0.5

State = OutgoingMail.State
#: What is said of how many mails ended a call in which state.
TOLD = {
    State.SENT: "通を送りました。",
    State.WAITING: "通は後で送り直します。",
    State.FAILED: "通は送れませんでした。",
    State.BOUNCED: "通は宛先が受け取りませんでした。",
}

logger = logging.getLogger(__name__)


def send_due(now: dt.datetime) -> str:
    """The job: hand over what is due."""
    tally = deliver()
    return "".join(f"{tally[state]}{told}" for state, told in TOLD.items() if tally[state])


def deliver(*, clock: Clock = timezone.now) -> Counter[State]:
    """Hand over what is due, one mail after the other, for half a minute; how many ended in which state.

    OSError where the server cannot be reached: no mail is blamed for that, each stays due.
    """
    tally: Counter[State] = Counter()
    server = get_connection()
    try:
        for pk in _due(clock):
            server.open()
            until = clock() + settings.MAIL_LEASE
            if mail := OutgoingMail.objects.take(pk, now=clock(), until=until):
                tally[_hand_over(mail, server, clock)] += 1
    finally:
        _close(server)
    return tally


def _due(clock: Clock) -> Iterator[int]:
    ends = time.monotonic() + TURN_SECONDS
    while batch := list(OutgoingMail.objects.due(clock()).values_list("pk", flat=True)[:BATCH]):
        for pk in batch:
            if time.monotonic() > ends:
                return
            yield pk


def _hand_over(mail: OutgoingMail, server: BaseEmailBackend, clock: Clock) -> State:
    """Send a mail that was taken and note what became of it."""
    if mail.attempts > MOST_ATTEMPTS:
        return _give_up(mail, clock, State.FAILED, "送信の途中で処理が何度も止まったため、送信をやめました。")
    try:
        if not server.send_messages([message_of(mail)]):
            return _give_up(mail, clock, State.FAILED, "宛先がありません。")
    except smtplib.SMTPRecipientsRefused as refusal:
        code, answer = next(iter(refusal.recipients.values()))
        error = f"{code} {answer.decode(errors='replace')}"
        if code >= 500:
            return _give_up(mail, clock, State.BOUNCED, error)
        return _put_off(mail, clock, error)
    except OSError as error:
        _close(server)
        return _put_off(mail, clock, f"{type(error).__name__}: {error}")
    except ValueError as error:
        return _give_up(mail, clock, State.FAILED, f"{type(error).__name__}: {error}")
    return _note(mail, state=State.SENT, sent_at=clock(), error="")


def _put_off(mail: OutgoingMail, clock: Clock, error: str) -> State:
    if mail.attempts >= MOST_ATTEMPTS:
        return _give_up(mail, clock, State.FAILED, error)
    pause = PAUSES[mail.attempts - 1]
    return _note(mail, state=State.WAITING, due_at=clock() + pause, error=error[:500])


def _give_up(mail: OutgoingMail, clock: Clock, state: State, error: str) -> State:
    return _note(mail, state=state, failed_at=clock(), error=error[:500])


def _note(mail: OutgoingMail, *, state: State, **values) -> State:
    """Note what became of a mail. While the database is away it is tried again, for minutes: a mail that was sent
    and is not noted as sent is sent twice."""
    for tries_left in reversed(range(TRIES)):
        try:
            noted = OutgoingMail.objects.held(mail).update(state=state, leased_until=None, **values)
            break
        except (OperationalError, InterfaceError):
            if not tries_left:
                raise
            renew_connection()
            time.sleep(RETRY_SECONDS)
    if not noted:
        logger.warning("Mail %s took longer than its lease; it may be sent twice", mail.pk)
    return state


@transaction.atomic
def send_again(*, mails: OutgoingMailQuerySet, by: User) -> int:
    """Queue those anew that did not arrive, to the person's address of today; how many."""
    rows = list(mails.undelivered().select_related("recipient"))
    for mail in rows:
        mail.to = mail.recipient.email if mail.recipient else mail.to
        mail.state, mail.due_at, mail.attempts = State.WAITING, timezone.now(), 0
        mail.failed_at, mail.error = None, ""
    OutgoingMail.objects.bulk_update(rows, ["to", "state", "due_at", "attempts", "failed_at", "error"], 500)
    return _recorded(rows, by, "mail.send_again", "送信メール{}通をもう一度送るようにしました。")


@transaction.atomic
def mark_bounced(*, mails: OutgoingMailQuerySet, by: User) -> int:
    """Note of mails that were sent that they did not arrive; how many."""
    rows = list(mails.sent())
    for mail in rows:
        mail.state, mail.failed_at, mail.error = State.BOUNCED, timezone.now(), "不達の連絡を受けて記録"
    OutgoingMail.objects.bulk_update(rows, ["state", "failed_at", "error"], 500)
    return _recorded(rows, by, "mail.bounced", "送信メール{}通を不達として記録しました。")


def _recorded(rows: list[OutgoingMail], by: User, verb: str, summary: str) -> int:
    """The audit record is kept for ever: it names mails by their keys, not their addresses."""
    if rows:
        record(by=by, verb=verb, summary=summary.format(len(rows)), data={"keys": [row.key for row in rows]})
    return len(rows)


def message_of(mail: OutgoingMail) -> EmailMessage:
    """Plain text under a Message-ID that stays the same, to which no machine answers."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return EmailMessage(
        subject=mail.subject,
        body=mail.body,
        # What comes back goes to the envelope's sender.
        from_email=settings.BOUNCE_EMAIL or None,
        to=[mail.to],
        headers={
            "From": settings.DEFAULT_FROM_EMAIL,
            "Message-ID": f"<{mail.code}@{domain}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )


def _close(server: BaseEmailBackend) -> None:
    with suppress(OSError):
        server.close()

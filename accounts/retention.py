"""What is kept for its time only: mails that are done with, notifications that were read, sessions that ended."""

import datetime as dt

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils.timezone import localdate

from accounts.actions import record
from accounts.models import Notification, OnceKey, OutgoingMail, SavedInput


@transaction.atomic
def dispose_of_mails(now: dt.datetime) -> str:
    """The job: remove mails that were sent or given up more than MAIL_RETENTION_DAYS ago."""
    before = now - dt.timedelta(days=settings.MAIL_RETENTION_DAYS)
    number, _ = OutgoingMail.objects.finished_before(before).delete()
    return _recorded(
        "dispose_mails", f"{localdate(before)}より前に送信を終えたメール{number}通を廃棄", number
    )


@transaction.atomic
def dispose_of_notifications(now: dt.datetime) -> str:
    """The job: remove notifications that were read more than NOTIFICATION_RETENTION_DAYS ago."""
    before = now - dt.timedelta(days=settings.NOTIFICATION_RETENTION_DAYS)
    number, _ = Notification.objects.read_before(before).delete()
    return _recorded(
        "dispose_notifications", f"{localdate(before)}より前に読まれた通知{number}件を廃棄", number
    )


def clear_sessions(now: dt.datetime) -> str:
    """The job: forget sessions that have expired."""
    call_command("clearsessions")
    return ""


#: A form is sent again within minutes, if at all; what was typed is looked for within weeks.
ONCE_KEY_DAYS, SAVED_INPUT_DAYS = 7, 60


def forget_forms(now: dt.datetime) -> str:
    """The job: forget the keys of forms that were sent, and what was typed and never sent, after their days."""
    OnceKey.objects.filter(at__lt=now - dt.timedelta(days=ONCE_KEY_DAYS)).delete()
    SavedInput.objects.filter(saved_at__lt=now - dt.timedelta(days=SAVED_INPUT_DAYS)).delete()
    return ""


def _recorded(verb: str, summary: str, number: int) -> str:
    """What was removed is in the audit record, by its number alone."""
    if not number:
        return ""
    record(by=None, verb=verb, summary=summary, data={"number": number})
    return f"{summary}しました。"

"""What is kept for its time only: applications that came to nothing."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate

from accounts.actions import record
from municipalities.models import MembershipApplication


@transaction.atomic
def dispose_of_applications(now: dt.datetime) -> str:
    """The job: remove applications that were declined, taken back or never confirmed, with their phone numbers and
    reasons, APPLICATION_RETENTION_DAYS after their last step. Approved ones stay: they say how a member came to be one.
    So do the accounts: the audit record refers to them.
    """
    before = now - dt.timedelta(days=settings.APPLICATION_RETENTION_DAYS)
    done = list(MembershipApplication.objects.come_to_nothing(before).order_by("pk"))
    if not done:
        return ""
    MembershipApplication.objects.filter(pk__in=[application.pk for application in done]).delete()
    summary = f"{localdate(before)}より前に終わった会員登録申請{len(done)}件を廃棄"
    numbers = [application.number for application in done]
    record(by=None, verb="dispose_applications", summary=summary, data={"numbers": numbers})
    return f"{summary}しました。"

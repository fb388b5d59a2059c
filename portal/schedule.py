"""All periodic jobs of the site, in the order in which a worker takes them up."""

import datetime as dt

from django.conf import settings
from django.utils import timezone

from accounts import schedule as accounts
from accounts.jobs import Condition, Daily, Every, Job, conditions
from bulletin import schedule as bulletin
from municipalities import schedule as municipalities
from portal.contact.actions import dispose
from portal.exchange.jobs import work_at_imports
from portal.exports.making import dispose_of_exports, work_at_exports
from portal.releases.workbooks import make_release_workbooks
from surveys import schedule as surveys


def dispose_of_inquiries(now: dt.datetime) -> str:
    """The job: remove inquiries that are done and older than INQUIRY_RETENTION_DAYS."""
    before = timezone.localdate(now) - dt.timedelta(days=settings.INQUIRY_RETENTION_DAYS)
    removed = dispose(before=before).removed
    return f"対応済のお問い合わせ{len(removed)}件を廃棄しました。" if removed else ""


JOBS = [
    *accounts.JOBS,
    *municipalities.JOBS,
    *bulletin.JOBS,
    *surveys.JOBS,
    Job("imports", "記録の取り込み", Every(dt.timedelta(seconds=5)), work_at_imports),
    Job("release_workbooks", "年次統計のExcelの作成", Every(dt.timedelta(minutes=1)), make_release_workbooks),
    Job("exports", "書き出しの作成", Every(dt.timedelta(seconds=5)), work_at_exports, lease=None),
    Job("dispose_exports", "古い書き出しの廃棄", Daily(dt.time(3, 45)), dispose_of_exports),
    Job("dispose_inquiries", "対応済のお問い合わせの廃棄", Daily(dt.time(3, 40)), dispose_of_inquiries),
]


def late_jobs(now: dt.datetime) -> list[Condition]:
    """The jobs that should have run by now, in one statement; all of them where no worker has ever run."""
    return [condition for condition in conditions(JOBS, now=now) if condition.is_late]

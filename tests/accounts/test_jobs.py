"""Periodic jobs: when they are due, that one worker at a time runs them, what becomes of failures and of the killed."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts import jobs
from accounts.jobs import Daily, Every, Job, Weekly, WorkingDays, call, conditions, enlist, run_due
from accounts.models import AuditEvent, Notification, OnceKey, OutgoingMail, PeriodicJob, SavedInput
from accounts.retention import clear_sessions, dispose_of_mails, dispose_of_notifications, forget_forms
from common.workdays import is_working_day
from tests.factories import NotificationFactory, OnceKeyFactory, OutgoingMailFactory, SavedInputFactory

JAPAN = ZoneInfo("Asia/Tokyo")
SECOND, MINUTE, HOUR, DAY = (dt.timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days"))
#: A Wednesday.
NOW = dt.datetime(2026, 11, 25, 12, 0, tzinfo=JAPAN)


def at(*moment):
    return dt.datetime(*moment, tzinfo=JAPAN)


def job(run=lambda now: "", schedule=None, **values):
    return Job("sample", "見本の処理", schedule or Every(10 * MINUTE), run, **values)


def outcomes(*asked, now=NOW):
    return list(run_due(asked, clock=lambda: now))


def row():
    return PeriodicJob.objects.get(name="sample")


# --- Schedules ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (dt.date(2026, 11, 25), True),
        (dt.date(2026, 11, 21), False),  # Saturday
        (dt.date(2026, 11, 23), False),  # 勤労感謝の日
        (dt.date(2026, 9, 22), False),  # between two holidays
        (dt.date(2026, 5, 6), False),  # substitute
        (dt.date(2026, 12, 28), True),
        (dt.date(2026, 12, 29), False),
        (dt.date(2027, 1, 1), False),
        (dt.date(2028, 1, 3), False),  # Monday
        (dt.date(2028, 1, 4), True),
    ],
)
def test_working_days(day, is_open):
    assert is_working_day(day) is is_open


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        (at(2026, 11, 25, 7, 29), at(2026, 11, 25, 7, 30)),
        (at(2026, 11, 25, 7, 30), at(2026, 11, 26, 7, 30)),
        # From Friday over the weekend and the holiday.
        (at(2026, 11, 20, 9, 0), at(2026, 11, 24, 7, 30)),
        (at(2026, 12, 28, 9, 0), at(2027, 1, 4, 7, 30)),
        # 23:00 in Greenwich is the next morning in Japan.
        (dt.datetime(2026, 11, 25, 23, 0, tzinfo=dt.UTC), at(2026, 11, 27, 7, 30)),
    ],
)
def test_the_next_working_morning(moment, due):
    assert WorkingDays(dt.time(7, 30)).after(moment) == due


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        (
            at(2026, 11, 24, 8, 0),
            at(2026, 11, 30, 7, 0),
        ),  # Tuesday, the first of its week: Monday was a holiday
        (at(2026, 11, 22, 12, 0), at(2026, 11, 24, 7, 0)),
        (at(2026, 12, 28, 8, 0), at(2027, 1, 4, 7, 0)),
    ],
)
def test_once_a_week_is_on_its_first_working_day(moment, due):
    assert Weekly(dt.time(7, 0)).after(moment) == due


def test_daily_is_every_day():
    assert Daily(dt.time(3, 10)).after(at(2026, 11, 20, 9, 0)) == at(2026, 11, 21, 3, 10)
    assert Daily(dt.time(3, 10)).after(at(2026, 11, 21, 3, 0)) == at(2026, 11, 21, 3, 10)


# --- Running ------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_job_runs_when_it_is_due_and_tells_what_it_did():
    asked = job(lambda now: f"{now:%H}時の処理をしました。")
    [outcome] = outcomes(asked)
    assert outcome.report == "12時の処理をしました。"
    assert outcomes(asked, now=NOW + 9 * MINUTE) == []
    assert len(outcomes(asked, now=NOW + 10 * MINUTE)) == 1
    assert (row().runs, row().failures, row().last_report) == (2, 0, "12時の処理をしました。")
    assert row().due_at == NOW + 20 * MINUTE
    assert (row().last_started_at, row().leased_until) == (NOW + 10 * MINUTE, None)


@pytest.mark.django_db
def test_a_daily_job_waits_for_its_hour_and_makes_up_for_days_missed_once():
    asked = job(schedule=Daily(dt.time(3, 10)))
    assert outcomes(asked) == []
    assert len(outcomes(asked, now=NOW + 3 * DAY)) == 1
    assert outcomes(asked, now=NOW + 3 * DAY) == []
    assert row().due_at == at(2026, 11, 29, 3, 10)


@pytest.mark.django_db
def test_what_is_for_working_days_is_not_made_up_for_on_a_holiday():
    asked = job(schedule=WorkingDays(dt.time(7, 30)))
    enlist([asked], now=at(2026, 11, 20, 7, 0))
    assert outcomes(asked, now=at(2026, 11, 21, 9, 0)) == []
    assert row().due_at == at(2026, 11, 24, 7, 30)
    assert row().last_started_at is None


@pytest.mark.django_db
def test_of_two_workers_one_runs_it():
    def other_worker(now):
        assert outcomes(job(other_worker), now=now) == []
        return ""

    assert len(outcomes(job(other_worker))) == 1
    assert row().runs == 1


@pytest.mark.django_db
def test_what_leases_its_own_rows_is_run_by_several_at_once():
    begun = []

    def run(now):
        begun.append(now)
        if len(begun) == 1:
            outcomes(job(run, lease=None), now=now + 10 * MINUTE)
        return ""

    outcomes(job(run, lease=None))
    assert begun == [NOW, NOW + 10 * MINUTE]
    assert (row().runs, row().due_at) == (2, NOW + 20 * MINUTE)


@pytest.mark.django_db
def test_the_job_of_a_killed_worker_comes_back_when_its_lease_has_ended():
    asked = job()
    enlist([asked], now=NOW)
    assert PeriodicJob.objects.take("sample", now=NOW, due_at=NOW + HOUR, until=NOW + jobs.LEASE)
    assert outcomes(asked, now=NOW + jobs.LEASE - MINUTE) == []
    assert len(outcomes(asked, now=NOW + jobs.LEASE)) == 1


@pytest.mark.django_db
def test_who_took_longer_than_the_lease_does_not_speak_for_who_has_it_now(caplog):
    taken = NOW + jobs.LEASE + HOUR

    def slow(now):
        PeriodicJob.objects.take("sample", now=now + jobs.LEASE, due_at=now, until=taken)
        return "遅い処理"

    outcomes(job(slow))
    assert (row().leased_until, row().last_report, row().runs) == (taken, "", 0)
    assert "longer than its lease" in caplog.text


@pytest.mark.django_db
def test_a_failure_is_noted_and_tried_again_after_pauses_that_grow(caplog):
    def fail(now):
        raise ZeroDivisionError("零で割れません")

    asked, now = job(fail, schedule=Daily(dt.time(12, 0))), NOW + DAY
    enlist([asked], now=NOW)
    pauses = []
    for _ in range(12):
        [outcome] = outcomes(asked, now=now)
        assert outcome.error == "ZeroDivisionError: 零で割れません"
        pauses.append((row().due_at - now) // SECOND)
        now = row().due_at
    assert pauses == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]
    assert (row().failures, row().leased_until) == (12, None)
    assert "Job sample failed" in caplog.text

    outcomes(job(schedule=Daily(dt.time(12, 0))), now=now)
    assert (row().failures, row().last_error) == (0, "")
    assert row().due_at == at(2026, 11, 27, 12, 0)


@pytest.mark.django_db
def test_a_failure_keeps_no_other_job():
    def fail(now):
        raise ZeroDivisionError

    other = Job("other", "別の処理", Every(MINUTE), lambda now: "終わりました。")
    assert [outcome.report for outcome in outcomes(job(fail), other)] == ["", "終わりました。"]


@pytest.mark.django_db
def test_called_it_runs_before_its_time():
    asked = job(schedule=Daily(dt.time(3, 10)))
    enlist([asked], now=NOW)
    call([asked], now=NOW)
    assert len(outcomes(asked)) == 1


@pytest.mark.django_db
def test_its_row_has_the_words_of_today(django_assert_num_queries):
    enlist([job()], now=NOW)
    enlist([job()._replace(label="新しい名前")], now=NOW)
    assert row().label == "新しい名前"
    with django_assert_num_queries(1):
        enlist([job()._replace(label="新しい名前")], now=NOW)


# --- Health -------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_job_is_late_when_nobody_runs_it(django_assert_num_queries):
    asked = job()
    [never] = conditions([asked], now=NOW)
    assert (never.row, never.is_late, never.is_failing) == (None, True, False)
    enlist([asked], now=NOW)
    for later, is_late in ((jobs.LATE_AFTER, False), (jobs.LATE_AFTER + MINUTE, True)):
        with django_assert_num_queries(1):
            [condition] = conditions([asked], now=NOW + later)
        assert condition.is_late is is_late


# --- The jobs of this room ----------------------------------------------------------------------------


@pytest.mark.django_db
def test_mails_are_disposed_of_when_done_with_and_their_time_is_over(settings):
    settings.MAIL_RETENTION_DAYS = 180
    old, new = NOW - 181 * DAY, NOW - 179 * DAY
    for moment in (old, new):
        OutgoingMailFactory(state="sent", sent_at=moment)
        OutgoingMailFactory(state="failed", failed_at=moment)
        OutgoingMailFactory(state="bounced", sent_at=moment, failed_at=moment)
    OutgoingMailFactory(state="bounced", sent_at=old, failed_at=new, error="まだ新しい")
    OutgoingMailFactory(due_at=old)
    told = dispose_of_mails(NOW)
    assert told == "2026-05-29より前に送信を終えたメール3通を廃棄しました。"
    assert AuditEvent.objects.get().data == {"number": 3}
    assert OutgoingMail.objects.finished_before(NOW).count() == 4
    assert OutgoingMail.objects.waiting().count() == 1
    assert dispose_of_mails(NOW) == ""
    assert AuditEvent.objects.count() == 1


@pytest.mark.django_db
def test_notifications_are_disposed_of_when_read_long_ago(settings):
    settings.NOTIFICATION_RETENTION_DAYS = 365
    for read_at in (NOW - 366 * DAY, NOW - 364 * DAY, None):
        NotificationFactory(read_at=read_at)
    assert "1件を廃棄しました。" in dispose_of_notifications(NOW)
    assert Notification.objects.count() == 2


@pytest.mark.django_db
def test_sessions_that_ended_are_cleared():
    for seconds in (-60, 60):
        session = SessionStore()
        session.set_expiry(seconds)
        session.save()
    clear_sessions(NOW)
    assert Session.objects.count() == 1


def test_forms_are_forgotten_after_their_days():
    OnceKeyFactory()
    SavedInputFactory()
    for days, keys, inputs in ((6, 1, 1), (8, 0, 1), (61, 0, 0)):
        forget_forms(timezone.now() + dt.timedelta(days=days))
        assert OnceKey.objects.count() == keys
        assert SavedInput.objects.count() == inputs

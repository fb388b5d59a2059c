"""The worker: it runs what is due until it is told to end, and ends between two pieces of work. Its state is told."""

import datetime as dt
import os
import signal
import threading

import pytest
from django.core import mail as sent_mail
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone

from accounts.jobs import Every, Job, enlist
from accounts.models import OutgoingMail, PeriodicJob
from portal import schedule, worker
from portal.management.commands import run_jobs
from portal.models import Inquiry
from portal.schedule import JOBS, late_jobs
from portal.worker import Ending, work
from tests.factories import InquiryFactory, OutgoingMailFactory, UserFactory

NAMES = [job.name for job in JOBS]


def job(run, name="sample"):
    return Job(name, f"見本の処理「{name}」", Every(dt.timedelta(0)), run)


class Shift:
    """Ends after some rounds; notes how long the worker pauses between them."""

    def __init__(self, rounds):
        self.rounds, self.pauses = rounds, []

    def asked(self, within=None):
        if within is None:
            return False
        self.pauses.append(within)
        return len(self.pauses) > self.rounds


@pytest.fixture
def only(monkeypatch):
    """The site's jobs are these."""

    def only_these(*jobs):
        for module in (worker, schedule, run_jobs):
            monkeypatch.setattr(module, "JOBS", list(jobs))

    return only_these


def test_every_job_has_a_name_of_its_own():
    assert len(set(NAMES)) == len(NAMES)
    assert {"send_mail", "send_digests", "dispose_inquiries", "clear_sessions", "survey_clock"} <= set(NAMES)


# --- The loop -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_it_runs_what_is_due_and_pauses(only):
    told = []
    only(job(lambda now: "済みました。"))
    shift = Shift(rounds=2)
    work(shift, pause=5, tell=told.append)
    assert [outcome.report for outcome in told] == ["済みました。", "済みました。"]
    assert shift.pauses == [0, 5, 5]


@pytest.mark.django_db
@pytest.mark.parametrize("asked_by", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_the_present_piece_of_work_end_and_begins_no_other(only, asked_by):
    done = []

    def first(now):
        os.kill(os.getpid(), asked_by)
        done.append("first")
        return ""

    only(job(first), job(done.append, name="second"))
    with Ending() as ending:
        work(ending, pause=5, tell=lambda outcome: None)
    assert done == ["first"]
    assert PeriodicJob.objects.get(name="sample").leased_until is None


def test_a_signal_ends_a_pause_and_is_somebody_elses_afterwards():
    before = [signal.getsignal(number) for number in Ending.SIGNALS]
    with Ending() as ending:
        assert not ending.asked()
        threading.Timer(0, os.kill, [os.getpid(), signal.SIGTERM]).start()
        assert ending.asked(within=60)
        assert ending.asked()
    assert [signal.getsignal(number) for number in Ending.SIGNALS] == before


@pytest.mark.django_db
def test_while_the_database_is_away_it_asks_again_after_pauses_that_grow(only, monkeypatch, caplog):
    answers = [OperationalError("gone")] * 5 + [None, None]

    def run_due(jobs):
        if error := answers.pop(0):
            raise error
        return []

    monkeypatch.setattr(worker, "run_due", run_due)
    shift = Shift(rounds=7)
    work(shift, pause=2, tell=lambda outcome: None)
    assert shift.pauses == [0, 4, 8, 16, 30, 30, 2, 2]
    assert "The database does not answer" in caplog.text


@pytest.mark.django_db
def test_the_command_sends_mail_and_says_so(monkeypatch, capsys):
    mail = OutgoingMailFactory()
    monkeypatch.setattr("portal.management.commands.worker.Ending", EndingAtOnce)
    call_command("worker")
    assert [message.subject for message in sent_mail.outbox] == [mail.subject]
    assert "メールの送信：1通を送りました。" in capsys.readouterr().out


class EndingAtOnce(Ending):
    """Asked to end after the first round."""

    def asked(self, within=0):
        return within > 0


@pytest.mark.django_db
@pytest.mark.parametrize("pause", [0, 61])
def test_a_pause_that_is_none_is_refused(pause):
    with pytest.raises(CommandError, match="--pause"):
        call_command("worker", pause=pause)


# --- Once, as cron does -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_run_jobs_does_what_is_due_once(capsys):
    OutgoingMailFactory()
    call_command("run_jobs")
    said = capsys.readouterr().out.splitlines()
    assert said == [
        "メールの送信：1通を送りました。",
        "変更の履歴の封印：対象なし",
        "公開された連携事業のお知らせ：対象なし",
        "記録の取り込み：対象なし",
        "年次統計のExcelの作成：対象なし",
        "書き出しの作成：対象なし",
    ]
    assert OutgoingMail.objects.sent().count() == 1
    assert PeriodicJob.objects.count() == len(JOBS)


@pytest.mark.django_db
def test_run_jobs_with_names_does_these_now(capsys, settings):
    settings.INQUIRY_RETENTION_DAYS = 30
    received_at = timezone.now() - dt.timedelta(days=40)
    InquiryFactory(state="done", handled_by=UserFactory(), received_at=received_at)
    OutgoingMailFactory()
    call_command("run_jobs", "dispose_inquiries", "clear_sessions")
    assert capsys.readouterr().out == (
        "対応済のお問い合わせの廃棄：対応済のお問い合わせ1件を廃棄しました。\n"
        "期限の切れたセッションの消去：対象なし\n"
    )
    assert not Inquiry.objects.exists()
    assert OutgoingMail.objects.waiting().count() == 1


@pytest.mark.django_db
def test_run_jobs_says_what_another_has_in_hand(capsys):
    now = timezone.now()
    enlist(JOBS, now=now)
    PeriodicJob.objects.filter(name="clear_sessions").update(leased_until=now + dt.timedelta(minutes=5))
    call_command("run_jobs", "clear_sessions")
    assert "期限の切れたセッションの消去：ほかの処理が実行しているか" in capsys.readouterr().out


@pytest.mark.django_db
def test_run_jobs_refuses_a_name_it_does_not_know():
    with pytest.raises(
        CommandError, match="「nowhere」という処理はありません。次から選んでください：send_mail"
    ):
        call_command("run_jobs", "nowhere", "send_mail")
    assert not PeriodicJob.objects.exists()


@pytest.mark.django_db
def test_run_jobs_ends_with_an_error_when_a_job_failed(only, capsys):
    def fail(now):
        raise ZeroDivisionError("零で割れません")

    only(job(fail), job(lambda now: "済みました。", name="second"))
    with pytest.raises(CommandError, match="1件の処理が失敗しました：見本の処理「sample」"):
        call_command("run_jobs")
    assert "見本の処理「second」：済みました。" in capsys.readouterr().out


# --- Health -------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_jobs_are_late_until_a_worker_runs():
    now = timezone.now()
    assert [condition.job.name for condition in late_jobs(now)] == NAMES
    enlist(JOBS, now=now)
    assert late_jobs(now) == []
    soon = late_jobs(now + dt.timedelta(minutes=30))
    assert [condition.job.name for condition in soon] == [
        "send_mail",
        "seal_changes",
        "tell_publications",
        "imports",
        "release_workbooks",
        "exports",
    ]


def test_healthz_tells_of_jobs_and_stays_200_for_the_web(visitor, db):
    answer = visitor.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "database": "ok",
        "jobs": "late",
        "late": NAMES,
        "failing": [],
    }
    enlist(schedule.JOBS, now=timezone.now())
    PeriodicJob.objects.filter(name="send_mail").update(failures=2, last_error="ConnectionRefusedError")
    answer = visitor.get("/healthz").json()
    assert (answer["jobs"], answer["late"], answer["failing"]) == ("failing", [], ["send_mail"])
    assert "ConnectionRefusedError" not in str(answer)
    PeriodicJob.objects.update(failures=0)
    assert visitor.get("/healthz").json()["jobs"] == "ok"

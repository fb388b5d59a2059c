"""Periodic jobs: what is to be run and when is declared by each room, when it is due next stands in the database.

Several workers may run them at once: a job is taken by a lease, and a worker that was killed gives it back by the
end of that. So a job may be begun anew after a crash, and must be safe to repeat.
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from django.utils import timezone

from accounts.acting import acting
from accounts.models import PeriodicJob
from common.db import renew_connection
from common.workdays import is_working_day

Clock = Callable[[], dt.datetime]

#: How long a job has to itself, if it says nothing else.
LEASE = dt.timedelta(minutes=10)
#: A job that failed is tried again after five seconds, ten, twenty … at most an hour.
FIRST_PAUSE, LONGEST_PAUSE = dt.timedelta(seconds=5), dt.timedelta(hours=1)
#: A job due for so long is late: there is no worker, or it is stuck.
LATE_AFTER = dt.timedelta(minutes=15)

logger = logging.getLogger(__name__)


class Schedule(Protocol):
    """When a job is due."""

    def first(self, now: dt.datetime) -> dt.datetime:
        """The first time, on an installation that begins now."""

    def after(self, moment: dt.datetime) -> dt.datetime:
        """The next time after a moment at which it was run."""

    def fits(self, now: dt.datetime) -> bool:
        """Whether what is overdue may be made up for now."""


@dataclass(frozen=True)
class Every:
    """Again and again, so long after it was last begun."""

    interval: dt.timedelta

    def first(self, now):
        return now

    def after(self, moment):
        return moment + self.interval

    def fits(self, now):
        return True


@dataclass(frozen=True)
class Daily:
    """Once a day at a time in Japan. Days missed are made up for once, not one by one."""

    at: dt.time

    def first(self, now):
        return self.after(now)

    def after(self, moment):
        local = timezone.localtime(moment)
        day = local.date() if local.time() < self.at else local.date() + dt.timedelta(days=1)
        while not self.holds_on(day):
            day += dt.timedelta(days=1)
        return timezone.make_aware(dt.datetime.combine(day, self.at))

    def fits(self, now):
        return self.holds_on(timezone.localdate(now))

    def holds_on(self, day: dt.date) -> bool:
        return True


@dataclass(frozen=True)
class WorkingDays(Daily):
    """The same on days on which offices are open, and on these only."""

    def holds_on(self, day):
        return is_working_day(day)


@dataclass(frozen=True)
class Weekly(WorkingDays):
    """Once a week, on the first day on which offices are open."""

    def holds_on(self, day):
        earlier = (day - dt.timedelta(days=back) for back in range(1, day.weekday() + 1))
        return is_working_day(day) and not any(is_working_day(one) for one in earlier)


class Job(NamedTuple):
    """Something to be done by a worker, on its own."""

    name: str
    #: What it does, in Japanese, as the admin shows it.
    label: str
    schedule: Schedule
    #: Does it as of a moment and says what was done, in Japanese; empty where there was nothing to do.
    run: Callable[[dt.datetime], str]
    #: How long one worker has it alone; longer than it can ever take. None: any number of workers may do it at once.
    lease: dt.timedelta | None = LEASE


class Outcome(NamedTuple):
    """How one run of a job went."""

    job: Job
    report: str
    error: str = ""


def enlist(jobs: Iterable[Job], *, now: dt.datetime) -> None:
    """Give each job its row, and the row the words of today."""
    jobs = list(jobs)
    known = dict(PeriodicJob.objects.values_list("name", "label"))
    new = [job for job in jobs if job.name not in known]
    PeriodicJob.objects.bulk_create(
        [PeriodicJob(name=job.name, label=job.label, due_at=job.schedule.first(now)) for job in new],
        ignore_conflicts=True,
    )
    for job in jobs:
        if known.get(job.name, job.label) != job.label:
            PeriodicJob.objects.filter(name=job.name).update(label=job.label)


def run_due(jobs: Iterable[Job], *, clock: Clock = timezone.now) -> Iterator[Outcome]:
    """Run what is due and nobody else is running, one after the other; whoever iterates may stop in between."""
    jobs = list(jobs)
    enlist(jobs, now=clock())
    due = set(PeriodicJob.objects.due(clock()).values_list("name", flat=True))
    for job in jobs:
        if job.name in due and (outcome := run(job, clock=clock)):
            yield outcome


def call(jobs: Iterable[Job], *, now: dt.datetime) -> None:
    """Make jobs due now, whatever their schedules say."""
    PeriodicJob.objects.filter(name__in=[job.name for job in jobs], due_at__gt=now).update(due_at=now)


def run(job: Job, *, clock: Clock = timezone.now) -> Outcome | None:
    """Run a job that is due; None when another worker has it, or today is no day for it."""
    now = clock()
    jobs = PeriodicJob.objects
    if not job.schedule.fits(now):
        jobs.filter(name=job.name).due(now).update(due_at=job.schedule.after(now))
        return None
    until = now + job.lease if job.lease else None
    if not jobs.take(job.name, now=now, due_at=job.schedule.after(now), until=until):
        return None
    outcome = _outcome(job, now)
    values = {"last_ended_at": clock(), "last_report": outcome.report, "last_error": outcome.error}
    if outcome.error:
        values["due_at"] = clock() + _pause(job)
    elif job.lease:
        values["due_at"] = job.schedule.after(now)
    if not jobs.give_back(job.name, until=until, failed=bool(outcome.error), **values):
        logger.warning("Job %s took longer than its lease of %s and was begun anew", job.name, job.lease)
    return outcome


def _outcome(job: Job, now: dt.datetime) -> Outcome:
    try:
        with acting(by=None, via=f"定期処理「{job.label}」"):
            return Outcome(job, report=job.run(now)[:500])
    except Exception as error:
        logger.exception("Job %s failed", job.name)
        # The database may have been what failed: what follows needs a connection that works.
        renew_connection()
        return Outcome(job, report="", error=f"{type(error).__name__}: {error}"[:500])


def _pause(job: Job) -> dt.timedelta:
    """Until the next try of a job that has just failed."""
    failures = PeriodicJob.objects.values_list("failures", flat=True).get(name=job.name)
    return min(FIRST_PAUSE * 2 ** min(failures, 20), LONGEST_PAUSE)


# --- Health -------------------------------------------------------------------------------------------


class Condition(NamedTuple):
    """How a job stands; of one that has never been enlisted (no worker has run yet), only the name is known."""

    job: Job
    row: PeriodicJob | None
    is_late: bool

    @property
    def is_failing(self) -> bool:
        return self.row is not None and self.row.failures > 0


def conditions(jobs: Iterable[Job], *, now: dt.datetime) -> list[Condition]:
    """How each job stands, in one statement."""
    rows = {row.name: row for row in PeriodicJob.objects.all()}
    return [
        Condition(job, row := rows.get(job.name), row is None or row.due_at < now - LATE_AFTER)
        for job in jobs
    ]

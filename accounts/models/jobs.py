import datetime as dt

from django.db import models
from django.db.models import F, Q


class PeriodicJobQuerySet(models.QuerySet):
    def due(self, now: dt.datetime):
        """Those to run now: due, and not in the hands of another worker."""
        return self.filter(Q(leased_until__isnull=True) | Q(leased_until__lte=now), due_at__lte=now)

    def take(self, name: str, *, now: dt.datetime, due_at: dt.datetime, until: dt.datetime | None) -> bool:
        """Take a due job, so that nobody else runs it until a moment; False when another worker was quicker.

        Without that moment it is free again when it is due next.
        """
        taken = self.filter(name=name).due(now)
        values = {"leased_until": until} if until else {"due_at": due_at}
        return bool(taken.update(last_started_at=now, **values))

    def give_back(self, name: str, *, until: dt.datetime | None, failed: bool, **values) -> bool:
        """Note how a run ended; False when its time was over and another worker has taken the job since."""
        held = self.filter(name=name, leased_until=until) if until else self.filter(name=name)
        return bool(
            held.update(
                leased_until=None,
                runs=F("runs") + 1,
                failures=F("failures") + 1 if failed else 0,
                **values,
            )
        )


class PeriodicJob(models.Model):
    """When a job (`accounts.jobs.Job`) is due next, and how its last run went."""

    name = models.CharField("名前", max_length=60, unique=True)
    label = models.CharField("内容", max_length=100)
    due_at = models.DateTimeField("次の予定")
    leased_until = models.DateTimeField(
        "処理の期限", null=True, blank=True, help_text="この時刻まで、ほかの処理は実行しません"
    )
    last_started_at = models.DateTimeField("前回の開始", null=True, blank=True)
    last_ended_at = models.DateTimeField("前回の終了", null=True, blank=True)
    last_report = models.CharField("前回の結果", max_length=500, blank=True)
    last_error = models.CharField("前回のエラー", max_length=500, blank=True)
    runs = models.PositiveIntegerField("実行回数", default=0)
    failures = models.PositiveIntegerField("続けて失敗した回数", default=0)

    objects = PeriodicJobQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "定期処理"
        ordering = ["name"]

    def __str__(self):
        return self.label

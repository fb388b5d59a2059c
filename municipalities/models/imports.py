from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User


def import_path(instance, filename: str) -> str:
    return f"imports/{instance.sha256[:32]}-{timezone.now():%Y%m%d%H%M%S%f}"


class ImportRunQuerySet(models.QuerySet):
    def visible_to(self, user: User):
        """Everybody's to who may look at all of them; else one's own."""
        return self if user.has_perm("municipalities.view_importrun") else self.filter(by=user)

    def waiting(self):
        """What a worker has to do."""
        return self.filter(state__in=ImportRun.State.at_work())

    def open(self):
        """What waits for a person."""
        return self.filter(state=ImportRun.State.READY)

    def written(self):
        return self.filter(state=ImportRun.State.DONE)

    def for_list(self):
        return self.select_related("by")


class ImportRun(models.Model):
    """取り込み: one file, from its upload to what was written of it. Kept as the provenance of what it wrote."""

    class State(models.TextChoices):
        WAITING = "waiting", "読み取り待ち"
        READING = "reading", "読み取り中"
        READY = "ready", "確認待ち"
        REFUSED = "refused", "読み取れず"
        ACCEPTED = "accepted", "登録待ち"
        WRITING = "writing", "登録中"
        DONE = "done", "登録済"
        CANCELLED = "cancelled", "取りやめ"

        @classmethod
        def at_work(cls) -> tuple:
            return (cls.WAITING, cls.READING, cls.ACCEPTED, cls.WRITING)

    book = models.CharField("種類", max_length=20)
    file = models.FileField("ファイル", upload_to=import_path, max_length=200)
    filename = models.CharField("ファイル名", max_length=200)
    size = models.PositiveIntegerField("大きさ（バイト）")
    sha256 = models.CharField("ファイルのハッシュ（SHA-256）", max_length=64)
    by = models.ForeignKey(User, verbose_name="取り込んだ人", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("取り込み日時")
    state = models.CharField("状態", max_length=9, choices=State.choices, default=State.WAITING)
    taken_at = models.DateTimeField("処理の開始", null=True, blank=True)
    done_rows = models.PositiveIntegerField("読み取った行", default=0)
    messages = models.JSONField("メッセージ", default=list, blank=True)
    written_at = models.DateTimeField("登録日時", null=True, blank=True)
    written_rows = models.PositiveIntegerField("登録した行", default=0)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "取り込み"
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="done", written_at__isnull=False)
                | (~Q(state="done") & Q(written_at__isnull=True)),
                name="import_done_when_written",
            ),
        ]

    def __str__(self):
        return f"{self.filename}（{timezone.localtime(self.at):%Y-%m-%d %H:%M}）"

    def get_absolute_url(self):
        return reverse("admin:municipalities_importrun_change", args=[self.pk])

    def may_be_chosen_from(self, tally: dict[str, int]) -> bool:
        """Whether any of its rows, counted by outcome, can be written as things stand."""
        return (
            self.is_open
            and not tally[ImportRow.Outcome.FAULT]
            and any(tally[outcome] for outcome in ImportRow.WRITABLE)
        )

    def goes_on_by(self, user: User) -> bool:
        """Whoever handed it in: what is written is written by that person's rights and in that name."""
        return self.by_id == user.pk

    @property
    def is_at_work(self) -> bool:
        return self.state in self.State.at_work()

    @property
    def is_open(self) -> bool:
        return self.state == self.State.READY


class ImportRowQuerySet(models.QuerySet):
    def faulty(self):
        return self.filter(outcome=ImportRow.Outcome.FAULT)

    def accepted(self):
        return self.filter(is_accepted=True)

    def writable(self):
        return self.filter(outcome__in=ImportRow.WRITABLE)

    def tally(self) -> dict[str, int]:
        """Outcome → rows, of all outcomes."""
        found = dict(self.order_by().values_list("outcome").annotate(Count("pk")))
        return {outcome: found.get(outcome, 0) for outcome in ImportRow.Outcome.values}


class ImportRow(models.Model):
    """A row of a file as it was read, and whether it is to be written."""

    class Outcome(models.TextChoices):
        FAULT = "fault", "誤り"
        DOUBT = "doubt", "要確認"
        CONFLICT = "conflict", "競合"
        NEW = "new", "新規"
        CHANGED = "changed", "変更"
        SAME = "same", "同じ"

    #: What can be written; a conflict only where somebody says so.
    WRITABLE = (Outcome.NEW, Outcome.CHANGED, Outcome.CONFLICT)

    run = models.ForeignKey(ImportRun, verbose_name="取り込み", on_delete=models.CASCADE, related_name="rows")
    sheet = models.CharField("シート", max_length=20)
    number = models.PositiveIntegerField("行")
    outcome = models.CharField("判定", max_length=8, choices=Outcome.choices)
    label = models.CharField("記録", max_length=200, blank=True)
    #: [label, before, after, clash] of each cell that differs.
    cells = models.JSONField("違い", default=list, blank=True)
    messages = models.JSONField("メッセージ", default=list, blank=True)
    is_accepted = models.BooleanField("採用", default=False)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "取り込みの行"
        ordering = ["pk"]
        indexes = [models.Index(fields=["run", "outcome"], name="import_row_outcome")]
        constraints = [
            models.UniqueConstraint(fields=["run", "sheet", "number"], name="import_row_once"),
            models.CheckConstraint(
                condition=Q(is_accepted=False) | Q(outcome__in=["new", "changed", "conflict"]),
                name="import_row_accepted_is_writable",
                violation_error_message="採用できるのは、新規・変更・競合の行だけです。",
            ),
        ]

    def __str__(self):
        return f"{self.number}行目 {self.label}"

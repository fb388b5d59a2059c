import datetime as dt
import json
from hashlib import sha256
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import User
from common.dates import fiscal_year_label, wareki
from common.models import plausible_years
from municipalities.models import Source


class ReleaseQuerySet(models.QuerySet):
    def published(self):
        return self.filter(state=Release.State.PUBLISHED)

    def as_of(self, day: dt.date):
        return self.filter(as_of=day)

    def prepared(self):
        """Those that wait for a second person."""
        return self.filter(state=Release.State.PREPARED)

    def without_workbook(self):
        """Published from records, and their workbook not made yet."""
        return self.published().filter(source__isnull=True, workbook__isnull=True)

    def for_list(self):
        return self.select_related("source", "prepared_by", "decided_by").order_by("-fiscal_year", "-pk")


class Release(models.Model):
    """年次統計: the tables of a fiscal year, frozen by one person and published by another, or as a document printed
    them. What is decided is never changed: the database refuses it."""

    class State(models.TextChoices):
        PREPARED = "prepared", "確認待ち"
        PUBLISHED = "published", "公表"
        RETURNED = "returned", "差戻し"

    fiscal_year = models.PositiveSmallIntegerField("年度")
    as_of = models.DateField("基準日")
    state = models.CharField("状態", max_length=9, choices=State.choices, default=State.PREPARED)
    rules = models.CharField("数え方の版", max_length=20)
    sha256 = models.CharField("ハッシュ（SHA-256）", max_length=64)
    source = models.ForeignKey(
        Source,
        verbose_name="出典",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="公表資料から登録したときの資料",
    )
    prepared_by = models.ForeignKey(
        User, verbose_name="作成した人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    prepared_at = models.DateTimeField("作成日時")
    decided_by = models.ForeignKey(
        User, verbose_name="確認した人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField("確認日時", null=True, blank=True)
    reason = models.CharField("差戻しの理由", max_length=400, blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年次統計"
        ordering = ["-fiscal_year", "-pk"]
        constraints = [
            plausible_years("release_year_plausible"),
            *(
                models.UniqueConstraint(
                    fields=["fiscal_year"],
                    condition=Q(state=state),
                    name=f"release_once_{state}",
                    violation_error_message=message,
                )
                for state, message in (
                    ("published", "この年度の年次統計は公表済みです。"),
                    ("prepared", "この年度の年次統計は、確認を待っています。"),
                )
            ),
            models.CheckConstraint(
                condition=Q(state="prepared", decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(state="prepared") & Q(decided_at__isnull=False)),
                name="release_decided_when_decided",
            ),
            models.CheckConstraint(
                condition=Q(source__isnull=False, prepared_by__isnull=True, decided_by__isnull=True)
                | Q(source__isnull=True, prepared_by__isnull=False),
                name="release_of_person_or_document",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(source__isnull=False) | ~Q(decided_by=F("prepared_by")),
                name="release_two_persons",
                violation_error_message="作成した人とは別の人が確認してください。",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(source__isnull=False) | Q(decided_by__isnull=False),
                name="release_published_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{fiscal_year_label(self.fiscal_year)}年次統計"

    def get_absolute_url(self):
        return reverse("portal:release", args=[self.fiscal_year])

    @property
    def title(self) -> str:
        return f"{self}（{wareki(self.as_of)}現在）"

    def digest(self) -> str:
        """The hash over everything in it: year, day, version of the rules and each table's own hash in order."""
        tables = self.tables.order_by("key").values_list("key", "sha256")
        lines = [f"{self.fiscal_year} {self.as_of.isoformat()} {self.rules}"]
        lines += [f"{key} {digest}" for key, digest in tables]
        return sha256("\n".join(lines).encode()).hexdigest()


class ReleaseTableQuerySet(models.QuerySet):
    def of_published_records(self):
        """Those of releases that were made from records, not from a document."""
        published = self.filter(release__state=Release.State.PUBLISHED, release__source__isnull=True)
        return published.select_related("release").order_by("release__fiscal_year")


class ReleaseTable(models.Model):
    """One frozen table: the canonical text of its content (portal.statistics.content)."""

    release = models.ForeignKey(
        Release, verbose_name="年次統計", on_delete=models.PROTECT, related_name="tables"
    )
    key = models.CharField("表", max_length=10)
    text = models.TextField("内容")
    sha256 = models.CharField("ハッシュ（SHA-256）", max_length=64)

    objects = ReleaseTableQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年次統計の表"
        ordering = ["release", "key"]
        constraints = [models.UniqueConstraint(fields=["release", "key"], name="release_table_once")]

    def __str__(self):
        return f"{self.release} {self.key}"

    @property
    def content(self) -> dict[str, Any]:
        return json.loads(self.text)


class ReleaseRemark(models.Model):
    """What the secretariat says of why a published figure is another today."""

    release = models.ForeignKey(
        Release, verbose_name="年次統計", on_delete=models.PROTECT, related_name="remarks"
    )
    table = models.CharField("表", max_length=10)
    text = models.CharField("改訂の理由", max_length=400)
    by = models.ForeignKey(User, verbose_name="記した人", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("日時")

    class Meta:
        verbose_name = verbose_name_plural = "改訂の理由"
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.release} {self.table}"


def workbook_path(instance: "ReleaseWorkbook", filename: str) -> str:
    return f"releases/{instance.release.fiscal_year}-{instance.sha256[:32]}.xlsx"


class ReleaseWorkbook(models.Model):
    """The workbook of a published release: made once, and the same bytes for ever."""

    release = models.OneToOneField(
        Release, verbose_name="年次統計", on_delete=models.PROTECT, related_name="workbook"
    )
    file = models.FileField("ファイル", upload_to=workbook_path, max_length=200)
    size = models.PositiveIntegerField("大きさ（バイト）")
    sha256 = models.CharField("ハッシュ（SHA-256）", max_length=64)
    made_at = models.DateTimeField("作成日時")

    class Meta:
        verbose_name = verbose_name_plural = "年次統計のExcel"
        ordering = ["release"]

    def __str__(self):
        return f"{self.release}（Excel）"

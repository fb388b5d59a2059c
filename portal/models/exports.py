import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from common.dates import fiscal_year_label, wareki
from common.models import plausible_years
from municipalities.models import Office


def export_path(instance: "Export", filename: str) -> str:
    return f"exports/{timezone.now():%Y%m%d%H%M%S%f}.{instance.format}"


class ExportQuerySet(models.QuerySet):
    def visible_to(self, office: Office):
        """Those that colleagues asked for; all of them for the secretariat."""
        return self if office.is_secretariat else self.filter(office=office)

    def waiting(self):
        """What a worker has to do."""
        return self.filter(state__in=Export.State.at_work())

    def over(self, day: dt.date):
        """Those whose file has been kept long enough."""
        return self.filter(state=Export.State.READY, expires_on__lte=day)

    def for_list(self):
        return self.select_related("by", "office__body__prefecture").order_by("-asked_at", "-pk")


class Export(models.Model):
    """書き出し: a file that an office asked for and a worker makes; kept for some days."""

    class State(models.TextChoices):
        WAITING = "waiting", "作成待ち"
        MAKING = "making", "作成中"
        READY = "ready", "作成済"
        FAILED = "failed", "作成できず"
        EXPIRED = "expired", "保存期間終了"

        @classmethod
        def at_work(cls) -> tuple:
            return (cls.WAITING, cls.MAKING)

    class What(models.TextChoices):
        WORKBOOK = "workbook", "年次統計（統計表すべて）"
        BODIES = "T6", "T6　特別区連携市町村等一覧"
        PROJECTS = "T7", "T7　各特別区と全国市町村等連携事業一覧"

    class Format(models.TextChoices):
        XLSX = "xlsx", "Excel（.xlsx）"
        CSV = "csv", "CSV（UTF-8、BOM付き）"

    office = models.ForeignKey(Office, verbose_name="課・担当", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, verbose_name="依頼した人", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("依頼日時")
    what = models.CharField("内容", max_length=8, choices=What.choices)
    format = models.CharField("形式", max_length=4, choices=Format.choices, default=Format.XLSX)
    as_of = models.DateField("基準日")
    first_year = models.PositiveSmallIntegerField("事業の最初の年度")
    last_year = models.PositiveSmallIntegerField("事業の最後の年度")
    state = models.CharField("状態", max_length=7, choices=State.choices, default=State.WAITING)
    taken_at = models.DateTimeField("処理の開始", null=True, blank=True)
    done_rows = models.PositiveIntegerField("書き出した行", default=0)
    made_at = models.DateTimeField("作成日時", null=True, blank=True)
    file = models.FileField("ファイル", upload_to=export_path, max_length=200, blank=True)
    size = models.PositiveBigIntegerField("大きさ（バイト）", default=0)
    sha256 = models.CharField("ファイルのハッシュ（SHA-256）", max_length=64, blank=True)
    expires_on = models.DateField("保存期限", null=True, blank=True, help_text="ファイルを消す日")

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "書き出し"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            plausible_years("export_years_plausible", "first_year", "last_year"),
            models.CheckConstraint(
                condition=Q(first_year__lte=F("last_year")),
                name="export_years_in_order",
                violation_error_message="最後の年度は、最初の年度以後にしてください。",
            ),
            models.CheckConstraint(
                condition=~Q(state="ready")
                | Q(made_at__isnull=False, expires_on__isnull=False) & ~Q(file=""),
                name="export_ready_has_file",
            ),
            models.CheckConstraint(
                condition=~Q(what="workbook") | Q(format="xlsx"),
                name="export_workbook_is_excel",
                violation_error_message="年次統計（統計表すべて）の形式は、Excelだけです。",
            ),
        ]

    def __str__(self):
        return f"{self.get_what_display()}（{self.filter}）"

    def get_absolute_url(self):
        return reverse("portal:export_file", args=[self.pk])

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)

    @property
    def filter(self) -> str:
        """What it is narrowed to, in words."""
        day, first, last = wareki(self.as_of), *map(fiscal_year_label, (self.first_year, self.last_year))
        years = first if first == last else f"{first}～{last}"
        return {"workbook": f"{day}現在、事業は{years}", "T6": f"{day}現在", "T7": years}[self.what]

    @property
    def filename(self) -> str:
        names = {"workbook": "年次統計", "T6": "連携市町村等一覧", "T7": "連携事業一覧"}
        span = f"{self.first_year}-{self.last_year}" if self.what == "T7" else f"{self.as_of:%Y%m%d}"
        return f"{names[self.what]}_{span}.{self.format}"

    @property
    def last_day(self) -> dt.date | None:
        """The last day the file can be taken away."""
        return self.expires_on and self.expires_on - dt.timedelta(days=1)

    @property
    def is_at_work(self) -> bool:
        return self.state in self.State.at_work()

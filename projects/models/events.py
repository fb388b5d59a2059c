from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from common.dates import Precision, fiscal_year, fiscal_year_label, wareki
from common.models import plausible_years
from municipalities.models import LocalGovernment, Source
from projects.models.projects import Project
from projects.models.states import is_published


class EventQuerySet(models.QuerySet):
    def get_by_natural_key(self, slug):
        return self.get(slug=slug)

    def published(self):
        """Events of published projects, and those on their own."""
        return self.filter(Q(project__isnull=True) | is_published("project__"))

    def of_family(self, project: Project):
        """Events of a project and of its parts, newest first."""
        return self.filter(Q(project=project.pk) | Q(project__parent=project.pk)).order_by(
            "-fiscal_year", F("starts_on").desc(nulls_last=True), "slug"
        )

    def held(self):
        return self.filter(state=Event.State.HELD)

    def with_day(self):
        return self.filter(starts_on__isnull=False)

    def joint(self):
        """Events of all 23 wards together."""
        return self.filter(is_joint=True)

    def for_list(self):
        return self.select_related("project", "host").order_by(
            "-fiscal_year", F("starts_on").desc(nulls_last=True), "slug"
        )


class Event(models.Model):
    """催し. Of past ones sometimes only the fiscal year is known."""

    class Kind(models.TextChoices):
        SYMPOSIUM = "symposium", "シンポジウム"
        LECTURE = "lecture", "講演会"
        PROMOTION = "promotion", "魅力発信イベント"
        MARKET = "market", "物産展"
        EXHIBITION = "exhibition", "展示"
        MEETING = "meeting", "意見交換会"
        SUPPORT = "support", "支援"
        OTHER = "other", "その他"

    class State(models.TextChoices):
        PLANNED = "planned", "予定"
        HELD = "held", "開催"
        CANCELLED = "cancelled", "中止"

    slug = models.SlugField("識別名", unique=True)
    title = models.CharField("催しの名称", max_length=200)
    kind = models.CharField("種類", max_length=10, choices=Kind.choices)
    fiscal_year = models.PositiveSmallIntegerField("年度", blank=True, help_text="開始日があれば自動で入る")
    starts_on = models.DateField("開始日", null=True, blank=True)
    starts_precision = models.CharField(
        "開始日の精度", max_length=5, choices=Precision.choices, default=Precision.DAY
    )
    ends_on = models.DateField("最終日", null=True, blank=True, help_text="この日まで開催")
    venue = models.CharField("会場", max_length=200, blank=True)
    is_joint = models.BooleanField("23区一体の催し", default=False)
    host = models.ForeignKey(
        LocalGovernment,
        verbose_name="主催",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="hosted_events",
    )
    co_hosts = models.ManyToManyField(
        LocalGovernment, verbose_name="共催", blank=True, related_name="cohosted_events"
    )
    capacity = models.PositiveIntegerField("定員（人）", null=True, blank=True)
    attendance = models.PositiveIntegerField("参加者数（人）", null=True, blank=True)
    registration_url = models.URLField("申込先", blank=True)
    project = models.ForeignKey(
        Project,
        verbose_name="連携事業",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="events",
    )
    state = models.CharField("状態", max_length=9, choices=State.choices, default=State.PLANNED)
    note = models.TextField("備考", blank=True)
    source = models.ForeignKey(
        Source, verbose_name="出典", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "催し"
        ordering = ["-fiscal_year", "slug"]
        indexes = [models.Index(fields=["fiscal_year", "kind"], name="event_year_kind")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(starts_on__lte=F("ends_on")),
                name="event_ends_after_start",
                violation_error_message="最終日は開始日以降にしてください。",
            ),
            plausible_years("event_year_plausible"),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        if self.fiscal_year is None and self.starts_on:
            self.fiscal_year = fiscal_year(self.starts_on)
        super().save(*args, **kwargs)

    def natural_key(self):
        return (self.slug,)

    def clean(self):
        if self.fiscal_year is None and self.starts_on is None:
            raise ValidationError({"fiscal_year": "開始日が分からないときは、年度を入力してください。"})

    @property
    def anchor(self) -> str:
        """Where the event stands on the page of its project."""
        return f"event-{self.slug}"

    @property
    def when(self) -> str:
        """The day or days for people; the fiscal year where no more is known."""
        if self.starts_on is None:
            return fiscal_year_label(self.fiscal_year)
        start = wareki(self.starts_on, self.starts_precision)
        if self.ends_on is None or self.ends_on == self.starts_on:
            return start
        return f"{start}から{self.ends_on.month}月{self.ends_on.day}日まで"

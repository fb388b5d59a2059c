from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from common.dates import Precision, fiscal_year, fiscal_year_label, wareki
from common.models import plausible_years
from common.publishing import Publishable, PublishableQuerySet, is_published
from common.search import Searchable, SearchableManager, SearchableQuerySet
from municipalities.models import LocalGovernment, Source
from projects.models.projects import Project


class EventQuerySet(PublishableQuerySet, SearchableQuerySet):
    def get_by_natural_key(self, slug):
        return self.get(slug=slug)

    def published(self):
        """Published events, unless the project they belong to is not."""
        return super().published().filter(Q(project__isnull=True) | is_published("project__"))

    def of_family(self, project: Project):
        """Events of a project and of its parts, newest first."""
        return self.filter(Q(project=project.pk) | Q(project__parent=project.pk)).order_by(
            "-fiscal_year", F("starts_on").desc(nulls_last=True), "slug"
        )

    def held(self):
        return self.filter(status=Event.Status.HELD)

    def with_day(self):
        return self.filter(starts_on__isnull=False)

    def joint(self):
        """Events of all 23 wards together."""
        return self.filter(is_joint=True)

    def for_list(self):
        return self.select_related("project", "host").order_by(
            "-fiscal_year", F("starts_on").desc(nulls_last=True), "slug"
        )


class Event(Publishable, Searchable):
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

    class Status(models.TextChoices):
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
    starts_at = models.TimeField("開始時刻", null=True, blank=True)
    ends_at = models.TimeField("終了時刻", null=True, blank=True)
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
    status = models.CharField("開催の状況", max_length=9, choices=Status.choices, default=Status.PLANNED)
    summary = models.TextField("内容", blank=True)
    note = models.TextField("備考", blank=True)
    source = models.ForeignKey(
        Source, verbose_name="出典", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = SearchableManager.from_queryset(EventQuerySet)()

    SEARCH_PREFETCH = ("project", "host__prefecture", "co_hosts__prefecture")

    class Meta:
        verbose_name = verbose_name_plural = "催し"
        ordering = ["-fiscal_year", "slug"]
        indexes = [
            models.Index(fields=["fiscal_year", "kind"], name="event_year_kind"),
            models.Index(fields=["starts_on", "slug"], name="event_starts"),
            Searchable.index("event"),
        ]
        constraints = [
            *Publishable.constraints("event"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(starts_at__isnull=False),
                name="event_ends_at_after_a_start",
                violation_error_message="終了時刻だけは登録できません。開始時刻も入力してください。",
            ),
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

    def get_absolute_url(self):
        return reverse("projects:event", args=[self.slug])

    def search_parts(self):
        yield from (self.get_kind_display(), self.venue, self.summary)
        yield from (str(body) for body in [self.host, *self.co_hosts.all()] if body)
        if self.project:
            yield self.project.title
        yield self.note

    @property
    def is_public(self) -> bool:
        return super().is_public and (self.project is None or self.project.is_public)

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

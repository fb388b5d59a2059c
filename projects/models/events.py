import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce, TruncMonth
from django.urls import reverse

from common.dates import WEEKDAYS, Precision, fiscal_year, fiscal_year_label, today, wareki
from common.models import plausible_years
from common.publishing import Publishable, PublishableQuerySet, is_published
from common.search import Searchable, SearchableManager, SearchableQuerySet
from municipalities.models import LocalGovernment, Source
from projects.models.projects import Project

#: The address part of the month calendar, which stands where the slugs of events do.
CALENDAR = "calendar"


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

    def on_known_days(self):
        """What a calendar can take: events whose first day is known to the day."""
        return self.with_day().filter(starts_precision=Precision.DAY)

    def joint(self):
        """Events of all 23 wards together."""
        return self.filter(is_joint=True)

    def hosted_by(self, condition: Q):
        """Events with a host or co-host (a body) that meets a condition."""
        bodies = LocalGovernment.objects.filter(condition).order_by().values("pk")
        together = self.model.co_hosts.through.objects.filter(
            event=OuterRef("pk"), localgovernment__in=bodies
        )
        return self.filter(Q(host__in=bodies) | Exists(together))

    def upcoming(self):
        """Events that go on or are to come, the next first."""
        return self.filter(is_ahead(today())).order_by(F("starts_on").asc(nulls_last=True), "slug")

    def past(self):
        return self.exclude(is_ahead(today()))

    def upcoming_first(self):
        """With `ahead`: those to come, the next first; then the past by fiscal year, the last first."""
        ahead = is_ahead(today())
        return self.annotate(
            ahead=Case(When(ahead, then=Value(True)), default=Value(False)),
            comes_on=Case(When(ahead, then="starts_on")),
        ).order_by(
            "-ahead",
            F("comes_on").asc(nulls_last=True),
            "-fiscal_year",
            F("starts_on").desc(nulls_last=True),
            "slug",
        )

    def between(self, first: dt.date, last: dt.date):
        """Events known to the day that take place on any day from `first` to `last`, in order."""
        return (
            self.on_known_days()
            .annotate(last_day=Coalesce("ends_on", "starts_on"))
            .filter(starts_on__lte=last, last_day__gte=first)
            .order_by("starts_on", F("starts_at").asc(nulls_first=True), "slug")
        )

    def in_some_day_of(self, month: dt.date):
        """Events of which no more than the month is known, given by its first day."""
        return self.filter(starts_on=month, starts_precision=Precision.MONTH).order_by("slug")

    def spans(self) -> list[tuple[dt.date, dt.date]]:
        """First and last month, each by its first day, of all events known to the month at least."""
        months = self.with_day().exclude(starts_precision=Precision.YEAR).order_by()
        ends = TruncMonth(Coalesce("ends_on", "starts_on"))
        return list(months.values_list(TruncMonth("starts_on"), ends).distinct())

    def for_list(self):
        return self.select_related("project", "host__prefecture").order_by(
            "-fiscal_year", F("starts_on").desc(nulls_last=True), "slug"
        )

    def for_detail(self):
        return self.select_related("project", "host__prefecture", "source").prefetch_related(
            models.Prefetch("co_hosts", LocalGovernment.objects.for_list())
        )


def is_ahead(day: dt.date) -> Q:
    """Whether an event is not over on a day, as far as is known: a month or year may bring it to its end."""
    unsure = ~Q(status=Event.Status.HELD)
    return (
        Q(ends_on__gte=day)
        | Q(ends_on__isnull=True, starts_on__gte=day)
        | unsure & Q(starts_precision=Precision.MONTH, starts_on__gte=day.replace(day=1), ends_on__isnull=True)
        | unsure & Q(starts_precision=Precision.YEAR, starts_on__gte=day.replace(month=1, day=1), ends_on__isnull=True)
        | unsure & Q(starts_on__isnull=True, fiscal_year__gte=fiscal_year(day), ends_on__isnull=True)
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
    updated_on = models.DateField("更新日", auto_now=True)
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
        if self.slug == CALENDAR:
            raise ValidationError({"slug": "この識別名は、催しのカレンダーのページが使っています。"})

    def get_absolute_url(self):
        return reverse("projects:event", args=[self.slug])

    def search_parts(self):
        yield from (self.title, self.get_kind_display(), self.venue, self.summary)
        yield from (str(body) for body in [self.host, *self.co_hosts.all()] if body)
        if self.project:
            yield self.project.title
        yield self.note

    @property
    def is_public(self) -> bool:
        return super().is_public and (self.project is None or self.project.is_public)

    @property
    def why_hidden(self) -> str:
        if super().is_public and not self.is_public:
            return "連携事業が公開されていないため、公開されていません。"
        return super().why_hidden

    @property
    def anchor(self) -> str:
        """Where the event stands on the page of its project."""
        return f"event-{self.slug}"

    @property
    def is_on_known_day(self) -> bool:
        return self.starts_on is not None and self.starts_precision == Precision.DAY

    @property
    def last_day(self) -> dt.date | None:
        """The last day known."""
        return self.ends_on or self.starts_on

    @property
    def when(self) -> str:
        """The day or days for people; the fiscal year where no more is known."""
        if self.starts_on is None:
            return fiscal_year_label(self.fiscal_year)
        start = wareki(self.starts_on, self.starts_precision)
        if self.ends_on is None or self.ends_on == self.starts_on:
            return start
        if self.ends_on.year == self.starts_on.year:
            return f"{start}から{self.ends_on.month}月{self.ends_on.day}日まで"
        return f"{start}から{wareki(self.ends_on)}まで"

    @property
    def weekdays(self) -> str:
        """「土曜日」, 「土曜日から日曜日」; empty where the day is not known."""
        if not self.is_on_known_day:
            return ""
        days = dict.fromkeys((self.starts_on, self.last_day))
        return "から".join(f"{WEEKDAYS[day.weekday()]}曜日" for day in days)

    @property
    def hours(self) -> str:
        """「10時から16時30分まで」; empty where they are not known."""
        if self.starts_at is None:
            return ""
        return f"{clock(self.starts_at)}から" + (f"{clock(self.ends_at)}まで" if self.ends_at else "")

    @property
    def is_open_for_registration(self) -> bool:
        """Whether to lead people to its registration."""
        over = self.last_day is not None and self.last_day < today() and self.is_on_known_day
        return bool(self.registration_url) and self.status == self.Status.PLANNED and not over


def clock(time: dt.time) -> str:
    """「10時」, 「16時30分」."""
    return f"{time.hour}時" + (f"{time.minute}分" if time.minute else "")

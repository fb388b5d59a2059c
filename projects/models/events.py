import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce, TruncMonth
from django.urls import reverse

from common.dates import Precision, fiscal_year, today
from common.models import plausible_years
from common.publishing import Publishable, PublishableQuerySet, is_published
from common.search import Searchable, SearchableManager, SearchableQuerySet, search_columns
from municipalities.models import LocalGovernment, Source
from municipalities.models.offices import wards_of
from projects.models.dated import Dated
from projects.models.projects import Project

#: The address part of the month calendar, which stands where the slugs of events do.
CALENDAR = "calendar"
#: Longer ones are slips of the year.
LONGEST = dt.timedelta(days=3 * 366)


class EventQuerySet(PublishableQuerySet, SearchableQuerySet):
    def get_by_natural_key(self, slug):
        return self.get(slug=slug)

    def visible_to(self, user):
        """Drafts also for the staff of wards that host or take part."""
        return super().visible_to(user) | self.of_wards(wards_of(user))

    def of_wards(self, wards):
        """What staff of some wards, given by id, see: what these host or their projects hold."""
        if not wards:
            return self.none()
        cohosted = Event.co_hosts.through.objects.filter(localgovernment__in=wards)
        projects = Project.objects.of_wards(wards).order_by()
        return self.filter(
            Q(host__in=wards) | Q(pk__in=cohosted.values("event")) | Q(project__in=projects.values("pk"))
        )

    def kept_by_wards(self, wards):
        """What they change: what these host."""
        return self.filter(host__in=wards)

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

    def hosted_by(self, condition: Q, besides: Q | None = None):
        """Events with a host or co-host (a body) that meets a condition; others besides."""
        bodies = LocalGovernment.objects.filter(condition).order_by().values("pk")
        together = self.model.co_hosts.through.objects.filter(
            event=OuterRef("pk"), localgovernment__in=bodies
        )
        hosted = Q(host__in=bodies) | Exists(together)
        return self.filter(hosted | besides if besides else hosted)

    def asked_for(self, asked: dict):
        """Events that meet all conditions of `EventForm.asked()`."""
        found = self.written(asked["q"]) if "q" in asked else self
        if "when" in asked:
            found = found.upcoming() if asked["when"] == "ahead" else found.past()
        if "ward" in asked:  # every ward takes part in what the 23 do as one
            found = found.hosted_by(Q(code=asked["ward"]), besides=Q(is_joint=True))
        if "prefecture" in asked:
            found = found.hosted_by(_in_prefecture(asked["prefecture"]))
        if "joint" in asked:
            found = found.joint()
        plain = {name: asked[name] for name in ("kind", "fiscal_year") if name in asked}
        return found.filter(**plain)

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

    def in_month(self, month: dt.date):
        """Events on any day of a month, given by its first day, in order; of which no more than the month is
        known, last."""
        end = (month + dt.timedelta(days=31)).replace(day=1)
        return (
            self.with_day()
            .exclude(starts_precision=Precision.YEAR)
            .alias(ends=Coalesce("ends_on", "starts_on"))
            .filter(starts_on__lt=end, ends__gte=month)
            .order_by("starts_on", F("starts_at").asc(nulls_first=True), "slug")
        )

    def spans(self) -> list[tuple[dt.date, dt.date]]:
        """First and last month, each by its first day, of all events known to the month at least."""
        months = self.with_day().exclude(starts_precision=Precision.YEAR).order_by()
        ends = TruncMonth(Coalesce("ends_on", "starts_on"))
        return list(months.values_list(TruncMonth("starts_on"), ends).distinct())

    def for_list(self):
        """With all a line shows; texts stay where they are."""
        return (
            self.select_related("project", "host__prefecture")
            .defer(
                "summary", "note", *(f"project__{name}" for name in ("body", "search_text", "search_grams"))
            )
            .order_by("-fiscal_year", F("starts_on").desc(nulls_last=True), "slug")
        )

    def up_to(self, year: int | None):
        """Those by a fiscal year; all where none is given."""
        return self if year is None else self.filter(fiscal_year__lte=year)

    def for_data(self):
        """What a row of data says of an event, oldest first."""
        texts = search_columns("project", "host", "host__prefecture")
        return (
            self.select_related("project", "host__prefecture", "source")
            .prefetch_related(models.Prefetch("co_hosts", LocalGovernment.objects.for_list()))
            .defer("project__body", *texts)
            .order_by("fiscal_year", F("starts_on").asc(nulls_last=True), "slug")
        )

    def for_detail(self):
        return self.select_related("project", "host__prefecture", "source").prefetch_related(
            models.Prefetch("co_hosts", LocalGovernment.objects.for_list())
        )


def _in_prefecture(code: str) -> Q:
    """A prefecture and its municipalities; the special wards stand for themselves."""
    return Q(code=code) | Q(prefecture__code=code) & ~Q(kind=LocalGovernment.Kind.SPECIAL_WARD)


def is_ahead(day: dt.date) -> Q:
    """Whether an event goes on or is to come on a day, as far as is known: `Dated.is_over` asked of the database."""
    month, year = day.replace(day=1), day.replace(month=1, day=1)
    unsure = (
        Q(starts_on__isnull=True, fiscal_year__gte=fiscal_year(day))
        | Q(starts_precision=Precision.MONTH, starts_on__gte=month)
        | Q(starts_precision=Precision.YEAR, starts_on__gte=year)
    )
    begins = Q(starts_on__gte=day) | unsure & ~Q(status=Event.Status.HELD)
    return Q(ends_on__gte=day) | Q(ends_on__isnull=True) & begins


class Event(Dated, Publishable, Searchable):
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

    slug = models.SlugField(
        "識別名", unique=True, help_text="アドレスになる。英小文字・数字・ハイフン。例：yuki-2026"
    )
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
    summary = models.TextField("内容", blank=True, help_text="Markdown で書けます。")
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
        sure = self.starts_on and self.starts_precision != Precision.YEAR
        if sure and self.fiscal_year not in (None, fiscal_year(self.starts_on)):
            raise ValidationError({"fiscal_year": "開始日の年度と違います。空欄にすると開始日から入ります。"})
        if self.starts_on and self.ends_on and self.ends_on - self.starts_on > LONGEST:
            raise ValidationError({"ends_on": "催しの期間は3年までです。日付を確かめてください。"})
        if self.slug == CALENDAR:
            raise ValidationError({"slug": "この識別名は、催しのカレンダーのページが使っています。"})

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
    def why_hidden(self) -> str:
        if super().is_public and not self.is_public:
            return "連携事業が公開されていないため、公開されていません。"
        return super().why_hidden

    @property
    def anchor(self) -> str:
        """Where the event stands on the page of its project."""
        return f"event-{self.slug}"

    @property
    def status_shown(self) -> str:
        """What has passed is no plan any more, and that it took place is not on record."""
        if self.is_going_on:
            return "開催中"
        planned_only = self.status == self.Status.PLANNED and self.is_over
        return "予定として公表" if planned_only else self.get_status_display()

    @property
    def phase(self) -> str:
        """What the shape of its chip goes by."""
        return "going_on" if self.is_going_on else self.status

    @property
    def is_going_on(self) -> bool:
        cancelled = self.status == self.Status.CANCELLED
        return self.is_on_known_day and self.starts_on <= today() <= self.last_day and not cancelled

    @property
    def is_open_for_registration(self) -> bool:
        """Whether to lead people to its registration."""
        return bool(self.registration_url) and self.status == self.Status.PLANNED and not self.is_over

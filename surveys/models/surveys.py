import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Max, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from common.dates import today
from common.search import Searchable, SearchableManager, SearchableQuerySet
from municipalities.models import Agreement, LocalGovernment, Source


class SurveyQuerySet(SearchableQuerySet):
    def get_by_natural_key(self, slug):
        return self.get(slug=slug)

    def published(self):
        return self.filter(state=Survey.State.PUBLISHED, published_on__lte=today())

    def opened_by(self, day: dt.date):
        return self.filter(opened_on__lte=day)

    def latest_publication(self) -> dt.date | None:
        return self.aggregate(last=Max("published_on"))["last"]

    def for_data(self):
        return self.select_related("source").order_by("opened_on", "slug")

    def of_desk(self):
        """Those that are built and conducted here; the others are on record by what was published of them."""
        return self.exclude(state=Survey.State.PUBLISHED, opens_at__isnull=True)

    def with_numbers(self):
        """With `target_count` and `answer_count`: how many bodies are asked, and whose answers stand."""
        targets = Survey.targets.rel.related_model.objects.filter(survey=OuterRef("pk"))
        return self.annotate(target_count=targets.number(), answer_count=targets.answered().number())

    def with_target_of(self, body: LocalGovernment):
        """With `target_state`: how far the body is."""
        targets = Survey.targets.rel.related_model.objects.filter(survey=OuterRef("pk"), body=body)
        return self.annotate(target_state=Subquery(targets.order_by().values("state")[:1]))

    def asking(self, body: LocalGovernment | None):
        """Those that ask or asked a body; none for the secretariat, which is none."""
        targets = Survey.targets.rel.related_model.objects.of_body(body).begun()
        return self.filter(pk__in=targets.order_by().values("survey")).order_by("-opens_at", "-pk")

    def to_open(self, now: dt.datetime):
        return self.filter(state=Survey.State.SCHEDULED, opens_at__lte=now)

    def to_close(self, now: dt.datetime):
        return self.filter(state=Survey.State.OPEN, closes_at__lte=now)

    def newest(self):
        return self.order_by(F("opens_at").desc(nulls_first=True), "-pk")


class Survey(Searchable):
    """アンケート of local governments: built, asked and evaluated here; or, of former years, on record with the facts
    that were published of it."""

    class State(models.TextChoices):
        DRAFT = "draft", "作成中"
        CHECKING = "checking", "点検中"
        SCHEDULED = "scheduled", "予約"
        OPEN = "open", "実施中"
        CLOSED = "closed", "締切"
        REVIEWING = "reviewing", "確認・補正"
        FINAL = "final", "確定"
        PUBLISHED = "published", "公表"
        CANCELLED = "cancelled", "中止"

        @classmethod
        def ahead(cls) -> tuple:
            """Nobody has been asked yet."""
            return (cls.DRAFT, cls.CHECKING, cls.SCHEDULED)

        @classmethod
        def begun(cls) -> tuple:
            """Somebody has been asked: questions and base stay as they are."""
            return (cls.OPEN, cls.CLOSED, cls.REVIEWING, cls.FINAL, cls.PUBLISHED)

        @classmethod
        def answering(cls) -> tuple:
            """Answers come in, or are put right."""
            return (cls.OPEN, cls.CLOSED, cls.REVIEWING)

    class Eligible(models.TextChoices):
        """Whom a survey asks, as of its base day."""

        MUNICIPALITIES = "municipalities", "全国の市町村（特別区を除く）"
        MEMBERS = "members", "会員の自治体"
        WARDS = "wards", "特別区"
        AGREEMENT = "agreement", "協定の対象の市町村"
        LISTED = "listed", "指定する自治体"

    slug = models.SlugField("識別名", unique=True)
    title = models.CharField("題名", max_length=200)
    purpose = models.TextField("目的")
    state = models.CharField("状態", max_length=9, choices=State.choices, default=State.DRAFT)
    base_day = models.DateField(
        "基準日", null=True, blank=True, help_text="対象の自治体と、回答の内容の時点となる日"
    )
    opens_at = models.DateTimeField("開始日時", null=True, blank=True)
    closes_at = models.DateTimeField("締切日時", null=True, blank=True)
    eligible = models.CharField(
        "対象", max_length=14, choices=Eligible.choices, default=Eligible.MUNICIPALITIES
    )
    agreement = models.ForeignKey(
        Agreement,
        verbose_name="対象とする協定",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    listed = models.ManyToManyField(
        LocalGovernment, verbose_name="指定する自治体", blank=True, related_name="+"
    )
    is_anonymous = models.BooleanField(
        "団体名を公表しない", default=True, help_text="公表する結果に、回答した団体の名前を載せません"
    )
    smallest_cell = models.PositiveSmallIntegerField(
        "秘匿する件数",
        default=0,
        help_text="公表する集計で、1件以上この数未満の欄を「x」とします。0は秘匿しない",
    )
    version = models.PositiveIntegerField("版", default=1)
    opened_on = models.DateField("開始日", null=True, blank=True, help_text="実際に始めた日")
    asked = models.PositiveIntegerField("対象団体数（公表値）", null=True, blank=True)
    answered = models.PositiveIntegerField("回答団体数（公表値）", null=True, blank=True)
    note = models.TextField("備考", blank=True)
    cancelled_because = models.CharField("中止の理由", max_length=500, blank=True)
    published_on = models.DateField("結果の公表日", null=True, blank=True, help_text="空欄は非公開")
    source = models.ForeignKey(
        Source, verbose_name="出典", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = SearchableManager.from_queryset(SurveyQuerySet)()

    SEARCH_PREFETCH = ("opinions",)

    class Meta:
        verbose_name = verbose_name_plural = "アンケート"
        ordering = ["-opened_on", "-pk"]
        indexes = [Searchable.index("survey")]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered__isnull=True) | Q(asked__isnull=True) | Q(answered__lte=F("asked")),
                name="survey_answered_of_asked",
                violation_error_message="回答団体数は対象団体数を超えません。",
            ),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True)
                | Q(closes_at__isnull=True)
                | Q(opens_at__lt=F("closes_at")),
                name="survey_closes_after_opening",
                violation_error_message="締切日時は開始日時より後にしてください。",
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(opens_at__isnull=True, closes_at__isnull=True)
                | Q(base_day__isnull=False, opens_at__isnull=False, closes_at__isnull=False),
                name="survey_has_days",
                violation_error_message="基準日、開始日時、締切日時を入力してください。",
            ),
            models.CheckConstraint(
                condition=Q(agreement__isnull=True) | Q(eligible="agreement"),
                name="survey_agreement_where_asked",
                violation_error_message="協定は、対象が「協定の対象の市町村」のときだけ選べます。",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(opened_on__isnull=False, published_on__isnull=False),
                name="survey_published_has_days",
                violation_error_message="公表するには、開始日と公表日が必要です。",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancelled_because=""),
                name="survey_cancelled_because",
                violation_error_message="中止の理由を入力してください。",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("surveys:detail", args=[self.slug])

    @property
    def desk_url(self) -> str:
        """Where the secretariat works at it."""
        return reverse("surveys:desk", args=[self.slug])

    def natural_key(self):
        return (self.slug,)

    def clean(self):
        if self.eligible == self.Eligible.AGREEMENT and self.agreement_id is None:
            raise ValidationError({"agreement": "対象とする協定を選んでください。"})

    def search_parts(self):
        yield self.purpose
        for opinion in self.opinions.all():
            yield from (opinion.heading, opinion.text)
        yield self.note

    @property
    def state_now(self) -> str:
        """Its state at this moment, whether or not the job that opens and closes has run."""
        now = timezone.now()
        if self.state == self.State.SCHEDULED and self.opens_at <= now:
            return self.State.CLOSED if self.closes_at <= now else self.State.OPEN
        if self.state == self.State.OPEN and self.closes_at <= now:
            return self.State.CLOSED
        return self.state

    @property
    def state_label(self) -> str:
        return self.State(self.state_now).label

    @property
    def target_label(self) -> str:
        """How far the body is that was asked about (`with_target_of`)."""
        return Survey.targets.rel.related_model(state=self.target_state).state_for_body  # type: ignore[attr-defined]

    @property
    def is_editable(self) -> bool:
        """Whether its questions, and whom it asks, may still change."""
        return self.state == self.State.DRAFT

    @property
    def is_conducted(self) -> bool:
        return self.opens_at is not None

    def follow_record(self) -> None:
        """One that is on record alone is published by its days."""
        if not self.is_conducted:
            is_out = self.opened_on is not None and self.published_on is not None
            self.state = self.State.PUBLISHED if is_out else self.State.DRAFT

    @property
    def response_percent(self) -> float | None:
        """Answers per body asked, in percent with one decimal."""
        return (
            round(100 * self.answered / self.asked, 1) if self.asked and self.answered is not None else None
        )


class SurveyOpinionQuerySet(models.QuerySet):
    def get_by_natural_key(self, slug, order):
        return self.get(survey__slug=slug, order=order)


class SurveyOpinion(models.Model):
    """主な意見 of a survey under the heading it was published with."""

    survey = models.ForeignKey(
        Survey, verbose_name="アンケート", on_delete=models.CASCADE, related_name="opinions"
    )
    order = models.PositiveSmallIntegerField("順序")
    heading = models.CharField("見出し", max_length=80)
    text = models.TextField("意見")

    objects = SurveyOpinionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "主な意見"
        ordering = ["survey", "order"]
        constraints = [models.UniqueConstraint(fields=["survey", "order"], name="opinion_order_unique")]

    def __str__(self):
        return self.heading

    def natural_key(self):
        return (self.survey.slug, self.order)

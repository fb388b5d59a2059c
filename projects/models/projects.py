import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.urls import reverse

from common.dates import fiscal_year, fiscal_year_label, today
from common.models import Period, PeriodQuerySet
from municipalities.models import Association, Company, LocalGovernment, Office, Source
from projects.models.categories import IssueCategory


class Field(models.TextChoices):
    """分野: the closed list of the plan of 2022."""

    INDUSTRY = "industry", "産業振興"
    TOURISM = "tourism", "観光振興"
    CULTURE = "culture", "文化芸術振興"
    CHALLENGE = "challenge", "相互の地域課題への挑戦"
    EXCHANGE = "exchange", "新しい住民交流スタイルの模索"


def _first_of(parties: list, unit: str) -> str:
    """The first by name and the number of the others; two are both named."""
    if len(parties) <= 2:
        return "・".join(str(party) for party in parties)
    return f"{parties[0]}ほか{len(parties) - 1}{unit}"


class ProjectQuerySet(models.QuerySet):
    def get_by_natural_key(self, number):
        return self.get(number=number)

    def published(self):
        return self.filter(state=Project.State.PUBLISHED, published_on__lte=today())

    def visible_to(self, user):
        """Projects a user may see: the published ones; drafts only for who may change projects."""
        return self.all() if user.has_perm("projects.change_project") else self.published()

    def joint(self):
        """What all 23 wards do together."""
        return self.filter(scope=Project.Scope.JOINT)

    def top_level(self):
        """Programmes and projects on their own, without the parts of programmes."""
        return self.filter(parent__isnull=True)

    def of_body(self, body: LocalGovernment):
        """Projects a body takes or took part in; a special ward takes part in every joint project."""
        named = Exists(ProjectParty.objects.filter(project=OuterRef("pk"), body=body))
        if body.kind == LocalGovernment.Kind.SPECIAL_WARD:
            return self.filter(named | Q(scope=Project.Scope.JOINT))
        return self.filter(named)

    def in_year(self, year: int):
        return self.filter(Exists(ProjectYear.objects.filter(project=OuterRef("pk"), fiscal_year=year)))

    def next_number(self, year: int) -> str:
        """The first free number of a year: "P-2026-0124"."""
        last = (
            self.filter(number__startswith=f"P-{year}-").order_by("-number").values_list("number", flat=True)
        )
        return f"P-{year}-{int(last[0][-4:]) + 1 if last else 1:04}"

    def for_list(self):
        parties = ProjectParty.objects.select_related(
            "body__prefecture", "association__prefecture", "company"
        )
        return self.prefetch_related("years", Prefetch("parties", parties)).order_by("-number")

    def for_detail(self):
        return self.select_related("parent", "contact_office__body", "source").prefetch_related(
            "categories",
            "years",
            "parties__body__prefecture",
            "parties__association__prefecture",
            "parties__company",
        )


class Project(models.Model):
    """連携事業: something done together by wards and bodies elsewhere, over one or more fiscal years."""

    class Scope(models.TextChoices):
        WARDS = "wards", "各区実施"
        JOINT = "joint", "23区一体"
        REGIONAL = "regional", "広域連携"

    class Approach(models.TextChoices):
        SOLVING = "solving", "課題解決型"
        MOMENTUM = "momentum", "気運醸成型"

    class State(models.TextChoices):
        DRAFT = "draft", "下書き"
        PUBLISHED = "published", "公開"

    number = models.CharField(
        "番号",
        max_length=11,
        unique=True,
        blank=True,
        help_text="空欄なら自動で付く",
        validators=[RegexValidator(r"^P-\d{4}-\d{4}\Z", "番号は「P-2026-0123」の形で入力してください。")],
    )
    title = models.CharField("事業名", max_length=200)
    scope = models.CharField("区分", max_length=8, choices=Scope.choices)
    field = models.CharField("分野", max_length=9, choices=Field.choices)
    approach = models.CharField("型", max_length=8, choices=Approach.choices, blank=True)
    categories = models.ManyToManyField(
        IssueCategory, verbose_name="課題分類", blank=True, related_name="projects"
    )
    summary = models.CharField("概要", max_length=400)
    body = models.TextField("本文", blank=True, help_text="Markdown で書けます。")
    parent = models.ForeignKey(
        "self",
        verbose_name="属するプログラム",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="parts",
    )
    contact_office = models.ForeignKey(
        Office,
        verbose_name="問い合わせ先の課",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    stated_parties = models.PositiveSmallIntegerField(
        "参加団体数（資料の記載）",
        null=True,
        blank=True,
        help_text="団体名の記録がなく、数だけが公表されているとき",
    )
    stated_parties_on = models.DateField("参加団体数の時点", null=True, blank=True)
    budget_thousand_yen = models.PositiveIntegerField("総事業費（千円）", null=True, blank=True)
    state = models.CharField("状態", max_length=9, choices=State.choices, default=State.DRAFT)
    published_on = models.DateField("公開日", null=True, blank=True)
    updated_on = models.DateField("更新日", auto_now=True)
    source = models.ForeignKey(
        Source, verbose_name="出典", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "連携事業"
        ordering = ["-number"]
        indexes = [models.Index(fields=["state", "-number"], name="project_state_number")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft") | Q(published_on__isnull=False),
                name="project_published_has_day",
                violation_error_message="公開するには公開日が必要です。",
            ),
            models.CheckConstraint(
                condition=~Q(parent=models.F("pk")),
                name="project_not_own_parent",
                violation_error_message="自分自身に属することはできません。",
            ),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.number = self.number or Project.objects.next_number(today().year)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("projects:detail", args=[self.number])

    def natural_key(self):
        return (self.number,)

    @property
    def is_alive(self) -> bool:
        """Whether it is planned or done in the fiscal year that runs today (prefetched years)."""
        now = fiscal_year(today())
        return any(
            year.fiscal_year == now and year.status in ProjectYear.GOING_ON for year in self.years.all()
        )

    @property
    def ward_side(self) -> str:
        """The near end of the thread in a few words: 「荒川区ほか2区」, 「23区」 (prefetched parties)."""
        if self.scope == self.Scope.JOINT:
            return "23区"
        wards = [party.body for party in self.parties.all() if party.is_ward]
        return _first_of(wards, "区") or "特別区"

    @property
    def partner_side(self) -> str:
        """The far end of the thread in a few words: 「岩手県北上市ほか1団体」 (prefetched parties)."""
        partners = [party.party for party in self.parties.all() if not party.is_ward]
        return _first_of(partners, "団体") or "全国の自治体"

    def parties_of(self, role: str) -> list["ProjectParty"]:
        """Parties of a role out of the prefetched ones, in their order."""
        return [party for party in self.parties.all() if party.role == role]


class ProjectPartyQuerySet(PeriodQuerySet):
    def get_by_natural_key(self, number, kind, *key):
        who = ProjectParty._meta.get_field(kind).related_model.objects.get_by_natural_key(*key)
        return self.get(project__number=number, **{kind: who})


class ProjectParty(Period):
    """A body, association or company (exactly one) in a project, in a role, for a period."""

    class Role(models.TextChoices):
        LEAD = "lead", "主管"
        PARTICIPANT = "participant", "参加"
        COOPERATION = "cooperation", "協力"
        SUPPORT = "support", "後援"

    project = models.ForeignKey(
        Project, verbose_name="事業", on_delete=models.CASCADE, related_name="parties"
    )
    body = models.ForeignKey(
        LocalGovernment,
        verbose_name="自治体",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="project_parties",
    )
    association = models.ForeignKey(
        Association,
        verbose_name="市長会・町村会",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="project_parties",
    )
    company = models.ForeignKey(
        Company,
        verbose_name="企業",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="project_parties",
    )
    role = models.CharField("役割", max_length=12, choices=Role.choices, default=Role.PARTICIPANT)
    note = models.CharField("備考", max_length=200, blank=True)

    objects = ProjectPartyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "参加団体"
        ordering = ["project", "body__code", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(body__isnull=False, association__isnull=True, company__isnull=True)
                | Q(body__isnull=True, association__isnull=False, company__isnull=True)
                | Q(body__isnull=True, association__isnull=True, company__isnull=False),
                name="party_exactly_one",
                violation_error_message="自治体・市長会町村会・企業のうち、一つだけを選んでください。",
            ),
            *(
                models.UniqueConstraint(
                    fields=["project", who],
                    condition=Q(**{f"{who}__isnull": False}),
                    name=f"party_{who}_once",
                    violation_error_message="この団体は、この事業に登録済みです。",
                )
                for who in ("body", "association", "company")
            ),
            Period.constraint("party_period"),
        ]

    def __str__(self):
        return f"{self.party}（{self.get_role_display()}）"

    def natural_key(self):
        kind = "body" if self.body_id else "association" if self.association_id else "company"
        return (self.project.number, kind, *self.party.natural_key())

    @property
    def party(self) -> LocalGovernment | Association | Company:
        return self.body or self.association or self.company

    @property
    def is_ward(self) -> bool:
        return self.body is not None and self.body.kind == LocalGovernment.Kind.SPECIAL_WARD

    def has_left(self, day: dt.date) -> bool:
        return self.valid_to is not None and self.valid_to <= day


class ProjectYearQuerySet(models.QuerySet):
    def get_by_natural_key(self, number, fiscal_year):
        return self.get(project__number=number, fiscal_year=fiscal_year)

    def of_published(self):
        return self.filter(project__in=Project.objects.published())

    def done(self):
        return self.filter(status=ProjectYear.Status.DONE)

    def counted(self):
        """What a figure of projects counts: years of published projects, programmes by their parts."""
        return self.of_published().filter(~Exists(Project.objects.filter(parent=OuterRef("project"))))

    def for_list(self):
        return self.select_related("project").order_by("fiscal_year", "project__number")


class ProjectYear(models.Model):
    """What was planned for and came of a project in a fiscal year. Cancelled years are kept and counted."""

    class Status(models.TextChoices):
        PLANNED = "planned", "計画"
        DONE = "done", "実施"
        CANCELLED = "cancelled", "中止"
        POSTPONED = "postponed", "延期"

    #: States of a year in which the project lives.
    GOING_ON = (Status.PLANNED, Status.DONE)

    project = models.ForeignKey(Project, verbose_name="事業", on_delete=models.CASCADE, related_name="years")
    fiscal_year = models.PositiveSmallIntegerField("年度", help_text="4月から翌年3月まで。西暦で入力")
    status = models.CharField("状況", max_length=9, choices=Status.choices)
    plan = models.TextField("計画", blank=True)
    results = models.TextField("実績", blank=True)
    budget_yen = models.PositiveBigIntegerField("事業費（円）", null=True, blank=True)
    participants = models.PositiveIntegerField("参加者数（人）", null=True, blank=True)
    source = models.ForeignKey(
        Source, verbose_name="出典", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ProjectYearQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年度ごとの状況"
        ordering = ["project", "fiscal_year"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "fiscal_year"],
                name="project_year_unique",
                violation_error_message="この年度は登録済みです。",
            ),
            models.CheckConstraint(
                condition=Q(fiscal_year__gte=1947, fiscal_year__lte=2200),
                name="project_year_plausible",
                violation_error_message="年度は西暦4桁で入力してください。",
            ),
        ]

    def __str__(self):
        return f"{self.project} {fiscal_year_label(self.fiscal_year)}"

    def natural_key(self):
        return (self.project.number, self.fiscal_year)

    def clean(self):
        if self.status == self.Status.DONE and self.fiscal_year and self.fiscal_year > today().year:
            raise ValidationError({"status": "先の年度を「実施」にはできません。「計画」を選んでください。"})

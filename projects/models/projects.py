from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Window
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse

from common.db import JsonList
from common.publishing import Publishable, PublishableQuerySet, is_published, next_number, number_validator
from common.search import Searchable, SearchableManager, SearchableQuerySet, search_columns
from municipalities.models import LocalGovernment, Office, Source
from municipalities.models.offices import wards_of
from projects.models.attachments import ProjectFile, ProjectPhoto
from projects.models.categories import IssueCategory
from projects.models.parties import ProjectParty
from projects.models.shown import Shown
from projects.models.years import ProjectYear


class Field(models.TextChoices):
    """分野: the closed list of the plan of 2022."""

    INDUSTRY = "industry", "産業振興"
    TOURISM = "tourism", "観光振興"
    CULTURE = "culture", "文化芸術振興"
    CHALLENGE = "challenge", "相互の地域課題への挑戦"
    EXCHANGE = "exchange", "新しい住民交流スタイルの模索"


#: A time line is read; beyond this the list of projects serves better.
MOST_BEGINNINGS = 200


class ProjectQuerySet(PublishableQuerySet, SearchableQuerySet):
    def get_by_natural_key(self, number):
        return self.get(number=number)

    def besides_joint(self):
        return self.exclude(scope=Project.Scope.JOINT)

    def joint(self):
        """What all 23 wards do together."""
        return self.filter(scope=Project.Scope.JOINT)

    def top_level(self):
        """Programmes and projects on their own, without the parts of programmes."""
        return self.filter(parent__isnull=True)

    def of_body(self, body: LocalGovernment):
        """Projects a body takes or took part in; a special ward takes part in every joint project."""
        named = Q(pk__in=ProjectParty.objects.filter(body=body).order_by().values("project"))
        if body.kind == LocalGovernment.Kind.SPECIAL_WARD:
            return self.filter(named | Q(scope=Project.Scope.JOINT))
        return self.filter(named)

    def visible_to(self, user):
        """Drafts also for the staff of wards that take part."""
        return super().visible_to(user) | self.of_wards(wards_of(user))

    def of_wards(self, wards):
        """What staff of some wards, given by id, see: what these take part in, and what all 23 do together."""
        if not wards:
            return self.none()
        named = ProjectParty.objects.filter(body__in=wards).order_by()
        return self.filter(Q(pk__in=named.values("project")) | Q(scope=Project.Scope.JOINT))

    def kept_by_wards(self, wards):
        """What they change: what these organise."""
        leading = ProjectParty.objects.filter(body__in=wards, role=ProjectParty.Role.LEAD).order_by()
        return self.filter(pk__in=leading.values("project"))

    def with_party(self, condition: Q, besides: Q | None = None):
        """Projects with a party that meets a condition, or whose programme has one; others besides."""
        joining = ProjectParty.objects.filter(condition).joining()
        return self.filter(joining | besides if besides else joining)

    def entries(self):
        """The entries of a list: a part stands under its programme unless that is not public (yet)."""
        return self.filter(Q(parent__isnull=True) | ~is_published("parent__"))

    def entries_of(self, found):
        """The entries that stand for the projects found."""
        return self.entries().filter(Q(pk__in=found.values("pk")) | Q(pk__in=found.values("parent")))

    def family_of(self, project: "Project"):
        """The parts of a programme; for a part the other parts of its programme."""
        kin = Q(parent=project.pk)
        if project.parent_id:
            kin |= Q(parent=project.parent_id)
        return self.filter(kin).exclude(pk=project.pk).order_by("number")

    def sharing_partners_with(self, project: "Project"):
        """Other projects, none of the same programme, with a party outside the wards in common."""
        partners = ProjectParty.objects.filter(project=project.pk).outside_wards()
        shared = Q()
        for who in ("body", "association", "company"):
            shared |= Q(**{f"{who}__in": partners.filter(**{f"{who}__isnull": False}).values(who)})
        return (
            self.filter(Exists(ProjectParty.objects.filter(shared, project=OuterRef("pk"))))
            .exclude(Q(pk__in=[project.pk, project.parent_id or project.pk]) | Q(parent=project.pk))
            .exclude(parent__isnull=False, parent=project.parent_id)
            .order_by("-number")
        )

    def beginning(self):
        """Entries with `first_year`, the first fiscal year on record: all of the first two years, later on
        what goes beyond single wards."""
        own = ProjectYear.objects.of_outer().order_by("fiscal_year").values("fiscal_year")
        of_parts = ProjectYear.objects.of_outers_parts().order_by("fiscal_year").values("fiscal_year")
        of_all = ProjectYear.objects.of_published().order_by("fiscal_year").values("fiscal_year")
        return (
            self.filter(parent__isnull=True)
            .annotate(first_year=Coalesce(models.Subquery(own[:1]), models.Subquery(of_parts[:1])))
            .filter(first_year__isnull=False)
            .filter(~Q(scope=Project.Scope.WARDS) | Q(first_year__lte=models.Subquery(of_all[:1]) + 1))
            .order_by("first_year", "number")[:MOST_BEGINNINGS]
        )

    def per_ward(self):
        """Number of entries the outer query's ward is named in, as a subquery; a programme counts once."""
        named = ProjectParty.objects.filter(body=OuterRef("pk"), project__in=self).order_by().values("body")
        entry = Coalesce("project__parent", "project")
        return models.Subquery(named.annotate(number=Count(entry, distinct=True)).values("number"))

    def tally(self) -> models.Subquery:
        """How many there are, as a subquery; null for none."""
        one = self.order_by().annotate(group=models.Value(1)).values("group")
        return models.Subquery(one.annotate(number=Count("pk")).values("number"))

    def of_prefecture(self, prefecture: LocalGovernment):
        """Projects of a prefecture itself or of an association of its municipalities."""
        return self.with_party(Q(body=prefecture) | Q(association__prefecture=prefecture))

    def of_companies(self):
        """Projects that a company takes or took part in."""
        parties = ProjectParty.objects.filter(company__isnull=False).order_by()
        return self.filter(pk__in=parties.values("project"))

    def up_to(self, year: int | None):
        """Projects on record by a fiscal year: none whose first year comes later. All where no year is given."""
        if year is None:
            return self
        years = ProjectYear.objects.filter(project=OuterRef("pk"))
        return self.filter(Exists(years.filter(fiscal_year__lte=year)) | ~Exists(years))

    def in_year(self, year: int):
        return self.filter(Exists(ProjectYear.objects.filter(project=OuterRef("pk"), fiscal_year=year)))

    def with_years(self):
        """With the years on record as lists within the statement: `years_shown`, `latest_status`. Two
        lists, because each is then found by an index, and one over both relations by none."""
        row = JsonList(JSONObject(year="fiscal_year", status="status"))
        own = ProjectYear.objects.of_outer().order_by().values("project")
        of_parts = ProjectYear.objects.of_outers_parts().order_by().values("project__parent")
        return self.annotate(
            year_rows=models.Subquery(own.annotate(rows=row).values("rows")),
            part_year_rows=models.Subquery(of_parts.annotate(rows=row).values("rows")),
        ).order_by("-number")

    def with_ends(self):
        """With the parties still taking part as a list within the statement, for the thread between the ends:
        `ward_side`, `partner_side`."""
        end = JSONObject(
            role="role",
            kind="body__kind",
            code=Coalesce("body__code", "association__prefecture__code"),
            name=Coalesce("body__name", "company__name"),
            prefecture=Coalesce("body__prefecture__name", "association__prefecture__name"),
            association="association__kind",
            company="company__slug",
        )
        parties = ProjectParty.objects.of_outer().values("project")
        return self.annotate(party_rows=models.Subquery(parties.annotate(rows=JsonList(end)).values("rows")))

    def for_body(self):
        """What a line on the page of a body shows, newest first; `total` is how many there are beyond a cut."""
        return (
            self.with_years()
            .with_ends()
            .annotate(total=Window(Count("pk")))
            .only("number", "title", "scope", "field", "stated_parties")
        )

    def for_list(self):
        """With all a card shows, in two statements: years, parts and photographs as lists within the first."""
        parts = Project.objects.published().filter(parent=OuterRef("pk")).order_by().values("parent")
        rows = parts.annotate(rows=JsonList(JSONObject(number="number", title="title")))
        return (
            self.with_years()
            .annotate(
                part_rows=models.Subquery(rows.values("rows")),
                photo_rows=ProjectPhoto.objects.usable().of_outer(),
            )
            .select_related("parent")
            .prefetch_related(Prefetch("parties", ProjectParty.objects.for_list()))
        )

    def for_data(self):
        """What a row of data says of a project and of the programme it belongs to."""
        texts = ("body", "parent__body", *search_columns("parent"))
        return self.select_related("parent", "source").defer(*texts).order_by("number")

    def for_detail(self):
        categories = IssueCategory.objects.filter(projects=OuterRef("pk")).order_by().values("projects")
        return (
            self.select_related("parent", "contact_office__body__prefecture", "source")
            .annotate(
                category_names=models.Subquery(categories.annotate(rows=JsonList("name")).values("rows")),
                photo_rows=ProjectPhoto.objects.usable().of_outer(),
                file_rows=ProjectFile.objects.of_outer(),
            )
            .prefetch_related(Prefetch("parties", ProjectParty.objects.for_list()))
        )


class Project(Shown, Publishable, Searchable):
    """連携事業: something done together by wards and bodies elsewhere, over one or more fiscal years."""

    class Scope(models.TextChoices):
        WARDS = "wards", "各区実施"
        JOINT = "joint", "23区一体"
        REGIONAL = "regional", "広域連携"

    class Approach(models.TextChoices):
        SOLVING = "solving", "課題解決型"
        MOMENTUM = "momentum", "気運醸成型"

    number = models.CharField(
        "番号",
        max_length=11,
        unique=True,
        blank=True,
        help_text="空欄なら自動で付く",
        validators=[number_validator("P")],
    )
    title = models.CharField("事業名", max_length=200)
    title_kana = models.CharField(
        "事業名のよみ", max_length=200, blank=True, help_text="ひらがな。検索に使います。例：ゆきのかつよう"
    )
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
    updated_on = models.DateField("更新日", auto_now=True)
    source = models.ForeignKey(
        Source, verbose_name="出典", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = SearchableManager.from_queryset(ProjectQuerySet)()

    SEARCH_PREFETCH = (
        "categories",
        "years",
        "parties__body__prefecture",
        "parties__association__prefecture",
        "parties__company",
    )

    class Meta:
        verbose_name = verbose_name_plural = "連携事業"
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["state", "-number"], name="project_state_number"),
            # The other orders of the list (projects.forms.ORDERS), to be entered at any key.
            models.Index(fields=["title", "number"], name="project_title_number"),
            models.Index(fields=["-updated_on", "-number"], name="project_updated_number"),
            Searchable.index("project"),
        ]
        constraints = [
            *Publishable.constraints("project"),
            models.CheckConstraint(
                condition=~Q(parent=models.F("pk")),
                name="project_not_own_parent",
                violation_error_message="自分自身に属することはできません。",
            ),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.number = self.number or next_number(Project.objects.all(), "P")
        super().save(*args, **kwargs)

    def let_one_lead(self, wards: list[int]) -> None:
        """Where none of some wards, given by id, organises it, the first does from now on."""
        lead = ProjectParty.Role.LEAD
        if not self.parties.filter(body__in=wards, role=lead).exists():
            own = list(self.parties.filter(body=wards[0]))
            for party in own or [ProjectParty(project=self, body_id=wards[0])]:
                party.role = lead
                party.save()

    def get_absolute_url(self):
        return reverse("projects:detail", args=[self.number])

    def natural_key(self):
        return (self.number,)

    def clean(self):
        if self.parent_id and self.parent.parent_id:
            raise ValidationError({"parent": "プログラムに属する事業の下に、事業は置けません。"})
        if self.parent_id and self.pk and self.parts.exists():
            raise ValidationError({"parent": "構成する事業のあるプログラムは、別の事業に属せません。"})

    def search_names(self):
        return (self.title, self.title_kana, self.number)

    def search_parts(self):
        yield self.summary
        yield from (self.get_field_display(), self.get_scope_display(), self.get_approach_display())
        yield from (category.name for category in self.categories.all())
        yield from (str(party.party) for party in self.parties.all())
        yield self.body
        for year in self.years.all():
            yield from (year.plan, year.results)

    @property
    def public_parent(self) -> "Project | None":
        return self.parent if self.parent and self.parent.is_public else None

    @property
    def photos_shown(self) -> list[ProjectPhoto]:
        """Out of `for_list()` or `for_detail()`."""
        return ProjectPhoto.out_of(self, self.photo_rows)

    def parties_of(self, role: str) -> list[ProjectParty]:
        """Parties of a role out of the prefetched ones, in their order."""
        return [party for party in self.parties.all() if party.role == role]

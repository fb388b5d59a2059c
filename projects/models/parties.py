import datetime as dt

from django.db import models
from django.db.models import F, OuterRef, Q

from common.dates import fiscal_year_start, today
from common.models import Period, PeriodQuerySet
from common.publishing import is_published
from common.search import search_columns
from municipalities.models import Association, Company, LocalGovernment


class ProjectPartyQuerySet(PeriodQuerySet):
    def joining(self) -> Q:
        """The condition on a project that one of these parties takes part in it, or in its programme if that is
        public. Sets, not a question per project: each is read once."""
        projects = self.order_by().values("project")
        return Q(pk__in=projects) | Q(parent__in=projects) & is_published("parent__")

    def of_outer(self):
        """Parties of the outer query's project that have not left it."""
        left = Q(valid_to__isnull=False, valid_to__lte=today())
        return self.filter(project=OuterRef("pk")).exclude(left).order_by()

    def of_wards(self, wards):
        """Those of projects that staff of some wards, given by id, see."""
        return self.filter(project__in=_projects().of_wards(wards).order_by().values("pk"))

    def kept_by_wards(self, wards):
        """Those of projects that these organise."""
        return self.filter(project__in=_projects().kept_by_wards(wards).order_by().values("pk"))

    def outside_wards(self):
        return self.exclude(body__isnull=False, body__kind=LocalGovernment.Kind.SPECIAL_WARD)

    def of_partners(self):
        """Bodies and associations elsewhere, whose place is known."""
        return self.outside_wards().filter(company__isnull=True)

    def for_list(self):
        """In the order parties are named: by role, wards first, then by code."""
        return self.select_related("body__prefecture", "association__prefecture", "company").order_by(
            F("body__code").asc(nulls_last=True),
            F("association__prefecture__code").asc(nulls_last=True),
            "pk",
        )

    def for_data(self):
        """By project; within one as for_list() has them."""
        texts = search_columns("project", "body", "body__prefecture", "association__prefecture")
        return (
            self.select_related("project", "body__prefecture", "association__prefecture", "company")
            .defer("project__body", *texts)
            .order_by(
                "project__number",
                F("body__code").asc(nulls_last=True),
                F("association__prefecture__code").asc(nulls_last=True),
                "pk",
            )
        )

    def get_by_natural_key(self, number, kind, *key):
        who = ProjectParty._meta.get_field(kind).related_model.objects.get_by_natural_key(*key)
        return self.get(project__number=number, **{kind: who})


def _projects():
    return ProjectParty.project.field.related_model.objects


class ProjectParty(Period):
    """A body, association or company (exactly one) in a project, in a role, for a period."""

    class Role(models.TextChoices):
        LEAD = "lead", "主管"
        PARTICIPANT = "participant", "参加"
        COOPERATION = "cooperation", "協力"
        SUPPORT = "support", "後援"

    project = models.ForeignKey(
        "projects.Project", verbose_name="事業", on_delete=models.CASCADE, related_name="parties"
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

    def took_part_in(self, year: int) -> bool:
        """Whether on any day of a fiscal year."""
        return (self.valid_from is None or self.valid_from < fiscal_year_start(year + 1)) and (
            self.valid_to is None or self.valid_to > fiscal_year_start(year)
        )

    def has_left(self, day: dt.date) -> bool:
        return self.valid_to is not None and self.valid_to <= day

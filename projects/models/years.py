from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import OuterRef, Q

from common.dates import fiscal_year_label, today
from common.models import plausible_years
from common.publishing import is_published
from common.search import search_columns
from municipalities.models import Source
from projects.models.shown import YearStatus


class ProjectYearQuerySet(models.QuerySet):
    def get_by_natural_key(self, number, fiscal_year):
        return self.get(project__number=number, fiscal_year=fiscal_year)

    def of_wards(self, wards):
        """Those of projects that staff of some wards, given by id, see."""
        return self.filter(project__in=_projects().of_wards(wards).order_by().values("pk"))

    def kept_by_wards(self, wards):
        """Those of projects that these organise."""
        return self.filter(project__in=_projects().kept_by_wards(wards).order_by().values("pk"))

    def of_outer(self):
        """Years of the outer query's project."""
        return self.filter(project=OuterRef("pk"))

    def of_outers_parts(self):
        """Years of the published parts of the outer query's project."""
        return self.filter(is_published("project__"), project__parent=OuterRef("pk"))

    def telling_of(self) -> Q:
        """The condition on a project that one of these years is on its record."""
        return Q(pk__in=self.order_by().values("project"))

    def in_family_of(self, project):
        """Years of a project and of its published parts."""
        parts = Q(project__parent=project.pk) & is_published("project__")
        return self.filter(Q(project=project.pk) | parts).order_by("fiscal_year")

    def of_published(self):
        return self.filter(is_published("project__"))

    def done(self):
        return self.filter(status=ProjectYear.Status.DONE)

    def joint(self):
        """Years of what all 23 wards do together."""
        return self.filter(project__scope="joint")

    def besides_joint(self):
        return self.exclude(project__scope="joint")

    def counted(self):
        """What a figure of projects counts: years of published projects, programmes by their published parts."""
        programmes = _projects().published().filter(parent__isnull=False)
        return self.of_published().exclude(project__in=programmes.values("parent"))

    def up_to(self, year: int | None):
        """Those by a fiscal year; all where none is given."""
        return self if year is None else self.filter(fiscal_year__lte=year)

    def for_list(self):
        return self.select_related("project").order_by("fiscal_year", "project__number")

    def for_data(self):
        """What a row of data says of a year."""
        return self.for_list().select_related("source").defer("project__body", *search_columns("project"))


def _projects():
    return ProjectYear.project.field.related_model.objects


class ProjectYear(models.Model):
    """What was planned for and came of a project in a fiscal year. Cancelled years are kept and counted."""

    Status = YearStatus

    project = models.ForeignKey(
        "projects.Project", verbose_name="事業", on_delete=models.CASCADE, related_name="years"
    )
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
            plausible_years("project_year_plausible"),
        ]

    def __str__(self):
        return f"{self.project} {fiscal_year_label(self.fiscal_year)}"

    def natural_key(self):
        return (self.project.number, self.fiscal_year)

    def clean(self):
        if self.status == self.Status.DONE and self.fiscal_year and self.fiscal_year > today().year:
            raise ValidationError({"status": "先の年度を「実施」にはできません。「計画」を選んでください。"})

from django.db import models
from django.db.models import F, Q

from common.models import plausible_years
from municipalities.models import Source
from municipalities.models.sources import KeyManager


class PlanItem(models.Model):
    """A line of the project's plan by year (令和5～8年度)."""

    KEY = "slug"

    slug = models.SlugField("識別名", unique=True)
    section = models.CharField("柱", max_length=80)
    title = models.CharField("項目", max_length=120)
    order = models.PositiveSmallIntegerField("順序", unique=True)
    source = models.ForeignKey(
        Source, verbose_name="出典", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = KeyManager()

    class Meta:
        verbose_name = verbose_name_plural = "計画の項目"
        ordering = ["order"]

    def __str__(self):
        return self.title

    def natural_key(self):
        return (self.slug,)


class PlanCellQuerySet(models.QuerySet):
    def get_by_natural_key(self, slug, first_year):
        return self.get(item__slug=slug, first_year=first_year)


class PlanCell(models.Model):
    """What a line of the plan says for one or several fiscal years in a row."""

    item = models.ForeignKey(PlanItem, verbose_name="項目", on_delete=models.CASCADE, related_name="cells")
    first_year = models.PositiveSmallIntegerField("最初の年度")
    last_year = models.PositiveSmallIntegerField("最後の年度")
    text = models.TextField("内容", help_text="1行に1項目")

    objects = PlanCellQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "計画の内容"
        ordering = ["item", "first_year"]
        constraints = [
            models.UniqueConstraint(fields=["item", "first_year"], name="plan_cell_unique"),
            models.CheckConstraint(
                condition=Q(first_year__lte=F("last_year")),
                name="plan_cell_years",
                violation_error_message="最後の年度は最初の年度以降にしてください。",
            ),
            plausible_years("plan_cell_plausible", "first_year", "last_year"),
        ]

    def __str__(self):
        return f"{self.item} {self.first_year}–{self.last_year}"

    def natural_key(self):
        return (self.item.slug, self.first_year)

    @property
    def span(self) -> int:
        """Number of fiscal years the text holds for."""
        return self.last_year - self.first_year + 1

    def lines(self) -> list[str]:
        return self.text.splitlines()

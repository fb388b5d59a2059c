from django.db import models

from common.models import plausible_years
from municipalities.models import Source


class FigureQuerySet(models.QuerySet):
    def get_by_natural_key(self, table, row, column, fiscal_year, source_slug):
        return self.get(
            table=table, row=row, column=column, fiscal_year=fiscal_year, source__slug=source_slug
        )

    def of_table(self, table: str):
        return self.filter(table=table).select_related("source")

    def up_to(self, year: int | None):
        """Those by a fiscal year; all where none is given."""
        return self if year is None else self.filter(fiscal_year__lte=year)

    def for_data(self):
        return self.select_related("source").order_by("table", "fiscal_year", "row", "column", "source__slug")

    def last_published(self, table: str, row: str):
        """The latest figure of a published series; None without one."""
        series = self.of_table(table).filter(row=row, column="count", value__isnull=False)
        return series.order_by("-fiscal_year").first()


class Figure(models.Model):
    """A published figure as it was printed. It stands beside what the records say and is never mixed with it."""

    class Table(models.TextChoices):
        T1 = "T1", "連携自治体数の推移"
        T2 = "T2", "広域連携協定締結団体一覧"
        T3 = "T3", "連携事業数の状況"
        T4 = "T4", "23区一体事業の状況"
        T5 = "T5", "特別区連携自治体数一覧"
        TEXT = "text", "本文の数値"

    table = models.CharField("表", max_length=4, choices=Table.choices)
    row = models.CharField("行", max_length=60, help_text="表の行の識別名（団体コード、区分など）")
    column = models.CharField("列", max_length=60, blank=True, help_text="表の列の識別名")
    fiscal_year = models.PositiveSmallIntegerField("年度")
    as_of = models.DateField("時点", null=True, blank=True)
    label = models.CharField("項目", max_length=120)
    printed = models.CharField("印字", max_length=120)
    value = models.IntegerField("数値", null=True, blank=True, help_text="空欄は「－」など数でない印字")
    remark = models.TextField("備考", blank=True, help_text="記録と違うときの理由")
    source = models.ForeignKey(Source, verbose_name="出典", on_delete=models.PROTECT, related_name="figures")

    objects = FigureQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公表値"
        ordering = ["table", "fiscal_year", "row", "column"]
        constraints = [
            models.UniqueConstraint(
                fields=["table", "row", "column", "fiscal_year", "source"],
                name="figure_unique",
                violation_error_message="この公表値は登録済みです。",
            ),
            plausible_years("figure_year_plausible"),
        ]

    def __str__(self):
        return f"{self.table} {self.label} {self.fiscal_year}：{self.printed}"

    def natural_key(self):
        return (self.table, self.row, self.column, self.fiscal_year, self.source.slug)

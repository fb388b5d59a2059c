"""Abstract bases only: the floor keeps no table of its own."""

import datetime as dt

from django.db import models
from django.db.models import F, Q


def within(day: dt.date, starts: dt.date | None, ends: dt.date | None) -> bool:
    """Whether a day lies in the half-open period [starts, ends); None is without limit."""
    return (starts is None or starts <= day) and (ends is None or day < ends)


class PeriodQuerySet(models.QuerySet):
    """Rows valid in the half-open period [valid_from, valid_to); an empty end is open."""

    def on(self, day: dt.date):
        return self.filter(in_period(day))


class Period(models.Model):
    """Half-open validity: `valid_to` is the first day no longer valid."""

    valid_from = models.DateField("有効開始日", null=True, blank=True, help_text="空欄は記録より前から")
    valid_to = models.DateField(
        "有効終了日", null=True, blank=True, help_text="無効となる最初の日。空欄は現在も有効"
    )

    class Meta:
        abstract = True

    @property
    def last_day(self) -> dt.date | None:
        """The last day of validity, as people count; None while open."""
        return self.valid_to and self.valid_to - dt.timedelta(days=1)

    def holds_on(self, day: dt.date) -> bool:
        return within(day, self.valid_from, self.valid_to)

    @staticmethod
    def constraint(name: str, starts: str = "valid_from", ends: str = "valid_to") -> models.CheckConstraint:
        """A period, where both ends are known, is not empty."""
        return models.CheckConstraint(
            condition=Q(**{f"{starts}__isnull": True})
            | Q(**{f"{ends}__isnull": True})
            | Q(**{f"{starts}__lt": F(ends)}),
            name=name,
            violation_error_message="終わりの日は始まりの日より後にしてください。",
        )


def plausible_years(name: str, first: str = "fiscal_year", last: str = "") -> models.CheckConstraint:
    """A year, or the years from `first` to `last`, that local governments have: 地方自治法 is of 1947."""
    return models.CheckConstraint(
        condition=Q(**{f"{first}__gte": 1947, f"{last or first}__lte": 2200}),
        name=name,
        violation_error_message="年度は西暦4桁で入力してください。",
    )


def in_period(day: dt.date, prefix: str = "", starts: str = "valid_from", ends: str = "valid_to") -> Q:
    """The condition that `day` lies in [starts, ends); `prefix` reaches over a relation ("body__")."""
    return (Q(**{f"{prefix}{starts}__isnull": True}) | Q(**{f"{prefix}{starts}__lte": day})) & (
        Q(**{f"{prefix}{ends}__isnull": True}) | Q(**{f"{prefix}{ends}__gt": day})
    )

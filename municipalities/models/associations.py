import datetime as dt

from django.db import models
from django.db.models import Q
from django.urls import reverse

from common.models import Period, PeriodQuerySet
from municipalities.models.bodies import LocalGovernment


class AssociationQuerySet(models.QuerySet):
    def get_by_natural_key(self, prefecture_code, kind):
        return self.get(prefecture__code=prefecture_code, kind=kind)


class Association(models.Model):
    """市長会 or 町村会 of a prefecture. Its members on a day are derived, never stored."""

    class Kind(models.TextChoices):
        CITIES = "cities", "市長会"
        TOWNS = "towns", "町村会"

    BODY_KINDS = {
        Kind.CITIES: (LocalGovernment.Kind.CITY,),
        Kind.TOWNS: (LocalGovernment.Kind.TOWN, LocalGovernment.Kind.VILLAGE),
    }

    prefecture = models.ForeignKey(
        LocalGovernment,
        verbose_name="都道府県",
        on_delete=models.PROTECT,
        related_name="associations",
        limit_choices_to={"kind": LocalGovernment.Kind.PREFECTURE},
    )
    kind = models.CharField("種別", max_length=8, choices=Kind.choices)
    website = models.URLField("ウェブサイト", blank=True)

    objects = AssociationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "市長会・町村会"
        ordering = ["prefecture__code", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["prefecture", "kind"],
                name="association_unique",
                violation_error_message="この都道府県の市長会（町村会）は登録済みです。",
            ),
        ]

    def __str__(self):
        return f"{self.prefecture.name}{self.get_kind_display()}"

    def get_absolute_url(self):
        return f"{reverse('municipalities:agreements')}#{self.key}"

    def natural_key(self):
        return (self.prefecture.code, self.kind)

    @property
    def key(self) -> str:
        """What it is called in addresses and figures: "010006-towns"."""
        return f"{self.prefecture.code}-{self.kind}"

    def members(self, day: dt.date):
        """The bodies that belong to the association on a day: all of its kinds in the prefecture, but for
        the dated exceptions."""
        exceptions = self.exceptions.on(day)
        derived = Q(prefecture=self.prefecture_id, kind__in=self.BODY_KINDS[self.kind])
        joined = Q(pk__in=exceptions.filter(belongs=True).values("body"))
        left = Q(pk__in=exceptions.filter(belongs=False).values("body"))
        return LocalGovernment.objects.on(day).filter((derived | joined) & ~left).for_list()


class AssociationException(Period):
    """A body that belongs to an association against the rule, or not, for a period."""

    association = models.ForeignKey(
        Association, verbose_name="市長会・町村会", on_delete=models.CASCADE, related_name="exceptions"
    )
    body = models.ForeignKey(
        LocalGovernment, verbose_name="自治体", on_delete=models.PROTECT, related_name="+"
    )
    belongs = models.BooleanField("加入している", default=False)
    reason = models.CharField("理由", max_length=300)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "加入の例外"
        # No two for one body at a time (migration): they might contradict each other.
        constraints = [Period.constraint("association_exception_period")]

    def __str__(self):
        return f"{self.association} {self.body}"

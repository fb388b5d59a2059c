from django.db import models
from django.db.models import Q

from municipalities.models import LocalGovernment, Source
from municipalities.models.sources import KeyManager


class DisasterSupport(models.Model):
    """Support after a disaster. People in total (延べ) and people there at the time are different numbers."""

    KEY = "slug"

    class Kind(models.TextChoices):
        STAFF = "staff", "職員派遣"
        MONEY = "money", "支援金"
        GOODS = "goods", "物資"

    slug = models.SlugField("識別名", unique=True)
    disaster = models.CharField("災害", max_length=120)
    kind = models.CharField("種類", max_length=5, choices=Kind.choices)
    body = models.ForeignKey(
        LocalGovernment,
        verbose_name="被災自治体",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="disaster_support",
        help_text="空欄は、資料に自治体名の記載がないとき",
    )
    wards = models.ManyToManyField(
        LocalGovernment,
        verbose_name="支援した区",
        blank=True,
        related_name="given_disaster_support",
        help_text="空欄は23区全体",
    )
    people_total = models.PositiveIntegerField("延べ人数（人）", null=True, blank=True)
    people_total_is_minimum = models.BooleanField(
        "延べ人数は下限", default=False, help_text="「6,500名超」のような記載のとき"
    )
    people_now = models.PositiveIntegerField("時点の派遣人数（人）", null=True, blank=True)
    amount_yen = models.PositiveBigIntegerField("金額（円）", null=True, blank=True)
    started_on = models.DateField("開始日", null=True, blank=True)
    ended_on = models.DateField("終了日", null=True, blank=True)
    as_of = models.DateField("数値の時点", null=True, blank=True)
    note = models.TextField("備考", blank=True)
    source = models.ForeignKey(
        Source, verbose_name="出典", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = KeyManager()

    class Meta:
        verbose_name = verbose_name_plural = "被災自治体への支援"
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(people_total_is_minimum=False) | Q(people_total__isnull=False),
                name="disaster_minimum_has_total",
                violation_error_message="下限とするには延べ人数が必要です。",
            ),
        ]

    def __str__(self):
        return f"{self.disaster} {self.get_kind_display()}"

    def natural_key(self):
        return (self.slug,)

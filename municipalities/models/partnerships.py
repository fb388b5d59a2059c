import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from common.dates import Precision, today, wareki
from common.models import Period
from municipalities.models.bodies import LocalGovernment
from municipalities.models.descent import heirs_of, origins_of
from municipalities.models.sources import Source


class PartnershipQuerySet(models.QuerySet):
    def get_by_natural_key(self, ward_code, partner_code, kind, known_from):
        return self.with_known_from().get(
            ward__code=ward_code, partner__code=partner_code, kind=kind, known_from=known_from
        )

    def of_wards(self, wards):
        """Those of some wards, given by id: their staff see and change them."""
        return self.filter(ward__in=wards)

    kept_by_wards = of_wards

    def unconfirmed(self):
        """Those that go on, as far as is known, and nobody has ever confirmed."""
        return self.filter(confirmed_on__isnull=True, ended_on__isnull=True)

    def with_known_from(self):
        return self.annotate(known_from=Coalesce("started_on", "confirmed_on"))

    def in_force(self, day: dt.date):
        """Ties in force on a day. One without a known start counts from the day it was confirmed on."""
        return self.with_known_from().filter(
            Q(known_from__lte=day) & (Q(ended_on__isnull=True) | Q(ended_on__gt=day))
        )

    def of_ward(self, ward: LocalGovernment):
        """A ward's own ties; those of a published list that names no ward count for no ward."""
        return self.filter(ward=ward)

    def overlapping(self, tie: "Partnership"):
        """Ties of the same pair and kind whose period overlaps that of `tie`."""
        far = dt.date.max
        return (
            self.filter(ward=tie.ward_id, partner=tie.partner_id, kind=tie.kind)
            .exclude(pk=tie.pk)
            .filter(Q(started_on__isnull=True) | Q(started_on__lt=tie.ended_on or far))
            .filter(Q(ended_on__isnull=True) | Q(ended_on__gt=tie.started_on or dt.date.min))
        )

    def of_partner(self, body: LocalGovernment):
        """Ties with a body and, to be confirmed by the ward, those with the ended bodies it came of."""
        return self.filter(Q(partner=body) | Q(partner__in=origins_of(Value(body.pk), today())))

    def naming_no_ward(self):
        return self.filter(ward__isnull=True)

    def partner_count(self) -> int:
        return self.aggregate(number=Count("partner", distinct=True))["number"]

    def tally_partners(self) -> Subquery:
        """Number of partners, as a subquery; null for none."""
        one = self.order_by().annotate(group=Value(1)).values("group")
        return Subquery(one.annotate(number=Count("partner", distinct=True)).values("number"))

    def per_ward(self):
        """Number of partners of the outer query's ward, as a subquery."""
        of_ward = self.filter(ward=OuterRef("pk")).order_by().values("ward")
        return Subquery(of_ward.annotate(number=Count("partner", distinct=True)).values("number"))

    def reaching(self) -> Q:
        """The condition on a body that one of these ties is with it, or with an ended body it came of."""
        ended = self.filter(partner__valid_to__lte=today()).order_by().values("partner")
        return Q(pk__in=self.order_by().values("partner")) | Q(pk__in=heirs_of(Subquery(ended), today()))

    def in_order(self):
        """By ward, those that name none last on every database."""
        return self.select_related("ward").order_by(
            F("ward__code").asc(nulls_last=True), "partner__code", "kind", "pk"
        )

    def for_list(self):
        """What a table of ties shows."""
        bodies = ("ward", "partner", "partner__prefecture")
        return (
            self.in_order()
            .select_related("partner__prefecture", "source")
            .only(
                *("kind", "started_on", "started_precision", "confirmed_on", "evidence"),
                *(f"{body}__{name}" for body in bodies for name in ("code", "name", "kind")),
                *("partner__area", "source__title"),
            )
        )

    def for_data(self):
        """What a row of data says of a tie, and of its two ends by code and name."""
        names = ("code", "name", "kind", "prefecture")
        ends = [f"{end}__{name}" for end in ("ward", "partner") for name in names]
        own = [field.name for field in self.model._meta.concrete_fields]
        return (
            self.in_order()
            .select_related("partner__prefecture", "source")
            .only(*own, *ends, "partner__prefecture__code", "partner__prefecture__name", "source__title")
        )


class Partnership(models.Model):
    """A tie of a ward with a body outside the wards: sister city, disaster agreement, …

    `ward` is empty only where a published list does not say which ward (the list of 2015).
    """

    class Kind(models.TextChoices):
        SISTER = "sister", "姉妹都市"
        FRIENDSHIP = "friendship", "友好都市"
        DISASTER = "disaster", "災害時相互応援協定"
        EXCHANGE = "exchange", "交流協定"
        COOPERATION = "cooperation", "連携協定"
        DECLARATION = "declaration", "宣言"
        PROJECT = "project", "事業交流"
        OTHER = "other", "その他"

    ward = models.ForeignKey(
        LocalGovernment,
        verbose_name="特別区",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="ties_as_ward",
        limit_choices_to={"kind": LocalGovernment.Kind.SPECIAL_WARD},
        help_text="空欄は、区の記載がない公表一覧から登録したものに限る",
    )
    partner = models.ForeignKey(
        LocalGovernment, verbose_name="連携先", on_delete=models.PROTECT, related_name="ties_as_partner"
    )
    kind = models.CharField("種別", max_length=12, choices=Kind.choices)
    started_on = models.DateField("開始日", null=True, blank=True)
    started_precision = models.CharField(
        "開始日の精度", max_length=5, choices=Precision.choices, default=Precision.DAY
    )
    ended_on = models.DateField(
        "終了日", null=True, blank=True, help_text="連携がなくなった最初の日。空欄は継続中"
    )
    ended_precision = models.CharField(
        "終了日の精度", max_length=5, choices=Precision.choices, default=Precision.DAY
    )
    confirmed_on = models.DateField(
        "確認日", null=True, blank=True, help_text="連携があることを最後に確かめた日（調査の基準日など）"
    )
    evidence = models.CharField("根拠", max_length=300, blank=True, help_text="協定書、公表資料の行など")
    source = models.ForeignKey(
        Source,
        verbose_name="出典",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="partnerships",
    )

    OVERLAPPING = "同じ区と連携先の同じ種別の連携が、期間の重なる形で登録済みです。"

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "連携・交流"
        ordering = ["ward__code", "partner__code", "kind"]
        indexes = [models.Index(fields=["partner", "ward"], name="tie_partner_ward")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ward__isnull=False) | Q(source__isnull=False),
                name="tie_ward_or_source",
                violation_error_message="特別区を選んでください。空欄にできるのは、出典のある公表一覧の記録だけです。",
            ),
            models.CheckConstraint(
                condition=Q(started_on__isnull=False) | Q(confirmed_on__isnull=False),
                name="tie_started_or_confirmed",
                violation_error_message="開始日か確認日のどちらかを入力してください。",
            ),
            Period.constraint("tie_period", "started_on", "ended_on"),
        ]

    def __str__(self):
        return f"{self.ward or '（区の記載なし）'}―{self.partner}（{self.get_kind_display()}）"

    def natural_key(self):
        return (
            self.ward.code if self.ward else None,
            self.partner.code,
            self.kind,
            (self.started_on or self.confirmed_on).isoformat(),
        )

    def clean(self):
        self.clean_partner()
        if self.partner_id and self.kind and Partnership.objects.overlapping(self).exists():
            raise ValidationError(self.OVERLAPPING)

    def clean_partner(self):
        if self.partner_id and self.partner.kind == LocalGovernment.Kind.SPECIAL_WARD:
            raise ValidationError({"partner": "連携先には特別区以外の団体を選んでください。"})

    def overlaps(self, started_on: dt.date | None, ended_on: dt.date | None) -> bool:
        """Whether its period and that of another of the same pair and kind do, as `overlapping` asks the database."""
        far, past = dt.date.max, dt.date.min
        return (self.started_on or past) < (ended_on or far) and (started_on or past) < (self.ended_on or far)

    @property
    def since(self) -> str:
        """Since when, as far as it is known, for people."""
        if self.started_on:
            return wareki(self.started_on, self.started_precision)
        return f"{wareki(self.confirmed_on)}までに開始"

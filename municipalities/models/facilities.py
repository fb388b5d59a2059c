from django.db import models
from django.db.models import Q

from common.dates import today
from municipalities.models.bodies import LocalGovernment


class FacilityQuerySet(models.QuerySet):
    def offered(self):
        """Those that can be used today."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=today()))

    def of_wards(self, wards):
        """Those of some wards, given by id: their staff see and change them."""
        return self.filter(ward__in=wards)

    kept_by_wards = of_wards

    def for_list(self):
        return self.select_related("ward__prefecture").order_by("ward__code", "name")


class Facility(models.Model):
    """23区施設情報: a ward's facility that members may use to show themselves in Tokyo."""

    class Kind(models.TextChoices):
        HALL = "hall", "ホール・会議室"
        OPEN_SPACE = "open_space", "広場・屋外"
        SHOP = "shop", "販売・展示"
        SPORTS = "sports", "スポーツ施設"
        OTHER = "other", "その他"

    ward = models.ForeignKey(
        LocalGovernment,
        verbose_name="特別区",
        on_delete=models.PROTECT,
        related_name="facilities",
        limit_choices_to={"kind": LocalGovernment.Kind.SPECIAL_WARD},
    )
    name = models.CharField("名称", max_length=120)
    kind = models.CharField("種別", max_length=12, choices=Kind.choices)
    address = models.CharField("所在地", max_length=200, blank=True)
    capacity = models.PositiveIntegerField("定員（人）", null=True, blank=True)
    fee = models.CharField("利用料", max_length=200, blank=True)
    booking = models.TextField("申込方法", blank=True)
    contact = models.CharField("問い合わせ先", max_length=200, blank=True)
    ended_on = models.DateField("提供終了日", null=True, blank=True)

    objects = FacilityQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "23区の施設"
        ordering = ["ward__code", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["ward", "name"],
                name="facility_name_unique",
                violation_error_message="この区の同じ名称の施設が登録済みです。",
            ),
        ]

    def __str__(self):
        return f"{self.name}（{self.ward}）"

    @property
    def text(self) -> str:
        """What is searched."""
        return " ".join((self.name, self.ward.name, self.address, self.get_kind_display(), self.booking))

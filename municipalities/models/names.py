from django.db import models
from django.db.models import Q

from common.models import Period, PeriodQuerySet

#: The longest text that a verdict can be remembered of.
LONGEST_WRITTEN = 60


class NameVariantQuerySet(PeriodQuerySet):
    def get_by_natural_key(self, written, prefecture_code, kind):
        return self.get(written=written, prefecture__code=prefecture_code, kind=kind)

    def verdicts(self):
        return self.filter(kind=NameVariant.Kind.VERDICT)

    def of_body(self, body):
        """Former names and other spellings; what a person once took a misprint for is not one of them. Also of
        the outer query's body: `of_body(OuterRef("pk"))`."""
        return self.filter(body=body).exclude(kind=NameVariant.Kind.VERDICT)


class NameVariant(Period):
    """A way a body is or was written, and what a person decided it means.

    `body` is empty only for a verdict that no such body exists. A former name is valid for the days on which
    it was the name; a verdict holds for lists of any day.
    """

    class Kind(models.TextChoices):
        FORMER = "former", "旧称"
        ALIAS = "alias", "別の表記"
        VERDICT = "verdict", "担当者の判断"

    written = models.CharField("書かれた名称", max_length=LONGEST_WRITTEN)
    prefecture = models.ForeignKey(
        "municipalities.LocalGovernment",
        verbose_name="書かれた都道府県",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"kind": "prefecture"},
        help_text="空欄は都道府県の記載がないとき",
    )
    kana = models.CharField("よみ", max_length=60, blank=True)
    kind = models.CharField("種類", max_length=8, choices=Kind.choices)
    body = models.ForeignKey(
        "municipalities.LocalGovernment",
        verbose_name="自治体",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="name_variants",
        help_text="空欄は「該当する団体なし」という判断",
    )
    reason = models.CharField("理由", max_length=300, blank=True)
    decided_by = models.ForeignKey(
        "accounts.User",
        verbose_name="判断した人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="空欄は資料とともに登録した判断",
    )
    decided_on = models.DateField("判断日", null=True, blank=True)
    source = models.ForeignKey(
        "municipalities.Source",
        verbose_name="出典",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = NameVariantQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "名称の別表記・判断"
        ordering = ["written"]
        constraints = [
            models.UniqueConstraint(
                fields=["written", "prefecture", "kind"],
                condition=~Q(kind="former"),
                name="name_variant_unique",
                violation_error_message="この名称の扱いは登録済みです。",
            ),
            models.UniqueConstraint(
                fields=["written", "kind"],
                condition=~Q(kind="former") & Q(prefecture__isnull=True),
                name="name_variant_unique_anywhere",
                violation_error_message="この名称の扱いは登録済みです。",
            ),
            models.CheckConstraint(
                condition=Q(body__isnull=False) | Q(kind="verdict"),
                name="name_variant_body_or_verdict",
                violation_error_message="自治体を空欄にできるのは「該当する団体なし」という判断だけです。",
            ),
            models.CheckConstraint(
                condition=~Q(kind="verdict") | (Q(decided_on__isnull=False) & ~Q(reason="")),
                name="name_variant_verdict_reasoned",
                violation_error_message="判断には判断日と理由が必要です。",
            ),
            Period.constraint("name_variant_period"),
        ]

    def __str__(self):
        return f"{self.written} → {self.body or '該当する団体なし'}"

    def natural_key(self):
        return (self.written, self.prefecture.code if self.prefecture else None, self.kind)

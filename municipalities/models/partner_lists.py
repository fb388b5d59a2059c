from django.db import models

from municipalities.models.bodies import LocalGovernment
from municipalities.models.partnerships import Partnership
from municipalities.models.sources import Source


class Verdict(models.TextChoices):
    """What the resolver, or after it a person, says of a written name."""

    EXACT = "exact", "一致"
    RESOLVED = "resolved", "規則により確定"
    REVIEW = "review", "要確認"
    AMBIGUOUS = "ambiguous", "複数該当"
    UNKNOWN = "unknown", "該当なし"


#: What may be written without a person.
SURE = (Verdict.EXACT, Verdict.RESOLVED)


class PartnerList(models.Model):
    """A published list of partners that was imported, as printed."""

    source = models.OneToOneField(
        Source, verbose_name="出典", on_delete=models.PROTECT, related_name="partner_list"
    )
    as_of = models.DateField("時点")
    sha256 = models.CharField("ファイルのハッシュ", max_length=64)
    imported_at = models.DateTimeField("取り込み日時", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "連携市町村一覧"
        ordering = ["as_of"]

    def __str__(self):
        return f"{self.source}（{self.as_of:%Y-%m-%d}現在）"


class PartnerListEntryQuerySet(models.QuerySet):
    def sure(self):
        return self.filter(verdict__in=SURE)

    def open(self):
        """What still waits for a person."""
        return self.filter(verdict__in=[Verdict.REVIEW, Verdict.AMBIGUOUS])

    def for_list(self):
        return self.select_related("body__prefecture", "duplicate_of").order_by("line")


class PartnerListEntry(models.Model):
    """One printed entry with what it was read as. None is ever dropped: a name that means no body stays."""

    partner_list = models.ForeignKey(
        PartnerList, verbose_name="一覧", on_delete=models.CASCADE, related_name="entries"
    )
    line = models.PositiveIntegerField("資料の行")
    prefecture_name = models.CharField("印字の都道府県", max_length=20)
    printed_name = models.CharField("印字の名称", max_length=60)
    verdict = models.CharField("判定", max_length=10, choices=Verdict.choices)
    reason = models.CharField("理由", max_length=300, blank=True)
    candidates = models.CharField("候補", max_length=300, blank=True)
    body = models.ForeignKey(
        LocalGovernment,
        verbose_name="自治体",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="list_entries",
    )
    partnership = models.ForeignKey(
        Partnership,
        verbose_name="登録した連携",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="list_entries",
    )
    duplicate_of = models.ForeignKey(
        "self", verbose_name="重複する行", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = PartnerListEntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "一覧の行"
        ordering = ["partner_list", "line"]
        constraints = [
            models.UniqueConstraint(fields=["partner_list", "line"], name="list_entry_line_unique"),
            models.CheckConstraint(
                condition=models.Q(body__isnull=True) | models.Q(verdict__in=SURE),
                name="list_entry_body_only_if_sure",
            ),
        ]

    def __str__(self):
        return f"{self.prefecture_name} {self.printed_name}"

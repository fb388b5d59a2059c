from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.models import User
from common.publishing import number_validator
from municipalities.models import LocalGovernment, Office

WARD = LocalGovernment.Kind.SPECIAL_WARD


class Audience(models.TextChoices):
    ALL = "all", "すべての会員"
    WARDS = "wards", "特別区だけ"
    OTHERS = "others", "特別区を除く会員"


def audience_of(office: Office) -> tuple[str, str]:
    """The audiences that an office belongs to."""
    return Audience.ALL, Audience.WARDS if office.is_ward else Audience.OTHERS


class MemberNoticeQuerySet(models.QuerySet):
    def visible_to(self, office: Office):
        """What was published to an office; the secretariat sees all, its drafts too."""
        if office.is_secretariat:
            return self
        return self.current().filter(audience__in=audience_of(office))

    def current(self):
        """Published, and not taken back."""
        return self.filter(published_at__isnull=False, withdrawn_at__isnull=True)

    def with_receipt(self, office: Office):
        """With `is_read`: whether the office has said that it read it."""
        receipts = NoticeReceipt.objects.filter(notice=OuterRef("pk"), office=office)
        return self.annotate(is_read=Exists(receipts))

    def owed_by(self, office: Office):
        """Those that an office has to confirm and has not. The secretariat owes itself nothing."""
        if office.is_secretariat:
            return self.none()
        receipts = NoticeReceipt.objects.filter(notice=OuterRef("pk"), office=office)
        return self.visible_to(office).filter(~Exists(receipts), must_confirm=True)

    def with_numbers(self):
        """With `read_count`: how many offices have said that they read it."""
        receipts = NoticeReceipt.objects.filter(notice=OuterRef("pk")).order_by().values("notice")
        number = Subquery(receipts.annotate(number=Count("pk")).values("number"))
        return self.annotate(read_count=Coalesce(number, 0))

    def newest(self):
        """Drafts first."""
        return self.order_by(F("published_at").desc(nulls_first=True), "-number")

    def unread_first(self):
        return self.order_by("is_read", "-published_at", "-number")


class MemberNotice(models.Model):
    """会員へのお知らせ: from the secretariat to the members' offices, which say that they have read it."""

    Audience = Audience

    class Importance(models.TextChoices):
        NORMAL = "normal", "通常"
        IMPORTANT = "important", "重要"

    number = models.CharField("番号", max_length=11, unique=True, validators=[number_validator("M")])
    title = models.CharField("題名", max_length=120)
    body = models.TextField("本文")
    importance = models.CharField(
        "重要度", max_length=9, choices=Importance.choices, default=Importance.NORMAL
    )
    audience = models.CharField("宛先", max_length=6, choices=Audience.choices, default=Audience.ALL)
    must_confirm = models.BooleanField("確認を求める", default=False)
    deadline = models.DateField("確認の期限", null=True, blank=True)
    office = models.ForeignKey(
        Office, verbose_name="発信した課", on_delete=models.PROTECT, related_name="member_notices"
    )
    author = models.ForeignKey(User, verbose_name="書いた人", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField("版", default=1)
    updated_at = models.DateTimeField("更新日時", auto_now=True)
    published_at = models.DateTimeField("発信日時", null=True, blank=True)
    withdrawn_at = models.DateTimeField("取消日時", null=True, blank=True)

    objects = MemberNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会員へのお知らせ"
        ordering = ["-number"]
        indexes = [models.Index(fields=["-published_at"], name="member_notice_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(deadline__isnull=True) | Q(must_confirm=True),
                name="member_notice_deadline_to_confirm",
                violation_error_message="確認の期限は、確認を求めるときだけ入力できます。",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True)
                | Q(published_at__isnull=False, published_at__lte=F("withdrawn_at")),
                name="member_notice_withdrawn_was_published",
                violation_error_message="取り消せるのは、発信したお知らせだけです。",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("bulletin:member_notice", args=[self.number])

    @property
    def is_draft(self) -> bool:
        return self.published_at is None

    @property
    def is_important(self) -> bool:
        return self.importance == self.Importance.IMPORTANT

    @property
    def is_current(self) -> bool:
        return self.published_at is not None and self.withdrawn_at is None

    def addressees(self) -> models.QuerySet:
        """The offices it is for: those that may act today."""
        offices = Office.objects.acting().filter(body__isnull=False)
        if self.audience == Audience.WARDS:
            offices = offices.filter(body__kind=WARD)
        elif self.audience == Audience.OTHERS:
            offices = offices.exclude(body__kind=WARD)
        return offices


class NoticeReceipt(models.Model):
    """お知らせの確認: that an office has read a notice, and who said so."""

    notice = models.ForeignKey(
        MemberNotice, verbose_name="会員へのお知らせ", on_delete=models.PROTECT, related_name="receipts"
    )
    office = models.ForeignKey(Office, verbose_name="課・担当", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, verbose_name="確認した人", on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField("確認日時", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "お知らせの確認"
        ordering = ["-read_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "office"],
                name="notice_receipt_once",
                violation_error_message="この課は確認済みです。",
            ),
        ]

    def __str__(self):
        return f"{self.notice.number} {self.office}"

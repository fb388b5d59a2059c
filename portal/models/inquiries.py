import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class InquiryQuerySet(models.QuerySet):
    def since(self, moment: dt.datetime):
        return self.filter(received_at__gte=moment)

    def received_before(self, day: dt.date):
        return self.filter(received_at__lt=timezone.make_aware(dt.datetime.combine(day, dt.time())))

    def done(self):
        return self.filter(state=Inquiry.State.DONE)

    def waiting(self):
        return self.exclude(state=Inquiry.State.DONE)

    def forget_senders(self, before: dt.datetime) -> int:
        """Who sent it matters only while an hour is counted."""
        return self.filter(received_at__lt=before).exclude(sender="").update(sender="")


class Inquiry(models.Model):
    """What somebody wrote to the secretariat through the contact form.

    Personal data: read in the admin only (each reading is recorded), removed by `dispose_inquiries`. Texts about
    it that are kept for ever, such as the audit record, name it by its number alone.
    """

    class Kind(models.TextChoices):
        MEMBERSHIP = "membership", "会員登録"
        COOPERATION = "cooperation", "連携の相談"
        CORRECTION = "correction", "掲載内容の誤り"
        PRESS = "press", "取材"
        ACCESSIBILITY = "accessibility", "アクセシビリティ"
        OTHER = "other", "その他"

    class State(models.TextChoices):
        NEW = "new", "未対応"
        ACTIVE = "active", "対応中"
        DONE = "done", "対応済"

    number = models.CharField("受付番号", max_length=13, unique=True)
    kind = models.CharField("区分", max_length=13, choices=Kind.choices)
    about = models.CharField("お問い合わせのページ", max_length=200, blank=True)
    subject = models.CharField("件名", max_length=100)
    body = models.TextField("本文")
    wants_answer = models.BooleanField("回答を希望する", default=False)
    email = models.EmailField("メールアドレス", blank=True)
    name = models.CharField("お名前", max_length=60, blank=True)
    received_at = models.DateTimeField("受付日時")
    once = models.CharField("一度だけの印", max_length=64, unique=True, editable=False)
    sender = models.CharField("送信元の印", max_length=64, blank=True, editable=False)

    state = models.CharField("状態", max_length=6, choices=State.choices, default=State.NEW)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="担当者",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="空欄のまま対応中・対応済にすると、保存した人が担当者になります",
    )
    note = models.TextField("対応の記録", blank=True)
    notified_at = models.DateTimeField("通知メールの送信日時", null=True, blank=True)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "お問い合わせ"
        ordering = ["-received_at", "-pk"]
        indexes = [models.Index(fields=["-received_at"], name="inquiry_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(wants_answer=False) | ~Q(email=""),
                name="inquiry_answer_needs_address",
                violation_error_message="回答を希望する場合は、メールアドレスを入力してください。",
            ),
            models.CheckConstraint(
                condition=Q(state="new") | Q(handled_by__isnull=False),
                name="inquiry_handled_by_somebody",
                violation_error_message="対応中・対応済にするには、担当者が必要です。",
            ),
        ]

    def __str__(self):
        return self.number

from django.conf import settings
from django.db import models
from django.db.models import Q


class OutgoingMailQuerySet(models.QuerySet):
    def due(self, now):
        """Those to hand over now: waiting, and not in the hands of another process."""
        return self.filter(Q(state=OutgoingMail.State.WAITING, due_at__lte=now)).order_by("due_at", "pk")


class OutgoingMail(models.Model):
    """A mail in the outbox: written in the transaction of what it tells of, handed over by the worker."""

    class State(models.TextChoices):
        WAITING = "waiting", "送信待ち"
        SENT = "sent", "送信済"
        FAILED = "failed", "送信できず"
        BOUNCED = "bounced", "不達"

    #: What makes it one: a second mail with the same key is not written.
    key = models.CharField("識別", max_length=200, unique=True)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="利用者",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    to = models.EmailField("宛先")
    subject = models.CharField("件名", max_length=200)
    body = models.TextField("本文")
    state = models.CharField("状態", max_length=7, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField("作成日時", auto_now_add=True)
    due_at = models.DateTimeField("送信予定日時")
    attempts = models.PositiveSmallIntegerField("試行回数", default=0)
    sent_at = models.DateTimeField("送信日時", null=True, blank=True)
    error = models.CharField("エラー", max_length=500, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "送信メール"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="mail_waiting"),
            models.Index(fields=["to", "state"], name="mail_by_address"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False),
                name="mail_sent_has_time",
                violation_error_message="送信済のメールには送信日時が必要です。",
            ),
        ]

    def __str__(self):
        return self.subject

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

#: A mail against which nothing has come back for so long has arrived.
ARRIVED_AFTER = dt.timedelta(days=1)


class OutgoingMailQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=OutgoingMail.State.WAITING)

    def due(self, now: dt.datetime):
        """Those to hand over now: waiting, and not in the hands of another process."""
        free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
        return self.waiting().filter(free, due_at__lte=now).order_by("due_at", "pk")

    def take(self, pk: int, *, now: dt.datetime, until: dt.datetime) -> "OutgoingMail | None":
        """One due mail, ours alone until a moment; None when another process was quicker."""
        taken = self.filter(pk=pk).due(now).order_by()
        if taken.update(leased_until=until, attempts=F("attempts") + 1):
            return self.get(pk=pk)
        return None

    def held(self, mail: "OutgoingMail"):
        """The mail, as long as the lease it was taken with is still the present one."""
        return self.filter(pk=mail.pk, leased_until=mail.leased_until)

    def sent(self):
        return self.filter(state=OutgoingMail.State.SENT)

    def undelivered(self):
        """Those that did not reach anybody."""
        return self.filter(state__in=OutgoingMail.UNDELIVERED)

    def finished_before(self, moment: dt.datetime):
        """Sent, given up or come back, and all of it before a moment."""
        return self.exclude(
            Q(state=OutgoingMail.State.WAITING) | Q(sent_at__gte=moment) | Q(failed_at__gte=moment)
        )

    def undeliverable(self, now: dt.datetime):
        """Undelivered mails that say their address cannot be reached: none has arrived there since."""
        later = OutgoingMail.objects.sent().filter(
            to=OuterRef("to"), sent_at__gt=OuterRef("failed_at"), sent_at__lte=now - ARRIVED_AFTER
        )
        return self.undelivered().filter(~Exists(later))


class OutgoingMail(models.Model):
    """A mail in the outbox: written in the transaction of what it tells of, handed over by the worker
    (`accounts.outbox`)."""

    class State(models.TextChoices):
        WAITING = "waiting", "送信待ち"
        SENT = "sent", "送信済"
        FAILED = "failed", "送信できず"
        BOUNCED = "bounced", "不達"

    #: Given up by us, or refused by the other side.
    UNDELIVERED = (State.FAILED, State.BOUNCED)

    #: What makes it one: a second mail with the same key is not written.
    key = models.CharField("識別", max_length=200, unique=True)
    #: Of its Message-ID: the same each time it is handed over, and not to be guessed by who forges a bounce.
    code = models.UUIDField("メールの番号", unique=True, default=uuid.uuid4, editable=False)
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
    leased_until = models.DateTimeField(
        "処理の期限", null=True, blank=True, help_text="この時刻まで、ほかの処理は送りません"
    )
    attempts = models.PositiveSmallIntegerField("試行回数", default=0)
    sent_at = models.DateTimeField("送信日時", null=True, blank=True)
    failed_at = models.DateTimeField("不達となった日時", null=True, blank=True)
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
            models.CheckConstraint(
                condition=~Q(state__in=["failed", "bounced"]) | Q(failed_at__isnull=False),
                name="mail_undelivered_has_time",
                violation_error_message="届かなかったメールには、不達となった日時が必要です。",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(leased_until__isnull=True),
                name="mail_leased_waits",
                violation_error_message="処理の期限があるのは、送信待ちのメールだけです。",
            ),
        ]

    def __str__(self):
        return self.subject

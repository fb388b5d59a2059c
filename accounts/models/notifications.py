import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, StrIndex
from django.db.models.lookups import Exact
from django.utils import timezone


class NotificationQuerySet(models.QuerySet):
    def of(self, user):
        """The person's own, newest first."""
        return self.filter(recipient=user).order_by("-pk")

    def unread(self):
        return self.filter(read_at__isnull=True)

    def unread_of_outer(self, person: str) -> Coalesce:
        """How many the person of the outer query (a field of it) has not read."""
        own = self.filter(recipient=OuterRef(person)).unread().order_by().values("recipient")
        return Coalesce(Subquery(own.annotate(number=Count("pk")).values("number")), 0)

    def unread_first(self):
        """What is not read yet, then the rest; the newest first in each."""
        return self.order_by(Case(When(read_at__isnull=True, then=Value(0)), default=Value(1)), "-pk")

    def up_to(self, newest: "Notification"):
        """Those that were there when this one was the newest."""
        return self.filter(pk__lte=newest.pk)

    def read(self):
        """Mark those not read yet as read now."""
        return self.unread().order_by().update(read_at=timezone.now())

    def read_before(self, moment: dt.datetime):
        return self.filter(read_at__lt=moment)

    def awaiting_digest(self):
        """What the person's next digest is to tell of."""
        return self.filter(in_digest=True, digested_at__isnull=True)


class Notification(models.Model):
    """お知らせ to a person in the members' area: what happened, and where to see it."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="宛先", on_delete=models.CASCADE, related_name="notifications"
    )
    #: What makes it one: a second notification with the same key is not written.
    key = models.CharField("識別", max_length=200)
    #: Of its address.
    code = models.UUIDField("通知の番号", unique=True, default=uuid.uuid4, editable=False)
    number = models.CharField("番号", max_length=20, blank=True, help_text="投稿などの番号（B-2026-0123）")
    text = models.CharField("内容", max_length=300)
    body = models.TextField("本文", blank=True, help_text="まとめて送るメールに載せる文")
    path = models.CharField("ページ", max_length=200)
    created_at = models.DateTimeField("日時", auto_now_add=True)
    read_at = models.DateTimeField("既読日時", null=True, blank=True)
    in_digest = models.BooleanField("まとめて送る", default=False)
    digested_at = models.DateTimeField("まとめに載せた日時", null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会員への通知"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "key"], name="notification_once"),
            models.CheckConstraint(
                # Not by startswith: its LIKE … ESCAPE, on SQLite, Django cannot read back; nor SUBSTR(…, 1, 1).
                condition=Q(Exact(StrIndex("path", Value("/")), 1))
                & ~Q(Exact(StrIndex("path", Value("//")), 1)),
                name="notification_path_here",
                violation_error_message="このサイトのページを、「/」で始まるアドレスで指定してください。",
            ),
            models.CheckConstraint(
                condition=Q(in_digest=True) | Q(digested_at__isnull=True),
                name="notification_digested_of_digest",
                violation_error_message="まとめて送るもの以外は、まとめに載りません。",
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="notification_newest"),
            models.Index(fields=["recipient"], condition=Q(read_at__isnull=True), name="notification_unread"),
            models.Index(
                fields=["recipient"],
                condition=Q(in_digest=True, digested_at__isnull=True),
                name="notification_for_digest",
            ),
        ]

    def __str__(self):
        return self.text

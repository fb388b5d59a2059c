from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class NotificationQuerySet(models.QuerySet):
    def of(self, user):
        """The person's own, newest first."""
        return self.filter(recipient=user).order_by("-pk")

    def unread(self):
        return self.filter(read_at__isnull=True)

    def read(self):
        """Mark them as read now."""
        return self.order_by().update(read_at=timezone.now())


class Notification(models.Model):
    """お知らせ to a person in the members' area: what happened, and where to see it."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="宛先", on_delete=models.CASCADE, related_name="notifications"
    )
    #: What makes it one: a second notification with the same key is not written.
    key = models.CharField("識別", max_length=200)
    text = models.CharField("内容", max_length=300)
    path = models.CharField("ページ", max_length=200)
    created_at = models.DateTimeField("日時", auto_now_add=True)
    read_at = models.DateTimeField("既読日時", null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会員への通知"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "key"], name="notification_once"),
        ]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="notification_newest"),
            models.Index(fields=["recipient"], condition=Q(read_at__isnull=True), name="notification_unread"),
        ]

    def __str__(self):
        return self.text

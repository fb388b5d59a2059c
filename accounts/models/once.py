from django.conf import settings
from django.db import models


class OnceKey(models.Model):
    """The one-time key of a form that was sent, and where it led."""

    key = models.CharField("鍵", max_length=64)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="利用者", on_delete=models.CASCADE, related_name="+"
    )
    path = models.CharField("行き先", max_length=200, blank=True)
    at = models.DateTimeField("日時", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "送信の鍵"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="once_key_once"),
        ]
        indexes = [models.Index(fields=["at"], name="once_key_age")]

    def __str__(self):
        return self.key

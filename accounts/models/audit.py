import hashlib
import json

from django.db import models

GENESIS = "0" * 64


class AuditEventQuerySet(models.QuerySet):
    def last_hash(self) -> str:
        return self.order_by("-pk").values_list("hash", flat=True).first() or GENESIS

    def broken(self):
        """The first event whose hash does not follow from its content and its predecessor, or None."""
        previous = GENESIS
        for event in self.order_by("pk").iterator():
            if event.previous_hash != previous or event.hash != event.digest():
                return event
            previous = event.hash
        return None


class AuditEvent(models.Model):
    """What was done, when and by whom: append-only (triggers) and chained by hash (`verify_audit`).

    Written by `accounts.actions.record` alone. The actor is kept as text, too: people leave, it stays.
    """

    at = models.DateTimeField("日時")
    actor = models.ForeignKey(
        "accounts.User",
        verbose_name="操作者",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    actor_label = models.CharField("操作者（当時）", max_length=200)
    verb = models.CharField("操作", max_length=80)
    target = models.CharField("対象", max_length=200, blank=True)
    summary = models.CharField("内容", max_length=500)
    data = models.JSONField("詳細", default=dict, blank=True)
    previous_hash = models.CharField("直前のハッシュ", max_length=64, unique=True)
    hash = models.CharField("ハッシュ", max_length=64, unique=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "監査記録"
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_label} {self.summary}"

    def digest(self) -> str:
        """SHA-256 (hex) over the content and the hash before it."""
        content = [
            self.previous_hash,
            self.at.isoformat(),
            self.actor_id,
            self.actor_label,
            self.verb,
            self.target,
            self.summary,
            self.data,
        ]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

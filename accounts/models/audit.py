from django.db import models

from accounts.models.chain import Chained


class AuditEvent(Chained):
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

    class Meta:
        verbose_name = verbose_name_plural = "監査記録"
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_label} {self.summary}"

    def content(self):
        return [
            self.at.isoformat(),
            self.actor_id,
            self.actor_label,
            self.verb,
            self.target,
            self.summary,
            self.data,
        ]

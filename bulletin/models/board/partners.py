from django.db import models

from accounts.models import User
from municipalities.models import LocalGovernment


class Partner(models.Model):
    """A body that an office names as acting together with it; it counts once the body has confirmed."""

    #: Name of the field that leads to the record.
    OWNER: str

    body = models.ForeignKey(
        LocalGovernment, verbose_name="自治体", on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField("確認日時", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User, verbose_name="確認した人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self):
        return str(self.body)


class ThreadPartner(Partner):
    OWNER = "thread"

    thread = models.ForeignKey(
        "bulletin.Thread", verbose_name="投稿", on_delete=models.CASCADE, related_name="partners"
    )

    class Meta(Partner.Meta):
        verbose_name = verbose_name_plural = "共同で投稿する自治体"
        constraints = [
            models.UniqueConstraint(
                fields=["thread", "body"],
                name="thread_partner_once",
                violation_error_message="この自治体は指定済みです。",
            ),
        ]

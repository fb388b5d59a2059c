import secrets

from django.db import models

from accounts.models import User
from municipalities.models import Office


def new_token() -> str:
    return secrets.token_urlsafe(32)


class InboxCalendar(models.Model):
    """The calendar of what an office owes, behind an address that nobody guesses. Who takes it away makes it a dead
    one; the next has another address."""

    office = models.OneToOneField(
        Office, verbose_name="課・担当", on_delete=models.CASCADE, related_name="calendar"
    )
    token = models.CharField("鍵", max_length=64, unique=True, default=new_token)
    made_by = models.ForeignKey(User, verbose_name="作成者", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("作成日時", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "今の番のカレンダー"
        ordering = ["office"]

    def __str__(self):
        return str(self.office)

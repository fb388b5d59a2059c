import datetime as dt

from django.db import models
from django.db.models import OuterRef, Q

from common.models import Period, in_period
from municipalities.models.bodies import LocalGovernment


class MembershipQuerySet(models.QuerySet):
    def get_by_natural_key(self, code, registered_on):
        return self.get(body__code=code, registered_on=registered_on)

    def active(self, day: dt.date):
        return self.filter(in_period(day, starts="registered_on", ends="withdrawn_on"))

    def of_outer(self):
        """Registrations of the outer query's body."""
        return self.filter(body=OuterRef("pk")).order_by()


class Membership(models.Model):
    """会員登録 of a body, from its approval to its withdrawal."""

    body = models.ForeignKey(
        LocalGovernment, verbose_name="自治体", on_delete=models.PROTECT, related_name="memberships"
    )
    registered_on = models.DateField("登録日")
    withdrawn_on = models.DateField("退会日", null=True, blank=True, help_text="会員でなくなった最初の日")
    note = models.TextField("備考", blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会員登録"
        ordering = ["body__code", "registered_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["body"],
                condition=Q(withdrawn_on__isnull=True),
                name="membership_one_active",
                violation_error_message="この自治体は会員登録済みです。",
            ),
            Period.constraint("membership_period", "registered_on", "withdrawn_on"),
        ]

    def __str__(self):
        return f"{self.body}（{self.registered_on:%Y-%m-%d}登録）"

    def natural_key(self):
        return (self.body.code, self.registered_on.isoformat())


class Office(models.Model):
    """課・担当 of a body: what acts in the members' area and what a project names as its contact."""

    body = models.ForeignKey(
        LocalGovernment, verbose_name="自治体", on_delete=models.PROTECT, related_name="offices"
    )
    name = models.CharField("課・担当の名称", max_length=80)
    phone = models.CharField("電話番号", max_length=30, blank=True, help_text="会員だけに表示")
    mailbox = models.EmailField("共用メールアドレス", blank=True, help_text="会員だけに表示")
    ended_on = models.DateField("廃止日", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "課・担当"
        ordering = ["body__code", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "name"],
                condition=Q(ended_on__isnull=True),
                name="office_name_unique",
                violation_error_message="この課・担当は登録済みです。",
            ),
        ]

    def __str__(self):
        return f"{self.body} {self.name}"

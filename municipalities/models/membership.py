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

    def in_good_standing(self, day: dt.date):
        """Those by which a body's offices may use the members' area."""
        return self.active(day).filter(Q(suspended_on__isnull=True) | Q(suspended_on__gt=day))

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
    confirmed_on = models.DateField(
        "登録内容の確認日", null=True, blank=True, help_text="担当課が毎年4月以降に確認した最後の日"
    )
    suspended_on = models.DateField("停止日", null=True, blank=True, help_text="会員ページを使えなくなった日")
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

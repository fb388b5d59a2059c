import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from rules.contrib.models import RulesModel

from common.dates import fiscal_year, fiscal_year_start, today
from common.models import Period, in_period
from municipalities import rules
from municipalities.models.bodies import LocalGovernment


class Standing(models.TextChoices):
    """The state of a registration: follows from its days, never stored."""

    VALID = "valid", "有効"
    TO_CONFIRM = "to_confirm", "要再確認"
    SUSPENDED = "suspended", "停止"
    WITHDRAWN = "withdrawn", "退会"


def confirmed_since() -> dt.date:
    """The day from which a registration counts as confirmed: 1 April of this fiscal year."""
    return fiscal_year_start(fiscal_year(today()))


class MembershipQuerySet(models.QuerySet):
    def get_by_natural_key(self, code, registered_on):
        return self.get(body__code=code, registered_on=registered_on)

    def active(self, day: dt.date):
        return self.filter(in_period(day, starts="registered_on", ends="withdrawn_on"))

    def in_good_standing(self, day: dt.date):
        """Those by which a body's offices may use the members' area."""
        return self.active(day).filter(Q(suspended_on__isnull=True) | Q(suspended_on__gt=day))

    def standing(self, standing: str):
        """Those in one of the four states today; of one body at most one is not 退会."""
        day = today()
        withdrawn, suspended = Q(withdrawn_on__lte=day), Q(suspended_on__lte=day)
        asked = Q(last_confirmed__lt=confirmed_since())
        conditions = {
            Standing.WITHDRAWN: withdrawn,
            Standing.SUSPENDED: ~withdrawn & suspended,
            Standing.TO_CONFIRM: ~withdrawn & ~suspended & asked,
            Standing.VALID: ~withdrawn & ~suspended & ~asked,
        }
        return self.with_last_confirmed().filter(conditions[Standing(standing)])

    def with_last_confirmed(self):
        return self.annotate(last_confirmed=Coalesce("confirmed_on", "registered_on"))

    def of_bodies_written(self, text: str):
        """Those of bodies that a text names; all where nothing is asked."""
        return self.filter(body__in=LocalGovernment.objects.written(text).values("pk")) if text else self

    def for_list(self):
        return self.select_related("body__prefecture").order_by("body__code", "-registered_on")

    def of_outer(self):
        """Registrations of the outer query's body."""
        return self.filter(body=OuterRef("pk")).order_by()


class Membership(RulesModel):
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
        rules_permissions = {"keep": rules.keeps_membership}
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

    def get_absolute_url(self):
        """In the members' area, for the secretariat."""
        return reverse("municipalities:membership", args=[self.body.code])

    def natural_key(self):
        return (self.body.code, self.registered_on.isoformat())

    @property
    def standing(self) -> Standing:
        day = today()
        if self.withdrawn_on and self.withdrawn_on <= day:
            return Standing.WITHDRAWN
        if self.suspended_on and self.suspended_on <= day:
            return Standing.SUSPENDED
        confirmed = (self.confirmed_on or self.registered_on) >= confirmed_since()
        return Standing.VALID if confirmed else Standing.TO_CONFIRM


class MembershipEvent(models.Model):
    """What became of a registration: registered, confirmed, suspended, resumed, withdrawn; by whom and why."""

    class Kind(models.TextChoices):
        REGISTERED = "registered", "登録"
        CONFIRMED = "confirmed", "登録内容の確認"
        SUSPENDED = "suspended", "停止"
        RESUMED = "resumed", "停止の解除"
        WITHDRAWN = "withdrawn", "退会"

    #: Said with a reason.
    REASONED = (Kind.SUSPENDED, Kind.WITHDRAWN)

    membership = models.ForeignKey(
        Membership, verbose_name="会員登録", on_delete=models.CASCADE, related_name="events"
    )
    kind = models.CharField("区分", max_length=10, choices=Kind.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="した人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    reason = models.TextField("理由", blank=True)
    at = models.DateTimeField("日時", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "会員登録の経過"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=["suspended", "withdrawn"]) | ~Q(reason=""),
                name="membership_event_has_reason",
                violation_error_message="停止・退会には理由が必要です。",
            ),
        ]

    def __str__(self):
        return f"{self.membership} {self.get_kind_display()}"

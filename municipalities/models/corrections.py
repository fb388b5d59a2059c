from typing import NamedTuple

from django.db import models
from django.db.models import Q
from django.urls import reverse
from rules.contrib.models import RulesModel

from accounts.models import User
from municipalities import rules
from municipalities.models.bodies import LocalGovernment
from municipalities.models.offices import Office


class Change(NamedTuple):
    """A fact that is to say something else."""

    label: str
    before: str
    after: str


class FactCorrectionQuerySet(models.QuerySet):
    def waiting(self):
        """For the secretariat's word."""
        return self.filter(state=FactCorrection.State.WAITING)

    def of(self, body: LocalGovernment):
        return self.filter(body=body)

    def for_list(self):
        related = ("body__prefecture", "office__body__prefecture", "proposed_by", "decided_by")
        return self.select_related(*related)

    def waiting_first(self):
        return self.order_by(models.Case(models.When(state="waiting", then=0), default=1), "-pk")


class FactCorrection(RulesModel):
    """訂正の提案: what a body's office would have the directory say of the body, beside what it says. The directory
    itself changes when the secretariat has accepted it."""

    class State(models.TextChoices):
        WAITING = "waiting", "確認待ち"
        ACCEPTED = "accepted", "反映済"
        DECLINED = "declined", "見送り"
        WITHDRAWN = "withdrawn", "取下げ"

    #: What a member may correct. Names and codes change by law, with a day and a reason: a BoundaryChange.
    FACTS = ("kana", "district", "district_kana", "website")

    body = models.ForeignKey(
        LocalGovernment, verbose_name="自治体", on_delete=models.PROTECT, related_name="corrections"
    )
    office = models.ForeignKey(
        Office, verbose_name="提案した課", on_delete=models.PROTECT, related_name="corrections"
    )
    proposed_by = models.ForeignKey(
        User, verbose_name="提案した人", on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField("提案日時", auto_now_add=True)
    #: Fact → what the directory said when it was proposed, and what it is to say; only those that differ.
    before = models.JSONField("提案のときの記載")
    after = models.JSONField("提案する記載")
    ground = models.TextField("根拠")
    state = models.CharField("状態", max_length=9, choices=State.choices, default=State.WAITING)
    decided_by = models.ForeignKey(
        User, verbose_name="判断した人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField("判断した日時", null=True, blank=True)
    decision_reason = models.TextField("見送りの理由", blank=True)

    objects = FactCorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "訂正の提案"
        ordering = ["-pk"]
        rules_permissions = {"decide": rules.decides_correction}
        constraints = [
            models.UniqueConstraint(
                fields=["body"],
                condition=Q(state="waiting"),
                name="correction_one_waiting",
                violation_error_message="この自治体には、確認を待っている訂正の提案があります。",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(decision_reason=""),
                name="correction_declined_has_reason",
                violation_error_message="見送りには理由が必要です。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "declined"])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="correction_decided_by_somebody",
                violation_error_message="判断した人と日時が必要です。",
            ),
        ]

    def __str__(self):
        return f"{self.body}の訂正の提案"

    def get_absolute_url(self):
        return reverse("municipalities:correction", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def changes(self) -> list[Change]:
        """In the order of the facts."""
        return [
            Change(
                str(LocalGovernment._meta.get_field(name).verbose_name), self.before[name], self.after[name]
            )
            for name in self.FACTS
            if name in self.after
        ]

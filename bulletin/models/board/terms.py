from django.db import models
from django.db.models import Q

from accounts.models import User
from bulletin.models.board.responses import Response
from common.models import plausible_years
from municipalities.models import LocalGovernment, Office
from projects.models import Project


class TermsQuerySet(models.QuerySet):
    def newest(self):
        return self.order_by("-version")

    def for_room(self):
        return self.select_related("author", "office__body__prefecture").prefetch_related(
            models.Prefetch(
                "confirmations", Confirmation.objects.select_related("user", "office__body__prefecture")
            )
        )


class Terms(models.Model):
    """合意事項, one version of them. A version never changes: an edit makes the next, which nobody has confirmed."""

    class Lead(models.TextChoices):
        AUTHOR = "author", "投稿した側"
        RESPONDER = "responder", "回答した側"
        BOTH = "both", "双方"

    response = models.ForeignKey(
        Response, verbose_name="回答", on_delete=models.PROTECT, related_name="terms"
    )
    version = models.PositiveSmallIntegerField("版")
    office = models.ForeignKey(Office, verbose_name="作成した課", on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(User, verbose_name="作成者", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("作成日時", auto_now_add=True)
    what = models.TextField("行うこと")
    who = models.TextField("役割の分担")
    lead = models.CharField("主管する側", max_length=9, choices=Lead.choices, default=Lead.AUTHOR)
    payment = models.TextField("経費の負担")
    schedule = models.TextField("時期・日程")
    fiscal_year = models.PositiveSmallIntegerField("実施する年度")
    contact = models.TextField("連絡先")

    objects = TermsQuerySet.as_manager()

    TEXTS = ("what", "who", "lead", "payment", "schedule", "fiscal_year", "contact")

    class Meta:
        verbose_name = verbose_name_plural = "合意事項"
        ordering = ["response", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "version"],
                name="terms_version_once",
                violation_error_message="この版は作成されています。",
            ),
            plausible_years("terms_year_plausible"),
        ]

    def __str__(self):
        return f"{self.response} 第{self.version}版"


class Confirmation(models.Model):
    """An office's confirmation of one version of the terms, by one who decides for it."""

    terms = models.ForeignKey(
        Terms, verbose_name="合意事項", on_delete=models.PROTECT, related_name="confirmations"
    )
    office = models.ForeignKey(Office, verbose_name="課・担当", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, verbose_name="確認した人", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("日時", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "合意事項の確認"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["terms", "office"],
                name="confirmation_once",
                violation_error_message="この課は確認済みです。",
            ),
        ]

    def __str__(self):
        return f"{self.terms} {self.office}"


class TieProposalQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=TieProposal.State.WAITING)

    def of_wards(self, wards):
        """Those of some wards, given by id."""
        return self.filter(ward__in=wards)

    def of(self, office: Office):
        """Those a ward's office decides."""
        return self.filter(ward=office.body).select_related("partner__prefecture", "project", "ward")


class TieProposal(models.Model):
    """A tie that a settlement suggests to a ward: the ward writes it into the ledger, or not."""

    class State(models.TextChoices):
        WAITING = "waiting", "確認待ち"
        WRITTEN = "written", "記録した"
        DECLINED = "declined", "記録しない"

    project = models.ForeignKey(
        Project, verbose_name="連携事業", on_delete=models.PROTECT, related_name="tie_proposals"
    )
    ward = models.ForeignKey(
        LocalGovernment, verbose_name="特別区", on_delete=models.PROTECT, related_name="+"
    )
    partner = models.ForeignKey(
        LocalGovernment, verbose_name="相手の自治体", on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField("状態", max_length=8, choices=State.choices, default=State.WAITING)
    proposed_on = models.DateField("提案日")
    decided_by = models.ForeignKey(
        User, verbose_name="判断した人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField("判断日時", null=True, blank=True)

    objects = TieProposalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "連携の記録の提案"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "ward", "partner"],
                name="tie_proposal_once",
                violation_error_message="この連携は提案済みです。",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="tie_proposal_decided_by_somebody",
                violation_error_message="判断には、判断した人と日時が必要です。",
            ),
        ]

    def __str__(self):
        return f"{self.ward.name} － {self.partner}"

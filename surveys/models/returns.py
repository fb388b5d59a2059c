"""連携状況調査: what each special ward says of its ties and projects as of 1 August, and how that is gone through."""

import datetime as dt

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.urls import reverse
from rules.contrib.models import RulesModel

from accounts.models import User
from common.dates import fiscal_year_label, today, wareki
from common.models import plausible_years
from municipalities.models import LocalGovernment, Office
from municipalities.models.offices import postings_of
from surveys import rules

#: 8月1日現在: the day that the documents of the project count on.
MONTH, DAY = 8, 1


class ReturnCampaignQuerySet(models.QuerySet):
    def begun(self):
        """Those that wards have been asked in."""
        return self.exclude(state=ReturnCampaign.State.PREPARING)

    def running(self):
        return self.filter(state=ReturnCampaign.State.OPEN)

    def for_list(self):
        """With how many returns there are, are in, and are accepted (`total`, `sent`, `accepted`)."""
        state = YearlyReturn.State
        return self.annotate(
            total=Count("returns"),
            sent=Count("returns", Q(returns__state__in=state.sent())),
            accepted=Count("returns", Q(returns__state=state.ACCEPTED)),
        ).order_by("-fiscal_year")


class ReturnCampaign(models.Model):
    """The question of one year to all special wards."""

    class State(models.TextChoices):
        PREPARING = "preparing", "準備中"
        OPEN = "open", "受付中"
        CLOSED = "closed", "締切（確定）"

    fiscal_year = models.PositiveSmallIntegerField("年度", unique=True, help_text="西暦で入力")
    as_of = models.DateField("基準日")
    due_on = models.DateField("提出期限")
    guidance = models.TextField("記入のお願い", blank=True, help_text="区の回答のページの初めに出ます")
    state = models.CharField("状態", max_length=9, choices=State.choices, default=State.PREPARING)
    opened_at = models.DateTimeField("受付開始", null=True, blank=True)
    closed_at = models.DateTimeField("締切（確定）日時", null=True, blank=True)
    closed_by = models.ForeignKey(
        User, verbose_name="確定した人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ReturnCampaignQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "連携状況調査の実施"
        ordering = ["-fiscal_year"]
        constraints = [
            plausible_years("campaign_year_plausible"),
            models.CheckConstraint(
                condition=Q(as_of__month=MONTH, as_of__day=DAY),
                name="campaign_as_of_first_of_august",
                violation_error_message="基準日は8月1日です。",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("as_of")),
                name="campaign_due_after_as_of",
                violation_error_message="提出期限は、基準日以後の日にしてください。",
            ),
            models.CheckConstraint(
                condition=Q(state="preparing", opened_at__isnull=True)
                | (~Q(state="preparing") & Q(opened_at__isnull=False)),
                name="campaign_open_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False, closed_by__isnull=False)
                | (~Q(state="closed") & Q(closed_at__isnull=True, closed_by__isnull=True)),
                name="campaign_closed_by_somebody",
            ),
        ]

    def __str__(self):
        return f"連携状況調査（{self.label}）"

    def get_absolute_url(self):
        return reverse("returns:board", args=[self.fiscal_year])

    @staticmethod
    def day_of(year: int) -> dt.date:
        return dt.date(year, MONTH, DAY)

    @property
    def label(self) -> str:
        return fiscal_year_label(self.fiscal_year)

    @property
    def as_of_text(self) -> str:
        return f"{wareki(self.as_of)}現在"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_preparing(self) -> bool:
        return self.state == self.State.PREPARING

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.due_on < today()


class YearlyReturnQuerySet(models.QuerySet):
    def of_wards(self, wards):
        """Those of some wards, given by id."""
        return self.filter(ward__in=wards)

    def visible_to(self, office: Office):
        """All to the secretariat; to a ward its own, once it is asked; to others none."""
        if office.is_secretariat:
            return self
        if not office.is_ward:
            return self.none()
        return self.of_wards([office.body_id]).exclude(campaign__state=ReturnCampaign.State.PREPARING)

    def running(self):
        return self.filter(campaign__state=ReturnCampaign.State.OPEN)

    def owed(self):
        """What the ward has to do: fill in, or put right."""
        return self.running().filter(state__in=YearlyReturn.State.with_ward())

    def to_check(self):
        """What the secretariat has to look at."""
        return self.running().filter(state__in=YearlyReturn.State.with_secretariat())

    def outstanding(self):
        return self.exclude(state=YearlyReturn.State.ACCEPTED)

    def with_counts(self):
        """With how many lines there are and how many of them are answered (`lines`, `answered`)."""
        counts = {}
        for name in ("partnershipline", "projectline"):
            lines = YearlyReturn._meta.get_field(f"{name}s").related_model.objects
            counts[f"{name}s_all"] = lines.tally_of_outer()
            counts[f"{name}s_answered"] = lines.answered().tally_of_outer()
        return self.annotate(**counts)

    def for_list(self):
        return self.select_related("campaign", "ward", "changed_by").with_counts()

    def for_board(self):
        return self.for_list().order_by("ward__code")


class YearlyReturn(RulesModel):
    """連携状況調査: the answer of one ward in one year. Its lines become the ledger's once it is accepted."""

    class State(models.TextChoices):
        UNTOUCHED = "untouched", "未着手"
        EDITING = "editing", "入力中"
        SUBMITTED = "submitted", "提出"
        RETURNED = "returned", "差戻し"
        RESUBMITTED = "resubmitted", "再提出"
        ACCEPTED = "accepted", "受理"

        @classmethod
        def with_ward(cls) -> tuple:
            return (cls.UNTOUCHED, cls.EDITING, cls.RETURNED)

        @classmethod
        def with_secretariat(cls) -> tuple:
            return (cls.SUBMITTED, cls.RESUBMITTED)

        @classmethod
        def sent(cls) -> tuple:
            return (*cls.with_secretariat(), cls.ACCEPTED)

    campaign = models.ForeignKey(
        ReturnCampaign, verbose_name="調査", on_delete=models.PROTECT, related_name="returns"
    )
    ward = models.ForeignKey(
        LocalGovernment,
        verbose_name="特別区",
        on_delete=models.PROTECT,
        related_name="yearly_returns",
        limit_choices_to={"kind": LocalGovernment.Kind.SPECIAL_WARD},
    )
    state = models.CharField("状態", max_length=11, choices=State.choices, default=State.UNTOUCHED)
    state_since = models.DateTimeField("状態の日時")
    #: Raised by every change of the return and of its lines: who submits or accepts has seen this one.
    version = models.PositiveIntegerField("版", default=1)
    changed_at = models.DateTimeField("最終更新", null=True, blank=True)
    changed_by = models.ForeignKey(
        User, verbose_name="最終更新者", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = YearlyReturnQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "連携状況調査"
        ordering = ["-campaign__fiscal_year", "ward__code"]
        rules_permissions = {
            "see": rules.sees_return,
            "fill": rules.fills_return,
            "submit": rules.submits_return,
            "check": rules.checks_return,
        }
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "ward"],
                name="return_once_a_ward",
                violation_error_message="この区の調査は登録済みです。",
            ),
        ]

    def __str__(self):
        return f"{self.campaign.label} {self.ward.name}の連携状況調査"

    def get_absolute_url(self):
        return reverse("returns:return", args=[self.campaign.fiscal_year, self.ward.code])

    @property
    def is_editable(self) -> bool:
        """Whether the ward may write in it as things stand."""
        return self.campaign.is_open and self.state in self.State.with_ward()

    @property
    def is_to_check(self) -> bool:
        return self.campaign.is_open and self.state in self.State.with_secretariat()

    @property
    def is_accepted(self) -> bool:
        return self.state == self.State.ACCEPTED

    @property
    def lines(self) -> int:
        """How many, out of `with_counts()`."""
        return (self.partnershiplines_all or 0) + (self.projectlines_all or 0)

    @property
    def answered(self) -> int:
        return (self.partnershiplines_answered or 0) + (self.projectlines_answered or 0)

    def posting_of(self, user: User):
        """The posting by which a person acts for the ward, of several the one that may do most."""
        own = [one for one in postings_of(user) if one.office.body_id == self.ward_id]
        return max(own, key=lambda one: (one.may_approve, one.may_edit), default=None)


class ReturnEntryQuerySet(models.QuerySet):
    def newest(self):
        return self.select_related("user").order_by("-at", "-pk")


class ReturnEntry(models.Model):
    """What happened to a return and what was said of it, or of one of its lines: kept as it was."""

    class Kind(models.TextChoices):
        SUBMIT = "submit", "提出"
        RESUBMIT = "resubmit", "再提出"
        RETURN = "return", "差戻し"
        ACCEPT = "accept", "受理"
        COMMENT = "comment", "コメント"

    yearly_return = models.ForeignKey(
        YearlyReturn, verbose_name="連携状況調査", on_delete=models.PROTECT, related_name="entries"
    )
    kind = models.CharField("種類", max_length=8, choices=Kind.choices)
    text = models.TextField("内容", blank=True)
    #: The line it is about, if one. In words as well: the ward may take a line away, what was said of it stays.
    sheet = models.CharField("行の種類", max_length=12, blank=True)
    line = models.PositiveBigIntegerField("行", null=True, blank=True)
    line_label = models.CharField("行の名称", max_length=300, blank=True)
    is_of_secretariat = models.BooleanField("事務局から", default=False)
    user = models.ForeignKey(User, verbose_name="行った人", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("日時")

    objects = ReturnEntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "連携状況調査の経過"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=["return", "comment"]) | ~Q(text=""),
                name="return_entry_says_something",
                violation_error_message="内容を入力してください。",
            ),
            models.CheckConstraint(
                condition=Q(sheet="", line__isnull=True, line_label="")
                | (~Q(sheet="") & Q(line__isnull=False) & ~Q(line_label="")),
                name="return_entry_names_its_line",
            ),
        ]

    def __str__(self):
        return f"{self.yearly_return} {self.get_kind_display()}"


def tally(lines: models.QuerySet) -> Subquery:
    """Number of lines of the outer query's return, as a subquery; null for none."""
    own = lines.filter(yearly_return=OuterRef("pk")).order_by().values("yearly_return")
    return Subquery(own.annotate(number=Count("pk")).values("number"))

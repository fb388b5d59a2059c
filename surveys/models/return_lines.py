"""The lines of a yearly return: one for each tie of the ward and each project it leads, and for what is new."""

import datetime as dt
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from accounts.models import User
from common.dates import Precision, wareki
from common.models import Period
from municipalities.models import LocalGovernment, Partnership
from projects.models import Project, ProjectYear
from projects.models.projects import Field
from surveys.models.returns import YearlyReturn, tally

#: What stood in the ledger when a line was carried over: names of fields → plain values.
Facts = dict[str, Any]


class LineQuerySet(models.QuerySet):
    def answered(self):
        return self.exclude(status="")

    def unanswered(self):
        return self.filter(status="")

    def tally_of_outer(self):
        return tally(self)


class PartnershipLineQuerySet(LineQuerySet):
    def for_list(self):
        return self.select_related("partner__prefecture", "record").order_by("partner__code", "kind", "pk")


class ProjectLineQuerySet(LineQuerySet):
    def for_list(self):
        return (
            self.select_related("record")
            .prefetch_related("partners__prefecture")
            .order_by(models.F("record__number").asc(nulls_last=True), "pk")
        )


class Line(models.Model):
    """What both kinds have in common: what the ward says of a record, and what the record said before."""

    #: How the kind is called in addresses, files and `ReturnEntry`; and what it says of a record, by field.
    SHEET: ClassVar[str]
    FACTS: ClassVar[tuple[str, ...]]

    CONTINUED, CHANGED, ENDED, NEW = "continued", "changed", "ended", "new"

    yearly_return = models.ForeignKey(
        YearlyReturn, verbose_name="連携状況調査", on_delete=models.CASCADE, related_name="%(class)ss"
    )
    version = models.PositiveIntegerField("版", default=1)
    #: The record's own values when the line was carried over: what 継続 keeps, and what shows a change since then.
    base = models.JSONField("引き継いだ値", default=dict, blank=True, editable=False)
    note = models.CharField("事務局への連絡", max_length=400, blank=True)
    changed_at = models.DateTimeField("最終更新", auto_now=True)
    changed_by = models.ForeignKey(
        User, verbose_name="最終更新者", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True

    @property
    def is_new(self) -> bool:
        return self.record_id is None

    @property
    def is_answered(self) -> bool:
        return bool(self.status)

    @property
    def as_of(self) -> dt.date:
        return self.yearly_return.campaign.as_of

    def restore(self) -> None:
        """Say again what the record said, many-to-many values apart."""
        for name in self.FACTS:
            setattr(
                self,
                self._meta.get_field(name).attname,
                self._meta.get_field(name).to_python(self.base[name]),
            )

    def clean_status(self, facts: Facts) -> None:
        """That the status says what the values say. ValidationError beside the status otherwise."""
        if self.status == self.NEW and self.record_id:
            raise ValidationError({"status": "「新規」は、登録されていないものだけです。"})
        if self.record_id is None and self.status != self.NEW:
            raise ValidationError({"status": "新しい行の状況は「新規」です。"})
        differs = self.record_id is not None and facts != self.base
        if self.status == self.CONTINUED and differs:
            raise ValidationError(
                {"status": "内容が登録と違います。「変更」を選ぶか、内容を登録のとおりに戻してください。"}
            )
        if self.status == self.CHANGED and not differs:
            raise ValidationError(
                {"status": "内容が登録と同じです。変わった項目を直すか、「継続」を選んでください。"}
            )

    @staticmethod
    def constraints(name: str) -> list[models.BaseConstraint]:
        return [
            models.CheckConstraint(
                condition=Q(record__isnull=True, status="new") | (Q(record__isnull=False) & ~Q(status="new")),
                name=f"{name}_new_has_no_record",
                violation_error_message="「新規」の行だけが、登録のない行です。",
            ),
            models.UniqueConstraint(
                fields=["yearly_return", "record"],
                condition=Q(record__isnull=False),
                name=f"{name}_record_once",
                violation_error_message="この記録の行は、すでにあります。",
            ),
        ]


class PartnershipLine(Line):
    """連携の行: a tie as the ward says that it shall be."""

    SHEET, FACTS = (
        "partnerships",
        ("partner", "kind", "started_on", "started_precision", "ended_on", "ended_precision", "evidence"),
    )

    class Status(models.TextChoices):
        CONTINUED = "continued", "継続"
        CHANGED = "changed", "変更"
        ENDED = "ended", "終了"
        NEW = "new", "新規"

    record = models.ForeignKey(
        Partnership,
        verbose_name="連携・交流の記録",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="return_lines",
    )
    status = models.CharField(
        "状況", max_length=9, choices=Status.choices, blank=True, help_text="空欄は未確認"
    )
    partner = models.ForeignKey(
        LocalGovernment, verbose_name="連携先", on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField("種別", max_length=12, choices=Partnership.Kind.choices)
    started_on = models.DateField("開始日", null=True, blank=True)
    started_precision = models.CharField(
        "開始日の精度", max_length=5, choices=Precision.choices, default=Precision.DAY
    )
    ended_on = models.DateField(
        "終了日", null=True, blank=True, help_text="連携がなくなった最初の日。空欄は継続中"
    )
    ended_precision = models.CharField(
        "終了日の精度", max_length=5, choices=Precision.choices, default=Precision.DAY
    )
    evidence = models.CharField("根拠", max_length=300, blank=True, help_text="協定書、公表資料など")

    objects = PartnershipLineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "連携の行"
        ordering = ["yearly_return", "pk"]
        constraints = [
            *Line.constraints("tie_line"),
            models.CheckConstraint(
                condition=~Q(status="ended") | Q(ended_on__isnull=False),
                name="tie_line_ended_has_day",
                violation_error_message="「終了」には終了日が必要です。",
            ),
            Period.constraint("tie_line_period", "started_on", "ended_on"),
        ]

    def __str__(self):
        return f"{self.partner.full_name}（{self.get_kind_display()}）"

    def facts(self) -> Facts:
        return tie_facts(self)

    def clean(self):
        if self.partner_id and self.partner.kind == LocalGovernment.Kind.SPECIAL_WARD:
            raise ValidationError({"partner": "連携先には特別区以外の団体を選んでください。"})
        self._clean_days()
        self.clean_status(self.facts())

    def _clean_days(self) -> None:
        """What is said is said of the day: whether the tie was there on it, and no more."""
        day = wareki(self.as_of)
        if self.started_on and self.started_on > self.as_of:
            raise ValidationError(
                {"started_on": f"基準日（{day}）より後に始まった連携は、来年の調査の対象です。"}
            )
        if self.status == self.ENDED and not self.ended_on:
            raise ValidationError({"ended_on": "「終了」のときは、終了日を入力してください。"})
        if self.status == self.ENDED and self.ended_on > self.as_of:
            raise ValidationError(
                {
                    "ended_on": f"基準日（{day}）にはまだ続いていた連携です。「変更」を選び、終了日を入力してください。"
                }
            )
        if self.status != self.ENDED and self.ended_on and self.ended_on <= self.as_of:
            raise ValidationError(
                {"status": f"終了日が基準日（{day}）以前のときは「終了」を選んでください。"}
            )


class ProjectLine(Line):
    """事業の行: a project as the ward says that it shall be, and what comes of it in the year."""

    SHEET, FACTS = "projects", ("title", "scope", "field", "approach", "summary")
    CANCELLED, POSTPONED = "cancelled", "postponed"
    #: Nothing takes place in the year: the project itself stays as it is.
    OFF = (CANCELLED, POSTPONED)
    YEAR = ("plan", "results", "budget_yen", "participants")

    class Status(models.TextChoices):
        CONTINUED = "continued", "継続"
        CHANGED = "changed", "変更"
        ENDED = "ended", "終了"
        NEW = "new", "新規"
        CANCELLED = "cancelled", "中止"
        POSTPONED = "postponed", "延期"

    class Progress(models.TextChoices):
        DONE = "done", "実施"
        PLANNED = "planned", "計画"

    class Scope(models.TextChoices):
        WARDS = "wards", "各区実施"
        REGIONAL = "regional", "広域連携"

    record = models.ForeignKey(
        Project,
        verbose_name="連携事業の記録",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="return_lines",
    )
    status = models.CharField(
        "状況", max_length=9, choices=Status.choices, blank=True, help_text="空欄は未確認"
    )
    title = models.CharField("事業名", max_length=200)
    scope = models.CharField("区分", max_length=8, choices=Scope.choices, default=Scope.WARDS)
    field = models.CharField("分野", max_length=9, choices=Field.choices)
    approach = models.CharField("型", max_length=8, choices=Project.Approach.choices, blank=True)
    summary = models.CharField("概要", max_length=400)
    partners = models.ManyToManyField(
        LocalGovernment, verbose_name="連携先", blank=True, related_name="+", help_text="特別区以外の団体"
    )
    progress = models.CharField(
        "今年度の実施",
        max_length=7,
        choices=Progress.choices,
        default=Progress.DONE,
        help_text="実施したか、実施しているものは「実施」、これからのものは「計画」",
    )
    plan = models.TextField("今年度の計画", blank=True)
    results = models.TextField("今年度の実績", blank=True)
    budget_yen = models.PositiveBigIntegerField("今年度の事業費（円）", null=True, blank=True)
    participants = models.PositiveIntegerField("今年度の参加者数（人）", null=True, blank=True)
    base_year = models.JSONField("引き継いだ年度の値", default=dict, blank=True, editable=False)

    objects = ProjectLineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "事業の行"
        ordering = ["yearly_return", "pk"]
        constraints = [*Line.constraints("project_line")]

    def __str__(self):
        return self.title

    def facts(self, partners: list[int] | None = None) -> Facts:
        """`partners`, by id: where they are not written yet."""
        own = partners if partners is not None else self._partner_ids()
        return {name: getattr(self, name) for name in self.FACTS} | {"partners": sorted(own)}

    def _partner_ids(self) -> list[int]:
        return [one.pk for one in self.partners.all()] if self.pk else []

    @property
    def year_status(self) -> str:
        """The status of the fiscal year that the line makes; empty where there is no such year."""
        if self.status == self.ENDED:
            return ""
        return self.status if self.status in self.OFF else self.progress

    def year_facts(self) -> Facts:
        status = self.year_status
        return {"status": status} | {name: getattr(self, name) for name in self.YEAR} if status else {}

    def clean(self):
        self.clean_partners(list(self.partners.all()) if self.pk else [])

    def clean_partners(self, partners: list[LocalGovernment]) -> None:
        """The rules, with partners that are not written yet."""
        if any(one.kind == LocalGovernment.Kind.SPECIAL_WARD for one in partners):
            raise ValidationError({"partners": "連携先には特別区以外の団体を選んでください。"})
        facts = self.facts([one.pk for one in partners])
        self.clean_status(facts)
        if self.status in (self.ENDED, *self.OFF) and facts != self.base:
            raise ValidationError(
                {"status": "終了・中止・延期のときは、事業の内容を登録のとおりにしてください。"}
            )


def tie_facts(tie: Partnership | PartnershipLine) -> Facts:
    """What a tie, or a line, says of it. The precision of no day is none."""
    return {
        "partner": tie.partner_id,
        "kind": tie.kind,
        "started_on": tie.started_on and tie.started_on.isoformat(),
        "started_precision": tie.started_precision if tie.started_on else Precision.DAY.value,
        "ended_on": tie.ended_on and tie.ended_on.isoformat(),
        "ended_precision": tie.ended_precision if tie.ended_on else Precision.DAY.value,
        "evidence": tie.evidence,
    }


def project_facts(project: Project, partners: list[int]) -> Facts:
    return {name: getattr(project, name) for name in ProjectLine.FACTS} | {"partners": sorted(partners)}


def year_facts(year: ProjectYear | None) -> Facts:
    if year is None:
        return {}
    return {"status": year.status} | {name: getattr(year, name) for name in ProjectLine.YEAR}


#: By the name in addresses and files.
LINES: dict[str, type[PartnershipLine] | type[ProjectLine]] = {
    one.SHEET: one for one in (PartnershipLine, ProjectLine)
}

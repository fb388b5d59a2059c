"""What is typed into a yearly return, and by the secretariat around it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from common.dates import DAY_HINT, fiscal_year, today
from common.forms import DayField, Line, Lines, OnceForm
from municipalities.exchange.columns import PartialDay
from municipalities.fields import BodiesField
from municipalities.models import LocalGovernment, Partnership
from projects.models import Project
from projects.models.projects import Field
from surveys.models import PartnershipLine, ProjectLine, ReturnCampaign

LONGEST_COMMENT = 2000
REQUIRED = {"required": "入力してください。"}


class PartialDayField(forms.Field):
    """A day as far as it is known, in either calendar. Cleaned: (day, precision), or None."""

    LONGEST = 30

    def prepare_value(self, value):
        return value if isinstance(value, str) else PartialDay().render(value)

    words = prepare_value

    def to_python(self, value):
        text = str(value or "").strip()
        if not text:
            return None
        if len(text) > self.LONGEST or not text.isprintable():
            raise ValidationError(
                "日付として読めません。「2015-08-01」や「2015年8月」の形で入力してください。"
            )
        try:
            return PartialDay().read(text, {}, None)  # type: ignore[arg-type] — it reads the text alone
        except ValueError as error:
            raise ValidationError(str(error)) from error


class CountField(forms.IntegerField):
    """A number as people write it: 「1,200」, 「１２００」."""

    widget = forms.TextInput(attrs={"inputmode": "numeric"})

    def to_python(self, value):
        return super().to_python(
            value.replace(",", "").replace("，", "") if isinstance(value, str) else value
        )


class LineBodiesField(BodiesField):
    """Bodies, and those that the line names already: one that has ended since is no mistake there."""

    known: list[LocalGovernment] = []

    def clean(self, value):
        known = {str(body): body for body in self.known}
        lines = [line.strip() for line in str(value or "").splitlines() if line.strip()]
        kept = [known[line] for line in lines if line in known]
        rest = "\n".join(line for line in lines if line not in known)
        found = super().clean(rest) if rest or not kept else []
        return list(dict.fromkeys([*kept, *found]))


class LineForm(OnceForm):
    """A line of either kind: its status first, then what it says."""

    NAMES: tuple[str, ...] = ()
    model: type[PartnershipLine] | type[ProjectLine]

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)
    status = forms.ChoiceField(label="状況", required=False, widget=forms.RadioSelect)
    note = Line(
        label="事務局への連絡",
        max_length=400,
        required=False,
        help_text="確認してほしいことなど。公表されません（400字以内）",
    )

    def __init__(self, *args, line: Any, **kwargs):
        self.line = line
        if line.pk:
            kwargs["initial"] = self.initial_of(line) | {"version": line.version}
        super().__init__(*args, **kwargs)
        if line.is_new:
            del self.fields["status"]
        else:
            labels = dict(self.model.Status.choices)
            del labels[self.model.NEW]
            self.fields["status"].choices = [*labels.items(), ("", "まだ確認していない")]
        self.order_fields(["status", *self.NAMES, "note"])

    def initial_of(self, line) -> dict[str, Any]:
        return {name: getattr(line, name) for name in ("status", "note", *self.NAMES)}

    def values(self) -> dict[str, Any]:
        data = {name: self.cleaned_data[name] for name in (*self.NAMES, "note")}
        data["status"] = self.model.NEW if self.line.is_new else self.cleaned_data["status"]
        return data


class TieLineForm(LineForm):
    NAMES = ("partner", "kind", "started_on", "ended_on", "evidence")
    model = PartnershipLine

    partner = LineBodiesField(
        label="連携先",
        most=1,
        required=True,
        widget=forms.TextInput,
        help_text="名称か団体コード。同じ名前の多い市町村は都道府県から。例：岩手県西和賀町",
        error_messages={"required": "連携先を入力してください。"},
    )
    kind = forms.ChoiceField(label="種別", choices=Partnership.Kind.choices)
    started_on = PartialDayField(
        label="開始日",
        required=False,
        help_text="例：2015-08-01、平成27年8月1日。月や年までのときは「2015年8月」「2015年」",
    )
    ended_on = PartialDayField(
        label="終了日", required=False, help_text="連携がなくなった最初の日。続いているときは空欄"
    )
    evidence = Line(
        label="根拠", max_length=300, required=False, help_text="協定書、公表資料など（300字以内）"
    )

    def __init__(self, *args, line: PartnershipLine, **kwargs):
        super().__init__(*args, line=line, **kwargs)
        partner: Any = self.fields["partner"]
        partner.known = [line.partner] if line.partner_id else []

    def initial_of(self, line):
        days = {
            name: (day, getattr(line, f"{name[:-3]}_precision")) if (day := getattr(line, name)) else None
            for name in ("started_on", "ended_on")
        }
        return super().initial_of(line) | days | {"partner": [line.partner]}

    def values(self):
        values = super().values()
        for name in ("started_on", "ended_on"):
            day, precision = values[name] or (None, PartnershipLine().started_precision)
            values |= {name: day, f"{name[:-3]}_precision": precision}
        return values | {"partner": values["partner"][0]}


class ProjectLineForm(LineForm):
    NAMES = (
        *("title", "scope", "field", "approach", "summary", "partners", "progress", "plan", "results"),
        *("budget_yen", "participants"),
    )
    model = ProjectLine

    title = Line(label="事業名", max_length=200, error_messages={"required": "事業名を入力してください。"})
    scope = forms.ChoiceField(label="区分", choices=ProjectLine.Scope.choices)
    field = forms.ChoiceField(label="分野", choices=Field.choices)
    approach = forms.ChoiceField(
        label="型", choices=[("", "（選ばない）"), *Project.Approach.choices], required=False
    )
    summary = Lines(
        label="概要",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="400字以内",
        error_messages={"required": "概要を入力してください。"},
    )
    partners = LineBodiesField(
        label="連携先", help_text="特別区以外の団体を、1行に1団体ずつ。名称か団体コード"
    )
    progress = forms.ChoiceField(
        label="今年度の実施",
        choices=ProjectLine.Progress.choices,
        widget=forms.RadioSelect,
        initial=ProjectLine.Progress.DONE,
        help_text="実施したか、実施しているものは「実施」、これからのものは「計画」。中止・延期は「状況」で選びます",
    )
    plan = Lines(
        label="今年度の計画", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    results = Lines(
        label="今年度の実績", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    budget_yen = CountField(
        label="今年度の事業費（円）", required=False, min_value=0, max_value=10**12, help_text="例：1,200,000"
    )
    participants = CountField(label="今年度の参加者数（人）", required=False, min_value=0, max_value=10**9)

    def __init__(self, *args, line: ProjectLine, **kwargs):
        super().__init__(*args, line=line, **kwargs)
        partners: Any = self.fields["partners"]
        partners.known = self._partners(line)

    def initial_of(self, line):
        return super().initial_of(line) | {"partners": self._partners(line)}

    @staticmethod
    def _partners(line: ProjectLine) -> list[LocalGovernment]:
        return list(line.partners.select_related("prefecture").order_by("code")) if line.pk else []

    def clean_summary(self):
        """On one line, as the summary of a project is."""
        return " ".join(self.cleaned_data["summary"].split("\n"))


FORMS: dict[str, type[LineForm]] = {one.model.SHEET: one for one in (TieLineForm, ProjectLineForm)}


class VersionForm(OnceForm):
    """Sent is what was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, version: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = version


class SendBackForm(OnceForm):
    reason = Lines(
        label="差し戻す理由",
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="区の担当者に、メールでも届きます",
        error_messages={"required": "差し戻す理由を入力してください。"},
    )


class CommentForm(OnceForm):
    text = Lines(
        label="コメント",
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "コメントを入力してください。"},
    )


class CampaignForm(OnceForm):
    """The question itself."""

    due_on = DayField(label="提出期限", help_text=DAY_HINT, error_messages=REQUIRED)
    guidance = Lines(
        label="記入のお願い",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="区の回答のページの初めと、受付開始のメールに出ます（2,000字以内）",
    )

    def __init__(self, *args, campaign: ReturnCampaign | None = None, **kwargs):
        if campaign:
            kwargs["initial"] = {"due_on": campaign.due_on, "guidance": campaign.guidance}
        super().__init__(*args, **kwargs)


class NewCampaignForm(CampaignForm):
    fiscal_year = forms.IntegerField(
        label="年度",
        min_value=2015,
        max_value=2200,
        help_text="西暦。その年の8月1日現在を調べます",
        error_messages=REQUIRED,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["fiscal_year"].initial = fiscal_year(today())
        self.order_fields(["fiscal_year", "due_on", "guidance"])

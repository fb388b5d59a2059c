"""What is asked of the list of the bodies, and what the secretariat says of one."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from common.dates import DAY_HINT, today
from common.forms import Choice, DayField, Line, Lines, OnceForm
from municipalities.directory import prefectures
from municipalities.models import LocalGovernment
from municipalities.models.bodies import Area
from surveys.models import SurveyTarget, TargetState

Way = SurveyTarget.Way
#: How a body is reached.
MEMBER, LETTER = "member", "letter"
REACHED = {MEMBER: "会員（メール）", LETTER: "会員でない（郵送）"}
#: Whether an answer is still to come.
OWING, ANSWERED = "owing", "answered"


class TargetListForm(forms.Form):
    """`?state=sent&answer=owing&prefecture=030007&area=tohoku&kind=town&reached=letter&q=西和賀`."""

    q = forms.CharField(
        label="自治体の名称・よみ・団体コード",
        required=False,
        max_length=60,
        help_text="例：西和賀、にしわが",
    )
    state = Choice(label="状態", choices=[("", "すべて"), *TargetState.choices])
    answer = Choice(
        label="回答", choices=[("", "すべて"), (OWING, "まだ届いていない"), (ANSWERED, "届いている")]
    )
    prefecture = Choice(label="都道府県")
    area = Choice(label="エリア", choices=[("", "すべて"), *Area.choices])
    kind = Choice(label="種別", choices=[("", "すべて"), *LocalGovernment.Kind.choices])
    reached = Choice(label="会員の別", choices=[("", "すべて"), *REACHED.items()])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["prefecture"].choices = [("", "すべて"), *prefectures()]  # type: ignore[attr-defined]

    def asked(self, *, besides: str = "") -> dict[str, str]:
        """What narrows the list; what cannot be read does not."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value and name != besides}

    def narrow(self, targets, *, besides: str = ""):
        """By all that is asked; `besides` one of the conditions, whose values are to be counted."""
        asked = self.asked(besides=besides)
        if state := asked.get("state"):
            targets = targets.filter(state=state)
        if answer := asked.get("answer"):
            targets = targets.owing() if answer == OWING else targets.answered()
        if code := asked.get("prefecture"):
            targets = targets.filter(Q(body__code=code) | Q(body__prefecture__code=code))
        for name in ("area", "kind"):
            if value := asked.get(name):
                targets = targets.filter(**{f"body__{name}": value})
        if reached := asked.get("reached"):
            targets = targets.reached_by(mail=reached == MEMBER)
        if word := asked.get("q"):
            targets = targets.filter(body__in=LocalGovernment.objects.written(word).values("pk"))
        return targets


# --- What is done with one body -----------------------------------------------------------------------


def moment_of(day: dt.date) -> dt.datetime:
    """When something was done of which the day is known: now, where that is today; else at noon."""
    if day == today():
        return timezone.now()
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))


class PastDay(DayField):
    def clean(self, value):
        day = super().clean(value)
        if day and day > today():
            raise ValidationError("今日までの日を入力してください。")
        if day and day < today() - dt.timedelta(days=366):
            raise ValidationError("1年以上前の日は入力できません。")
        return day


class DayForm(OnceForm):
    day = PastDay(
        label="送付した日",
        initial=today,
        help_text=DAY_HINT,
        error_messages={"required": "送付した日を入力してください。"},
    )

    @property
    def at(self) -> dt.datetime:
        return moment_of(self.cleaned_data["day"])


class SendForm(DayForm):
    way = forms.ChoiceField(
        label="方法",
        choices=Way.choices,
        widget=forms.RadioSelect,
        initial=Way.POST,
        error_messages={"required": "方法を選んでください。"},
    )
    field_order = ("way", "day")

    def __init__(self, *args, has_office: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if has_office:
            self.fields["way"].initial = Way.MAIL
            self.fields[
                "way"
            ].help_text = "「メール」を選ぶと、会員の担当者に依頼のメールを送ります（送付日は今日）"

    def values(self) -> dict[str, Any]:
        return {"way": self.cleaned_data["way"], "at": self.at}


class ReasonForm(OnceForm):
    """Where a move needs no reason, it may still be noted."""

    reason = Lines(label="理由", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args, needs_reason: bool = False, help_text: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        field.help_text = help_text
        if needs_reason:
            field.required = True
            field.error_messages["required"] = "理由を入力してください。"
        else:
            field.label = "備考"

    def values(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data["reason"]}


class NoteForm(OnceForm):
    way = forms.ChoiceField(
        label="方法",
        choices=Way.choices,
        widget=forms.RadioSelect,
        initial=Way.PHONE,
        error_messages={"required": "方法を選んでください。"},
    )
    note = Lines(
        label="内容",
        max_length=1000,
        help_text="例：企画課に電話。10日までに回答できるとのこと",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "内容を入力してください。"},
    )

    def values(self) -> dict[str, Any]:
        return {"way": self.cleaned_data["way"], "note": self.cleaned_data["note"]}


class ConfirmAllForm(OnceForm):
    """What has come since the page was opened has not been seen and is not confirmed."""

    until = forms.DateTimeField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = timezone.now().isoformat()


# --- Letters ------------------------------------------------------------------------------------------

INVITE, REMIND, ALL = "invite", "remind", "all"
LISTS = {
    INVITE: "依頼をまだ送っていない団体（不達を含む）",
    REMIND: "最後の催促で郵送する団体（回答がまだのもの）",
    ALL: "対象のすべての団体（会員を含む）",
}


class LettersForm(forms.Form):
    """`?list=remind`."""

    list = Choice(label="一覧", choices=list(LISTS.items()))

    @property
    def chosen(self) -> str:
        self.is_valid()
        return self.cleaned_data.get("list") or INVITE


class ListedForm(OnceForm):
    """Ids of the targets that stood on a list of letters, as the page showed it."""

    listed = Line(max_length=60_000, widget=forms.HiddenInput)

    IDS = re.compile(r"[1-9][0-9]{0,17}(\.[1-9][0-9]{0,17})*")

    def clean_listed(self) -> list[int]:
        text = self.cleaned_data["listed"]
        if not self.IDS.fullmatch(text):
            raise ValidationError("一覧を読み取れません。ページを開き直してください。")
        return [int(one) for one in text.split(".")]


class MarkSentForm(ListedForm, DayForm):
    pass

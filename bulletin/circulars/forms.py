"""What the secretariat tells the members."""

from typing import Any

from django import forms

from bulletin.models import MemberNotice
from common.dates import today
from common.forms import DayField, Line, Lines, OnceForm

LONGEST = 8000


class NoticeForm(OnceForm):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)
    title = Line(label="題名", max_length=120, error_messages={"required": "題名を入力してください。"})
    body = Lines(
        label="本文",
        max_length=LONGEST,
        required=False,
        help_text=f"メールにも全文が載ります。Markdown で見出しや箇条書きを書けます（{LONGEST:,}字以内）",
    )
    importance = forms.ChoiceField(
        label="重要度",
        choices=MemberNotice.Importance.choices,
        widget=forms.RadioSelect,
        initial=MemberNotice.Importance.NORMAL,
        help_text="「重要」は、一覧に印が付き、メールの件名が【重要】で始まります",
    )
    audience = forms.ChoiceField(
        label="宛先",
        choices=MemberNotice.Audience.choices,
        widget=forms.RadioSelect,
        initial=MemberNotice.Audience.ALL,
    )
    must_confirm = forms.BooleanField(
        label="課ごとに「読みました」の確認を求める",
        required=False,
        help_text="確認するまで、その課の「今の番」に残ります",
    )
    deadline = DayField(
        label="確認の期限",
        required=False,
        help_text="確認を求めるときだけ。例：2026-12-25、令和8年12月25日",
    )

    NAMES = ("title", "body", "importance", "audience", "must_confirm", "deadline")

    def __init__(self, *args, notice: MemberNotice | None = None, **kwargs):
        if notice:
            kwargs["initial"] = {name: getattr(notice, name) for name in (*self.NAMES, "version")}
        super().__init__(*args, **kwargs)

    def clean(self):
        data = super().clean()
        deadline = data.get("deadline")
        if deadline and not data.get("must_confirm"):
            self.add_error("deadline", "確認の期限は、確認を求めるときだけ入力できます。")
        elif deadline and deadline < today():
            self.add_error("deadline", "今日以降の日を入力してください。")
        return data

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.NAMES}


class PublishForm(OnceForm):
    """Sent is what was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, notice: MemberNotice, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = notice.version


class WithdrawForm(OnceForm):
    reason = Lines(
        label="取り消す理由",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "取り消す理由を入力してください。"},
    )

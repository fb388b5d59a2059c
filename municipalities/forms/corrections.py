"""What a member would have the directory say, and what the secretariat says to that."""

import re

from django import forms
from django.core.exceptions import ValidationError

from common.forms import Line, Lines, OnceForm
from municipalities.models import FactCorrection, LocalGovernment

#: How readings are recorded.
READING = re.compile(r"[ぁ-ゖー]*")


class Reading(Line):
    def clean(self, value):
        text = super().clean(value)
        if not READING.fullmatch(text):
            raise ValidationError("ひらがなで入力してください。例：にしわがまち")
        return text


class CorrectionForm(OnceForm):
    kana = Reading(
        label="よみ", max_length=60, error_messages={"required": "よみを入力してください。例：にしわがまち"}
    )
    district = Line(label="郡", max_length=20, required=False, help_text="郡のない自治体は空欄")
    district_kana = Reading(label="郡のよみ", max_length=30, required=False)
    website = forms.URLField(
        label="ウェブサイト",
        max_length=200,
        required=False,
        assume_scheme="https",
        help_text="例：https://www.town.example.jp/",
        error_messages={"invalid": "アドレスの形になっていません。例：https://www.town.example.jp/"},
    )
    ground = Lines(
        label="根拠",
        max_length=1000,
        help_text="例：公式ウェブサイトの移転（令和8年10月1日）。事務局が確かめるときに使います",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "根拠を入力してください。事務局が確かめるときに使います。"},
    )

    @staticmethod
    def of(body: LocalGovernment) -> dict[str, str]:
        """What the directory says now."""
        return {name: getattr(body, name) for name in FactCorrection.FACTS}

    def facts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in FactCorrection.FACTS}


class CorrectionDecisionForm(OnceForm):
    decision = forms.ChoiceField(
        label="判断",
        choices=[("accept", "台帳に反映する"), ("decline", "見送る")],
        widget=forms.RadioSelect,
        error_messages={"required": "どちらかを選んでください。"},
    )
    reason = Lines(
        label="見送りの理由",
        max_length=1000,
        required=False,
        help_text="見送るときは必須。提案した課へのメールに、そのまま記載します",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self):
        asked = super().clean()
        if asked.get("decision") == "decline" and not asked.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "見送りの理由を入力してください。")
        return asked

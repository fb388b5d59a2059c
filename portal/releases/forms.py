from typing import Any

from django import forms

from common.dates import fiscal_year_label
from common.forms import Line, OnceForm
from portal.models import Release
from portal.releases.making import years_to_close


class PrepareForm(OnceForm):
    year = forms.TypedChoiceField(
        label="年度", coerce=int, help_text="8月1日を過ぎ、まだ公表していない年度を選べます"
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year, fiscal_year_label(year)) for year in years_to_close()]


class ReturnForm(OnceForm):
    reason = Line(
        label="差し戻す理由", max_length=400, help_text="直す記録と、どう直すかが分かるように書いてください"
    )


class RemarkForm(OnceForm):
    table = forms.ChoiceField(label="表")
    text = Line(
        label="改訂の理由",
        max_length=400,
        help_text="公開のページに、あなたの名前を出さずに表示します。あとから直すことはできません",
    )

    def __init__(self, *args: Any, release: Release, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["table"].choices = [
            (table.key, f"{table.key}　{table.content['title']}") for table in release.tables.all()
        ]

from typing import Any

from django import forms

from common.dates import fiscal_year, fiscal_year_label, today
from common.forms import DayField, OnceForm, asked_about
from portal.models import Export
from portal.statistics.tables import FIRST_YEAR, reporting_day, years_to


class ExportForm(OnceForm):
    what = forms.ChoiceField(label="内容", choices=Export.What.choices, initial=Export.What.WORKBOOK)
    as_of = DayField(label="基準日", help_text="例：2026-08-01、令和8年8月1日")
    first_year = forms.TypedChoiceField(
        label="事業の最初の年度",
        coerce=int,
        required=False,
        empty_value=None,
        help_text="年次統計のT7と、T7の一覧に載せる年度。T6では使いません",
    )
    last_year = forms.TypedChoiceField(label="事業の最後の年度", coerce=int, required=False, empty_value=None)
    format = forms.ChoiceField(
        label="形式",
        choices=Export.Format.choices,
        initial=Export.Format.XLSX,
        help_text="年次統計（統計表すべて）は、Excelだけです",
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        years = range(fiscal_year(today()), FIRST_YEAR - 1, -1)
        for name, unchosen in (("first_year", "基準日の年度"), ("last_year", "最初の年度と同じ")):
            self.fields[name].choices = [("", unchosen), *((year, fiscal_year_label(year)) for year in years)]
            self.fields[name].initial = ""
        self.fields["as_of"].initial = reporting_day(years_to(today())[-1]).isoformat()

    def clean_as_of(self):
        return asked_about(self.cleaned_data["as_of"])

    def clean(self):
        asked = self.cleaned_data
        what, as_of = asked.get("what"), asked.get("as_of")
        if as_of:
            self._clean_years(max(fiscal_year(as_of), FIRST_YEAR))
        if as_of and fiscal_year(as_of) < FIRST_YEAR and what != Export.What.BODIES:
            self.add_error(
                "as_of", f"{FIRST_YEAR}年4月1日以降の日を入力してください。前の年度の統計はありません。"
            )
        if what == Export.What.WORKBOOK and asked.get("format") == Export.Format.CSV:
            self.add_error("format", "年次統計（統計表すべて）では、Excelを選んでください。")
        return asked

    def _clean_years(self, of_day: int) -> None:
        asked = self.cleaned_data
        first = asked["first_year"] = asked.get("first_year") or of_day
        last = asked["last_year"] = asked.get("last_year") or first
        if first > last:
            self.add_error("last_year", "最初の年度より前です。最初の年度以後を選んでください。")

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.fields if name != "once"}

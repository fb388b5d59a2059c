import datetime as dt
from urllib.parse import urlencode

from django import forms

from common.dates import a_year_before, fiscal_year, fiscal_year_label, today
from common.forms import Choice, DayField, DayForm, asked_about
from municipalities.models import LocalGovernment
from portal.statistics.basis import Basis
from portal.statistics.display import list_query
from portal.statistics.tables import FIRST_YEAR, StatTable


class Way(forms.Form):
    """How a page of statistics is read, with `basis` as one of its fields."""

    @property
    def way(self) -> str:
        """The way asked for; the usual one where none, or none that there is."""
        self.is_valid()
        return self.cleaned_data.get("basis") or Basis.THEN


class StatisticsForm(Way, DayForm):
    """The day and the way of reading of a page of statistics."""

    basis = Choice(label="数え方", choices=[("", Basis.THEN.label), *Basis.choices[1:]])


class ListForm(StatisticsForm):
    """What a table that is a list is narrowed by: T6 by prefecture, T7 by fiscal year."""

    prefecture = Choice(label="都道府県")
    year = Choice(label="年度")

    def __init__(self, *args, key: str, **kwargs):
        super().__init__(*args, **kwargs)
        if key == "T6":
            prefectures = LocalGovernment.objects.on(today()).filter(kind=LocalGovernment.Kind.PREFECTURE)
            names = prefectures.order_by("code").values_list("code", "name")
            self.fields["prefecture"].choices = [("", "すべて"), *names]
            self.fields["basis"].choices = self.fields["basis"].choices[:2]
        else:
            del self.fields["prefecture"], self.fields["basis"]
        if key == "T7":
            labels = [(str(year), fiscal_year_label(year)) for year in reversed(self.years)]
            self.fields["year"].choices = [("", "すべて"), *labels]
            del self.fields["on"]
        else:
            del self.fields["year"]

    def asked(self, name: str) -> str:
        self.is_valid()
        return self.cleaned_data.get(name) or ""

    @property
    def years(self) -> range:
        """The fiscal years that there are."""
        return range(FIRST_YEAR, fiscal_year(today()) + 1)

    def query(self) -> str:
        asked = {name: self.asked(name) for name in ("prefecture", "year", "basis")}
        day = {"on": self.day.isoformat()} if self.asked("on") else {}
        return urlencode(day | {name: value for name, value in asked.items() if value})


class CompareForm(Way):
    """Two days: the later one is today where none is asked for, the earlier one a year before it."""

    since = DayField(label="前の日", required=False, help_text="例：2015-08-01。空欄は、後の日の1年前")
    until = DayField(label="後の日", required=False, help_text="空欄は今日")
    basis = Choice(label="数え方", choices=[("", Basis.THEN.label), (Basis.TODAY.value, Basis.TODAY.label)])

    def clean_since(self):
        return asked_about(self.cleaned_data["since"])

    def clean_until(self):
        return asked_about(self.cleaned_data["until"])

    def clean(self):
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until") or today()
        if since and since >= until:
            self.add_error("since", "後の日より前の日を入力してください。")
        return self.cleaned_data

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        self.is_valid()
        until = self.cleaned_data.get("until") or today()
        return self.cleaned_data.get("since") or a_year_before(until), until


class CountForm(forms.Form):
    """Which number of a table: its row and column."""

    row = forms.ChoiceField()
    column = forms.ChoiceField()

    def __init__(self, *args, table: StatTable, **kwargs):
        super().__init__(*args, **kwargs)
        self.table = table
        self.fields["row"].choices = [(head.key, head.label) for head in table.rows]
        self.fields["column"].choices = [(head.key, head.label) for head in table.columns]

    def clean(self):
        if not self.errors and self.count is None:
            raise forms.ValidationError("この数はありません。")
        return self.cleaned_data

    @property
    def place(self) -> tuple[str, str]:
        return self.cleaned_data["row"], self.cleaned_data["column"]

    @property
    def count(self):
        return self.table.count(*self.place)

    @property
    def figure(self):
        """The published figure in the same place, if there is one."""
        return self.table.printed.get(self.place)

    @property
    def title(self) -> str:
        # A table of one column says with its own title what it counts.
        names = ("row", "column") if len(self.table.columns) > 1 else ("row",)
        return "　".join(dict(self.fields[name].choices)[self.cleaned_data[name]] for name in names)

    def query(self, day: dt.date, basis: str) -> str:
        """The query string of the list's other pages."""
        return list_query(*self.place, day, basis)

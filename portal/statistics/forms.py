from urllib.parse import urlencode

from django import forms

from common.dates import today
from common.forms import DayField
from portal.statistics.tables import StatTable


class DayForm(forms.Form):
    """The day that figures are asked for; today when nothing is given."""

    on = DayField(
        label="時点",
        required=False,
        help_text="例：2015-08-01、平成27年8月1日",
        widget=forms.TextInput(attrs={"autocomplete": "off", "size": 16}),
    )

    @property
    def day(self):
        """The day asked for; today for none and for one that cannot be read (the form says so)."""
        return (self.is_valid() and self.cleaned_data["on"]) or today()


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
        labels = (dict(self.fields[name].choices)[self.cleaned_data[name]] for name in ("row", "column"))
        return "　".join(labels)

    def query(self, day) -> str:
        """The query string of the list's other pages."""
        row, column = self.place
        return urlencode({"on": day.isoformat(), "row": row, "column": column})

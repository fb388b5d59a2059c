from urllib.parse import urlencode

from django import forms

from portal.statistics.tables import StatTable


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

    def query(self, day) -> str:
        """The query string of the list's other pages."""
        row, column = self.place
        return urlencode({"on": day.isoformat(), "row": row, "column": column})

"""What the lists of projects and of events are asked for."""

from urllib.parse import urlencode

from django import forms

from common.dates import fiscal_year, fiscal_year_label, today
from common.facets import FacetForm
from common.forms import Choice
from common.kept import kept
from municipalities.models import LocalGovernment
from municipalities.models.bodies import Area
from projects.models import Event, Field, Project, ProjectYear

#: The year the project was announced: no fiscal year before it has records.
FIRST_YEAR = 2014

#: Order of the list: what it is called, and by what it sorts; the number makes each order complete.
ORDERS = {
    "new": ("新しい順", ("-number",)),
    "old": ("古い順", ("number",)),
    "title": ("事業名順", ("title", "number")),
    "updated": ("更新が新しい順", ("-updated_on", "-number")),
}


@kept(2)
def places(kind: str) -> list[tuple[str, str]]:
    """Today's wards or prefectures as choices."""
    bodies = LocalGovernment.objects.on(today()).filter(kind=kind).order_by("code")
    return list(bodies.values_list("code", "name"))


def wards() -> list[tuple[str, str]]:
    return places(LocalGovernment.Kind.SPECIAL_WARD)


def prefectures() -> list[tuple[str, str]]:
    return places(LocalGovernment.Kind.PREFECTURE)


def years() -> list[tuple[str, str]]:
    return [(str(year), fiscal_year_label(year)) for year in range(fiscal_year(today()), FIRST_YEAR - 1, -1)]


def orders() -> list[tuple[str, str]]:
    return [(key, label) for key, (label, _) in ORDERS.items()]


class ProjectForm(FacetForm):
    """Every condition narrows what is found; what is found is shown as entries (`projects.facets`)."""

    FACETS = ("scope", "field", "ward", "area", "prefecture", "fiscal_year", "status", "approach")

    q = forms.CharField(
        label="キーワード",
        required=False,
        max_length=100,
        help_text="事業名・内容・参加団体から探します。空白で区切ると、すべての語を含むものを探します",
    )
    scope = Choice(label="区分", choices=Project.Scope.choices)
    field = Choice(label="分野", choices=Field.choices)
    approach = Choice(label="連携の型", choices=Project.Approach.choices)
    ward = Choice(label="特別区", choices=wards)
    area = Choice(label="連携先のエリア", choices=Area.choices)
    prefecture = Choice(label="連携先の都道府県", choices=prefectures)
    fiscal_year = Choice(label="年度", choices=years)
    status = Choice(label="状況", choices=ProjectYear.Status.choices)
    sort = Choice(label="並べ替え", choices=orders)

    def order(self) -> tuple[str, ...]:
        _, order = ORDERS[self.cleaned_data.get("sort") or "new"]
        return order


#: When events take place: what is chosen, and its name.
WHEN = [("ahead", "これから開催"), ("past", "終了した催し")]


def event_years() -> list[tuple[str, str]]:
    """Also the year to come: events are announced before it begins."""
    coming = fiscal_year(today()) + 1
    return [(str(coming), fiscal_year_label(coming)), *years()]


class EventForm(forms.Form):
    """Every condition narrows the list of events."""

    q = forms.CharField(
        label="キーワード",
        required=False,
        max_length=100,
        help_text="名称・会場・主催・内容から探します",
    )
    when = Choice(label="開催の時期", choices=[("", "すべて"), *WHEN])
    kind = Choice(label="種類", choices=[("", "すべて"), *Event.Kind.choices])
    ward = Choice(label="主催・共催の特別区", choices=lambda: [("", "すべて"), *wards()])
    prefecture = Choice(
        label="主催・共催の都道府県",
        choices=lambda: [("", "すべて"), *prefectures()],
        help_text="都道府県内の市町村が主催・共催する催しを含みます",
    )
    fiscal_year = Choice(label="年度", choices=lambda: [("", "すべて"), *event_years()])
    joint = forms.BooleanField(label="23区一体の催しだけを表示", required=False)

    def asked(self) -> dict[str, str | bool]:
        """What narrows the list; what cannot be read does not."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def query(self) -> str:
        """What is asked as the query of an address, in order of the fields."""
        return urlencode({name: "on" if value is True else value for name, value in self.asked().items()})

"""What the list of projects can be narrowed by."""

import django_filters as filters
from django import forms
from django.db.models import Q

from common.dates import fiscal_year, fiscal_year_label, today
from common.lists import Narrowing
from municipalities.models import LocalGovernment
from municipalities.models.bodies import Area
from projects.models import Field, Project

#: The year the project was announced: no fiscal year before it has records.
FIRST_YEAR = 2014

ORDERS = {
    "new": ("新しい順", ["-number"]),
    "old": ("古い順", ["number"]),
    "title": ("事業名順", ["title", "number"]),
    "updated": ("更新が新しい順", ["-updated_on", "-number"]),
}

SPECIAL_WARD = Q(body__kind=LocalGovernment.Kind.SPECIAL_WARD)


def years() -> list[tuple[str, str]]:
    return [(str(year), fiscal_year_label(year)) for year in range(fiscal_year(today()), FIRST_YEAR - 1, -1)]


class ProjectFilter(Narrowing):
    """Every condition narrows what is found; what is found is shown as entries (`entries_of`)."""

    q = filters.CharFilter(
        label="キーワード",
        method="written",
        max_length=100,
        help_text="事業名・内容・参加団体から探します。空白で区切ると、すべての語を含むものを探します",
    )
    ward = filters.ChoiceFilter(label="特別区", method="of_ward", empty_label="すべて")
    area = filters.ChoiceFilter(
        label="連携先のエリア", method="in_area", choices=Area.choices, empty_label="すべて"
    )
    prefecture = filters.ChoiceFilter(label="連携先の都道府県", method="in_prefecture", empty_label="すべて")
    field = filters.ChoiceFilter(label="分野", choices=Field.choices, empty_label="すべて")
    approach = filters.ChoiceFilter(label="連携の型", choices=Project.Approach.choices, empty_label="すべて")
    scope = filters.ChoiceFilter(label="区分", choices=Project.Scope.choices, empty_label="すべて")
    fiscal_year = filters.ChoiceFilter(label="年度", method="in_year", choices=years, empty_label="すべて")
    sort = filters.ChoiceFilter(
        label="並べ替え",
        method="leave",
        choices=[(key, label) for key, (label, _) in ORDERS.items()],
        empty_label=None,
    )
    parts = filters.BooleanFilter(
        label="プログラムを構成する事業を1件ずつ表示", method="leave", widget=forms.CheckboxInput
    )

    class Meta:
        model = Project
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        places = list(LocalGovernment.objects.on(today()).places().order_by("code"))
        for name, kind in (("ward", "special_ward"), ("prefecture", "prefecture")):
            self.filters[name].extra["choices"] = [
                (place.code, place.name) for place in places if place.kind == kind
            ]

    def filter_queryset(self, queryset):
        asked = self.form.cleaned_data
        found = super().filter_queryset(queryset)
        if not asked.get("parts"):
            narrowed = any(value for name, value in asked.items() if name not in ("sort", "parts"))
            found = queryset.entries_of(found) if narrowed else queryset.entries()
        _, order = ORDERS.get(asked.get("sort"), ORDERS["new"])
        return found.for_list().order_by(*order)

    def leave(self, queryset, name, value):
        """How the found ones are shown, which `filter_queryset` sees to."""
        return queryset

    def written(self, queryset, name, value):
        return queryset.written(value)

    def of_ward(self, queryset, name, value):
        # Every ward takes part in what the 23 do as one.
        joint = Q(scope=Project.Scope.JOINT)
        return queryset.with_party(Q(body__code=value) & SPECIAL_WARD, besides=joint)

    def in_area(self, queryset, name, value):
        return queryset.with_party(
            Q(body__area=value) & ~SPECIAL_WARD | Q(association__prefecture__area=value)
        )

    def in_prefecture(self, queryset, name, value):
        body = Q(body__code=value) | Q(body__prefecture__code=value) & ~SPECIAL_WARD
        return queryset.with_party(body | Q(association__prefecture__code=value))

    def in_year(self, queryset, name, value):
        return queryset.in_year(int(value))

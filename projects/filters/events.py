"""What the list of events can be narrowed by."""

import django_filters as filters
from django import forms
from django.db.models import Q

from common.dates import fiscal_year, fiscal_year_label, today
from common.lists import Narrowing
from municipalities.models import LocalGovernment
from projects.filters.projects import FIRST_YEAR
from projects.models import Event

WHEN = [("ahead", "これから開催"), ("past", "終了した催し")]


def years() -> list[tuple[str, str]]:
    """Also the year to come: events are announced before it begins."""
    return [
        (str(year), fiscal_year_label(year)) for year in range(fiscal_year(today()) + 1, FIRST_YEAR - 1, -1)
    ]


class EventFilter(Narrowing):
    q = filters.CharFilter(
        label="キーワード",
        method="written",
        max_length=100,
        help_text="名称・会場・主催・内容から探します",
    )
    when = filters.ChoiceFilter(label="開催の時期", method="by_time", choices=WHEN, empty_label="すべて")
    kind = filters.ChoiceFilter(label="種類", choices=Event.Kind.choices, empty_label="すべて")
    ward = filters.ChoiceFilter(label="主催・共催の特別区", method="of_ward", empty_label="すべて")
    prefecture = filters.ChoiceFilter(
        label="主催・共催の都道府県",
        method="in_prefecture",
        empty_label="すべて",
        help_text="都道府県内の市町村が主催・共催する催しを含みます",
    )
    fiscal_year = filters.ChoiceFilter(label="年度", choices=years, empty_label="すべて")
    joint = filters.BooleanFilter(
        label="23区一体の催しだけを表示", method="of_all_wards", widget=forms.CheckboxInput
    )

    class Meta:
        model = Event
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        places = list(LocalGovernment.objects.on(today()).places().order_by("code"))
        for name, kind in (("ward", "special_ward"), ("prefecture", "prefecture")):
            self.filters[name].extra["choices"] = [
                (place.code, place.name) for place in places if place.kind == kind
            ]

    def filter_queryset(self, queryset):
        return super().filter_queryset(queryset).for_list().upcoming_first()

    def written(self, queryset, name, value):
        return queryset.written(value)

    def by_time(self, queryset, name, value):
        return queryset.upcoming() if value == "ahead" else queryset.past()

    def of_ward(self, queryset, name, value):
        # Every ward takes part in what the 23 do as one.
        return queryset.hosted_by(Q(code=value), besides=Q(is_joint=True))

    def in_prefecture(self, queryset, name, value):
        return queryset.hosted_by(
            Q(code=value) | Q(prefecture__code=value) & ~Q(kind=LocalGovernment.Kind.SPECIAL_WARD)
        )

    def of_all_wards(self, queryset, name, value):
        return queryset.joint() if value else queryset

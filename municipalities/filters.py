"""What the directory of local governments can be narrowed by."""

import django_filters as filters
from django import forms

from common.dates import today
from common.lists import Narrowing
from municipalities.models import LocalGovernment, Partnership
from municipalities.models.bodies import Area


class LocalGovernmentFilter(Narrowing):
    q = filters.CharFilter(
        label="名称・よみ・団体コード",
        method="written",
        max_length=60,
        help_text="例：西和賀、にしわが、033669。旧い名称でも探せます",
    )
    area = filters.ChoiceFilter(label="エリア", choices=Area.choices, empty_label="すべて")
    prefecture = filters.ChoiceFilter(label="都道府県", method="in_prefecture", empty_label="すべて")
    kind = filters.ChoiceFilter(label="種別", choices=LocalGovernment.Kind.choices, empty_label="すべて")
    linked = filters.BooleanFilter(
        label="特別区と連携・交流の記録がある団体だけ", method="with_tie", widget=forms.CheckboxInput
    )

    class Meta:
        model = LocalGovernment
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        prefectures = LocalGovernment.objects.on(today()).prefectures().order_by("code")
        self.filters["prefecture"].extra["choices"] = list(prefectures.values_list("code", "name"))

    def written(self, queryset, name, value):
        return queryset.written(value)

    def in_prefecture(self, queryset, name, value):
        return queryset.in_prefecture(value)

    def with_tie(self, queryset, name, value):
        return queryset.filter(Partnership.objects.in_force(today()).reaching()) if value else queryset

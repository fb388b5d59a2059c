"""What the lists of topics and publications can be narrowed by."""

import django_filters as filters
from django.db.models import Q

from bulletin.models import Publication, Topic
from common.dates import today
from common.kept import kept
from common.lists import Narrowing
from municipalities.models import LocalGovernment
from municipalities.models.bodies import Area


@kept(1)
def prefectures() -> list[tuple[str, str]]:
    found = LocalGovernment.objects.on(today()).prefectures().order_by("code")
    return list(found.values_list("code", "name"))


class TopicFilter(Narrowing):
    """Without a word on the time: what is on show."""

    q = filters.CharFilter(
        label="キーワード",
        method="written",
        max_length=100,
        help_text="題名・内容・自治体名から探します。空白で区切ると、すべての語を含むものを探します",
    )
    kind = filters.ChoiceFilter(label="種類", choices=Topic.Kind.choices, empty_label="すべて")
    area = filters.ChoiceFilter(
        label="発信した地域", field_name="sender__area", choices=Area.choices, empty_label="すべて"
    )
    prefecture = filters.ChoiceFilter(
        label="発信した都道府県", method="in_prefecture", choices=prefectures, empty_label="すべて"
    )
    time = filters.ChoiceFilter(
        label="掲載の時期",
        method="leave",
        choices=[("past", "掲載を終えたもの"), ("all", "すべて")],
        empty_label="掲載中",
    )

    class Meta:
        model = Topic
        fields = []

    def filter_queryset(self, queryset):
        found, time = super().filter_queryset(queryset), self.form.cleaned_data.get("time")
        if time == "past":
            return found.past()
        return found if time == "all" else found.current()

    def leave(self, queryset, name, value):
        """Which `filter_queryset` sees to, also where nothing is asked."""
        return queryset

    def written(self, queryset, name, value):
        return queryset.written(value)

    def in_prefecture(self, queryset, name, value):
        return queryset.filter(Q(sender__code=value) | Q(sender__prefecture__code=value))


class PublicationFilter(Narrowing):
    q = filters.CharFilter(label="キーワード", method="written", max_length=100)
    kind = filters.ChoiceFilter(label="種類", choices=Publication.Kind.choices, empty_label="すべて")

    class Meta:
        model = Publication
        fields = []

    def written(self, queryset, name, value):
        return queryset.written(value)

"""What is asked of the lists that only members see."""

from django import forms

from common.forms import Choice
from common.text import folded
from municipalities.directory import prefectures
from municipalities.models import Facility, LocalGovernment


class MemberListForm(forms.Form):
    """The members' directory: `?q=にしわが&prefecture=030007`."""

    q = forms.CharField(
        label="自治体の名称・よみ・団体コード",
        required=False,
        max_length=60,
        help_text="例：西和賀、にしわが",
    )
    prefecture = Choice(label="都道府県")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["prefecture"].choices = [("", "すべて"), *prefectures()]

    def narrow(self, bodies):
        self.is_valid()
        if prefecture := self.cleaned_data.get("prefecture"):
            bodies = bodies.in_prefecture(prefecture)
        if word := self.cleaned_data.get("q"):
            bodies = bodies.filter(pk__in=LocalGovernment.objects.written(word).values("pk"))
        return bodies


class FacilityListForm(forms.Form):
    """`?ward=131181&kind=hall&capacity=100&q=雪`."""

    q = forms.CharField(
        label="名称・所在地・ことば", required=False, max_length=60, help_text="例：ホール、南千住"
    )
    ward = Choice(label="特別区")
    kind = Choice(label="種別", choices=[("", "すべて"), *Facility.Kind.choices])
    capacity = forms.IntegerField(
        label="定員（人以上）",
        required=False,
        min_value=1,
        max_value=1_000_000,
        help_text="定員の記録がない施設は、表示しなくなります",
        error_messages={"invalid": "人数を数字で入力してください。"},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        wards = LocalGovernment.objects.special_wards().order_by("code")
        self.fields["ward"].choices = [("", "すべて"), *wards.values_list("code", "name")]

    def narrow(self, facilities) -> list[Facility]:
        """There are some hundred: words are looked for in what was read, in every way of writing."""
        self.is_valid()
        asked = self.cleaned_data
        if asked.get("ward"):
            facilities = facilities.filter(ward__code=asked["ward"])
        if asked.get("kind"):
            facilities = facilities.filter(kind=asked["kind"])
        if asked.get("capacity"):
            facilities = facilities.filter(capacity__gte=asked["capacity"])
        words = [folded(word) for word in asked.get("q", "").split()]
        return [one for one in facilities if all(word in folded(one.text) for word in words)]

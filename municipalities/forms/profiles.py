"""How a body presents itself, as its offices write it."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from common.forms import Lines
from municipalities.models import Profile

MOST_LINKS = 8
is_address = URLValidator(["https", "http"])


class Addresses(Lines):
    """Addresses of web pages, one to a line."""

    def clean(self, value):
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_LINKS:
            raise ValidationError(f"アドレスは{MOST_LINKS}件までです（現在{len(lines)}件）。")
        for place, line in enumerate(lines, start=1):
            try:
                is_address(line)
            except ValidationError as error:
                raise ValidationError(
                    f"{place}行目は、ページのアドレスの形になっていません。例：https://www.town.example.jp/"
                ) from error
        return "\n".join(lines)


class ProfileForm(forms.ModelForm):
    introduction = Lines(
        label="紹介",
        max_length=2000,
        required=False,
        help_text="位置、特色、特産など。見出しや箇条書き（Markdown）を使えます。2,000字以内。公開するときは必須",
    )
    offers = Lines(
        label="強み・提供できるもの",
        max_length=1000,
        required=False,
        help_text="例：雪、木材、農産物、体験の受入れ、施設。1,000字以内",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    needs = Lines(
        label="求めるもの・課題",
        max_length=1000,
        required=False,
        help_text="例：販路、担い手、交流人口。1,000字以内",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    partners = Lines(
        label="連携したい相手",
        max_length=500,
        required=False,
        help_text="例：学校との交流に関心のある区。500字以内",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    links = Addresses(
        label="関連するページ",
        max_length=2000,
        required=False,
        help_text=f"1行に1件、{MOST_LINKS}件まで。例：https://www.town.example.jp/",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    class Meta:
        model = Profile
        fields = ("introduction", "offers", "needs", "partners", "links", "office", "state")
        labels = {"state": "公開"}
        widgets = {"state": forms.RadioSelect}

    def __init__(self, *args, may_publish: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = self.instance.body.offices.current().select_related(
            "body__prefecture"
        )
        self.fields["office"].empty_label = "示さない"
        if not may_publish:
            del self.fields["state"]

    def clean(self):
        asked = super().clean()
        is_public = asked.get("state", self.instance.state) == Profile.State.PUBLISHED
        if is_public and not asked.get("introduction") and "introduction" not in self.errors:
            self.add_error("introduction", "公開するには、紹介を入力してください。")
        return asked

    def _get_validation_exclusions(self):
        """The day of publication is the action's to set."""
        return super()._get_validation_exclusions() | {"state", "published_on"}

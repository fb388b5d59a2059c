"""The form by which a photograph is added, wherever that is."""

from typing import Any

from django.core.exceptions import ValidationError

from common.attachments import Photo
from common.dates import DAY_HINT, today
from common.forms import DayField, Line, OnceForm


class PhotoForm(OnceForm):
    """A photograph with what its publication needs."""

    image = Photo._meta.get_field("image").formfield()
    alt = Line(
        label="代替テキスト",
        max_length=200,
        help_text="写真を見られない人に伝える内容。例：雪室に積まれた米袋",
        error_messages={"required": "代替テキストを入力してください。"},
    )
    rights_holder = Line(
        label="権利者",
        max_length=120,
        help_text="写真の下に表示。例：西和賀町",
        error_messages={"required": "権利者を入力してください。"},
    )
    usable_until = DayField(
        label="使用期限",
        help_text=f"この日まで掲載できる。{DAY_HINT}",
        error_messages={"required": "使用期限を入力してください。"},
    )

    def clean_usable_until(self):
        day = self.cleaned_data["usable_until"]
        if day < today():
            raise ValidationError("使用期限には、今日以降の日を入力してください。")
        return day

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("image", "alt", "rights_holder", "usable_until")}

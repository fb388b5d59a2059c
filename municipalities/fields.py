"""Form fields that name bodies as people write them."""

from django import forms
from django.core.exceptions import ValidationError

from common.dates import today
from common.forms import Lines
from common.text import shown
from municipalities.models import LocalGovernment
from municipalities.names import load_resolver


class BodiesField(Lines):
    """Bodies of today, one to a line, by name or code. A name that may be read in two ways is asked back, never
    guessed. Cleaned: a list of LocalGovernment in the order written."""

    widget = forms.Textarea(attrs={"rows": 4})

    def __init__(self, *, most: int = 100, **kwargs):
        self.most = most
        super().__init__(**{"max_length": most * 40, "required": False} | kwargs)

    def prepare_value(self, value):
        if isinstance(value, str) or value is None:
            return value
        return "\n".join(str(body) for body in value)

    def clean(self, value):
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > self.most:
            raise ValidationError(f"自治体は{self.most}団体までです（現在{len(lines)}行）。")
        if not lines:
            return []
        day = today()
        resolver = load_resolver()
        codes, problems = [], []
        for place, line in enumerate(lines, start=1):
            found = resolver.resolve(line, on=day)
            if found.is_sure and found.code:
                codes.append(found.code)
            else:
                problems.append(self._problem(place, line, found))
        if problems:
            raise ValidationError(problems)
        bodies = {
            body.code: body
            for body in LocalGovernment.objects.on(day).filter(code__in=codes).select_related("prefecture")
        }
        return list(dict.fromkeys(bodies[code] for code in codes if code in bodies))

    @staticmethod
    def _problem(place: int, line: str, found) -> str:
        candidates = f"候補：{found.candidates_text}。" if found.candidates_text else ""
        return (
            f"{place}行目「{shown(line, 30)}」の自治体が決まりません。{candidates}"
            "都道府県名を付けるか、団体コードで入力してください。"
        )

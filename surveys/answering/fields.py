"""How each kind of question is answered: a field of Django's forms, that reads what people type."""

import unicodedata
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from common.dates import DAY_HINT
from common.forms import DayField, Line, Lines
from surveys.models import Question
from surveys.reading import Numbered

Kind = Question.Kind
LONGEST_LINE, LONGEST_TEXT = 300, 8000
REQUIRED = {"required": "必ず答えてください。"}
NO_CHOICE = "選択肢にありません。選び直してください。"


class NumberText(Line):
    """A number as people type it, 「１，２００人」: cleaned to a text of digits."""

    def __init__(self, *, question: Question, **kwargs):
        self.question = question
        super().__init__(max_length=30, **kwargs)

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"inputmode": "decimal"}

    def clean(self, value):
        text = unicodedata.normalize("NFKC", super().clean(value)).replace(",", "")
        text = text.removesuffix(unicodedata.normalize("NFKC", self.question.unit)).strip()
        if not text:
            return ""
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or abs(number) >= 10**13:
            raise ValidationError("数として読めません。数字だけを入力してください。例：1200")
        if number != round(number, 2):
            raise ValidationError("小数は第2位までで入力してください。")
        self._check_bounds(number)
        return f"{number:f}"

    def _check_bounds(self, number: Decimal) -> None:
        low, high = self.question.minimum, self.question.maximum
        if low is not None and number < low:
            raise ValidationError(f"{low.normalize():f}以上で入力してください。")
        if high is not None and number > high:
            raise ValidationError(f"{high.normalize():f}以下で入力してください。")


class DayText(DayField):
    """Cleaned to the day in ISO."""

    def clean(self, value):
        day = super().clean(value)
        return day.isoformat() if day else ""


class Place(forms.ChoiceField):
    """One option, by its place."""

    widget = forms.RadioSelect

    def __init__(self, *, question: Question, **kwargs):
        choices = [(str(place), label) for place, label in enumerate(question.options, 1)]
        super().__init__(choices=choices, error_messages=REQUIRED | {"invalid_choice": NO_CHOICE}, **kwargs)

    def clean(self, value):
        chosen = super().clean(value)
        return int(chosen) if chosen else None


class Places(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, question: Question, **kwargs):
        self.most = question.most
        choices = [(str(place), label) for place, label in enumerate(question.options, 1)]
        super().__init__(choices=choices, error_messages=REQUIRED | {"invalid_choice": NO_CHOICE}, **kwargs)

    def clean(self, value):
        chosen = sorted({int(one) for one in super().clean(value)})
        if self.most and len(chosen) > self.most:
            raise ValidationError(f"選べるのは{self.most}つまでです（現在{len(chosen)}つ）。")
        return chosen


class Agreed(forms.BooleanField):
    """A consent is given or not; nobody has to give it."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs | {"required": False})


def fields_of(one: Numbered) -> Iterator[tuple[str, forms.Field]]:
    """Name and field of a question, one for each row of a table. A question that only some are asked is required by
    the form, which knows the other answers."""
    question = one.question
    common: dict[str, Any] = {
        "label": f"{one.label} {question.wording}",
        "help_text": hint_of(one),
        "required": question.is_required and not question.shown_if_id,
    }
    name = f"q{question.pk}"
    if question.kind == Kind.MATRIX:
        for place, row in enumerate(question.rows, 1):
            own = common | {"label": f"{one.label} {row}", "help_text": ""}
            yield f"{name}-{place}", Place(question=question, **own)
    elif question.kind == Kind.ONE:
        yield name, Place(question=question, **common)
    elif question.kind == Kind.SEVERAL:
        yield name, Places(question=question, **common)
    elif question.kind == Kind.NUMBER:
        yield name, NumberText(question=question, error_messages=REQUIRED, **common)
    elif question.kind == Kind.DATE:
        yield name, DayText(error_messages=REQUIRED, **common)
    elif question.kind == Kind.CONSENT:
        yield name, Agreed(**common)
    elif question.kind == Kind.LONG_TEXT:
        widget = forms.Textarea(attrs={"rows": 6})
        yield name, Lines(max_length=LONGEST_TEXT, widget=widget, error_messages=REQUIRED, **common)
    elif question.kind == Kind.TEXT:
        yield name, Line(max_length=LONGEST_LINE, error_messages=REQUIRED, **common)


def hint_of(one: Numbered) -> str:
    """All that is said under the question, in one paragraph."""
    question = one.question
    parts = [f"{one.condition}だけ、お答えください。" if one.condition else "", question.help]
    if question.kind == Kind.NUMBER:
        parts.append(f"単位：{question.unit}。" if question.unit else "")
        parts.append(f"{question.bounds}。" if question.bounds else "")
    elif question.kind == Kind.SEVERAL:
        parts.append(f"{question.most}つまで。" if question.most else "いくつでも。")
    elif question.kind == Kind.DATE:
        parts.append(DAY_HINT)
    errata = list(question.errata.all())
    if errata:
        parts.append(f"設問文を訂正しました（{errata[-1].reason}）。もとの文：「{question.text}」")
    return " ".join(part for part in parts if part)

from django import forms
from django.core.exceptions import ValidationError

from common.dates import parse_day


class DayField(forms.CharField):
    """A day written in either calendar and any width; cleaned to a date."""

    default_error_messages = {"required": "日付を入力してください。"}

    def __init__(self, **kwargs):
        kwargs.setdefault("max_length", 30)
        super().__init__(**kwargs)

    def to_python(self, value):
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        try:
            return parse_day(text)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid_day") from error

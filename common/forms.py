"""Form fields that read what people write."""

import datetime as dt
import re
import unicodedata
from pathlib import PurePath
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from common.dates import parse_day, today, wareki
from common.files import DocumentFormField, check_document
from common.text import shown

#: What no keyboard writes, and copied texts bring along: control characters, spaces without width (a title of them is
#: none), and marks that turn the direction of what follows.
NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u200b\u2060\u202a-\u202e\u2066-\u2069\ufeff]")
LINE_END = re.compile(r"\r\n|[\r\x0b\x0c]")


class Line(forms.CharField):
    """One line, whatever was pasted. What is too long is told, never cut by the browser unseen."""

    def __init__(self, **kwargs):
        limit = kwargs["max_length"]
        messages = {"max_length": f"{limit}字以内で入力してください（現在%(show_value)d字）。"}
        super().__init__(**kwargs | {"error_messages": messages | kwargs.get("error_messages", {})})

    def to_python(self, value):
        return " ".join(NO_TEXT.sub("", super().to_python(value) or "").split())

    def widget_attrs(self, widget):
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


class Lines(Line):
    """A text; a line's end counts as one character, as people count."""

    widget = forms.Textarea(attrs={"rows": 10})

    def to_python(self, value):
        return LINE_END.sub("\n", NO_TEXT.sub("", forms.CharField.to_python(self, value) or ""))


class DayField(forms.Field):
    """A whole day in either calendar and any width: 「2015-08-01」, 「平成27年8月1日」, 「H27.8.1」."""

    #: No day is written longer; what is, is not repeated in the message.
    LONGEST = 30

    def to_python(self, value):
        if isinstance(value, dt.date):
            return value
        text = str(value or "").strip()
        if not text:
            return None
        if len(text) > self.LONGEST or not text.isprintable():
            raise ValidationError(
                "日付として読めません。「2015-08-01」や「平成27年8月1日」の形で入力してください。"
            )
        try:
            return parse_day(text)
        except ValueError as error:
            raise ValidationError(str(error)) from error


class MomentField(DayField):
    """A day and a time, in local time: 「2026-12-01 9:00」, 「令和8年12月1日 17時」."""

    WRITTEN = re.compile(r"(?P<day>.+?)[\sT]+(?P<hour>\d{1,2})[:時](?P<minute>\d{1,2})?分?(:00)?")

    def prepare_value(self, value):
        if isinstance(value, dt.datetime):
            return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
        return value

    def to_python(self, value):
        text = unicodedata.normalize("NFKC", str(value or "")).strip()
        if not text:
            return None
        found = self.WRITTEN.fullmatch(text)
        if len(text) > self.LONGEST or not found:
            raise ValidationError(
                "日時として読めません。「2026-12-01 9:00」や「令和8年12月1日 17時」の形で入力してください。"
            )
        day = super().to_python(found["day"])
        try:
            time = dt.time(int(found["hour"]), int(found["minute"] or 0))
        except ValueError as error:
            raise ValidationError("時刻は0:00から23:59までで入力してください。") from error
        return timezone.make_aware(dt.datetime.combine(day, time))


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(DocumentFormField):
    """Several documents at once, each read by its content. Cleaned: a list of (title, file), titled by their names."""

    widget = FilesInput

    def __init__(self, *, most: int = 5, **kwargs: Any):
        self.most = most
        kwargs.setdefault("required", False)
        kwargs.setdefault("help_text", f"PDF、Word、Excel、PowerPoint。1件20MB、{most}件まで")
        super().__init__(**kwargs)

    def clean(self, data, initial=None):
        uploads = [upload for upload in (data if isinstance(data, list | tuple) else [data]) if upload]
        if len(uploads) > self.most:
            raise ValidationError(f"一度に添付できるのは{self.most}件までです（現在{len(uploads)}件）。")
        read, problems = [], []
        for upload in uploads:
            try:
                file = super().clean(upload, initial)
                check_document(file)
            except ValidationError as error:
                problems += [f"{shown(upload.name)}：{message}" for message in error.messages]
            else:
                read.append((PurePath(file.name).stem[:200], file))
        if problems:
            raise ValidationError(problems)
        return read


class RecordsField(forms.ModelMultipleChoiceField):
    """Some of a few records. What is the id of none of them never reaches the database, which takes no number of any
    size."""

    def clean(self, value):
        records: Any = self.queryset
        if value and isinstance(value, list | tuple):
            known = {str(key) for key in records.values_list("pk", flat=True)}
            strangers = [one for one in value if str(one) not in known]
            if strangers:
                message = self.error_messages["invalid_choice"]
                raise ValidationError(message, "invalid_choice", {"value": shown(str(strangers[0]), 30)})
        return super().clean(value)


class OptionalSelect(forms.Select):
    def use_required_attribute(self, initial):
        """Never. Django's reads the choices to find out, once more than it takes to show them."""
        return False


class Choice(forms.ChoiceField):
    """One of some values, or none. A value that is no choice is told in plain words and stands for none."""

    widget = OptionalSelect

    def __init__(self, **kwargs):
        message = "この条件は選択肢にありません。選び直すまで、この条件では絞り込みません。"
        super().__init__(required=False, error_messages={"invalid_choice": message}, **kwargs)


#: How far ahead a page may be asked about, in years: announced changes, never a table of eight thousand rows.
YEARS_AHEAD = 10


class OnceForm(forms.Form):
    """A form that does its work once, however often it is sent (accounts.once)."""

    once = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["once"].initial = uuid4().hex


def asked_about(day: dt.date | None) -> dt.date | None:
    """A day that a page can tell of. ValidationError for one too far ahead."""
    last = today().year + YEARS_AHEAD
    if day and day.year > last:
        raise ValidationError(f"{last}年までの日を入力してください。")
    return day


class DayForm(forms.Form):
    """The day a page is asked about: `?on=2019-08-01`."""

    on = DayField(label="基準日", required=False, help_text="例：2019-08-01、令和元年8月1日。空欄は今日")

    def clean_on(self):
        return asked_about(self.cleaned_data["on"])

    @property
    def day(self) -> dt.date:
        """The day asked for; today where none, or none that can be read."""
        self.is_valid()
        return getattr(self, "cleaned_data", {}).get("on") or today()

    @property
    def day_text(self) -> str:
        return wareki(self.day)

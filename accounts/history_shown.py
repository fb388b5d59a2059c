"""A change of a record in words: labels, choices and days as people know them."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any, NamedTuple

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone

from accounts.models import Change
from common.dates import wareki, wareki_time
from common.differences import differences

#: What a field holds that holds nothing.
NOTHING = "（空欄）"
#: Longer texts are shown by the lines that went and came.
LONG = 60


class ShownField(NamedTuple):
    name: str
    label: str
    before: str
    after: str
    #: Of a long text: the lines that went ("-"), came ("+") and stayed.
    lines: list[tuple[str, str]]
    #: Where it can be put back; empty where it cannot.
    way_back: str


class ShownChange(NamedTuple):
    change: Change
    #: What it is a change of: 「構成団体」.
    kind: str
    fields: list[ShownField]


def model_of(change: Change) -> type[models.Model] | None:
    """None when there is no such model any more."""
    try:
        return apps.get_model(change.model)
    except LookupError:
        return None


def kind_of(change: Change) -> str:
    model = model_of(change)
    return str(model._meta.verbose_name) if model else change.model


def shown(change: Change, way_back: Callable[[Change, str], str] = lambda change, name: "") -> ShownChange:
    """`way_back` says where a field of a change can be put back, or nothing."""
    model = model_of(change)
    fields = [
        _shown_field(change, model, name, way_back(change, name)) for name in _in_order(model, change.changes)
    ]
    return ShownChange(change, kind_of(change), fields)


def in_a_line(change: Change) -> str:
    return "／".join(f"{one.label}：{one.before} → {one.after}" for one in shown(change).fields)


def _in_order(model: type[models.Model] | None, names) -> list[str]:
    """As the model has them; those it has no more at the end."""
    order = [field.name for field in (*model._meta.fields, *model._meta.many_to_many)] if model else []
    return sorted(names, key=lambda name: order.index(name) if name in order else len(order))


def _shown_field(change: Change, model: type[models.Model] | None, name: str, way_back: str) -> ShownField:
    field = field_of(model, name)
    before, after = (
        in_words(field, value, text)
        for value, text in zip(change.changes[name], change.names.get(name, (None, None)), strict=True)
    )
    label = str(getattr(field, "verbose_name", name))
    if field is not None and field.many_to_many:
        before, after = (f"外した：{before}" if before else "", f"加えた：{after}" if after else "")
    lines: list[tuple[str, str]] = []
    if (
        change.action == Change.Action.UPDATE
        and _is_long(before, after)
        and not getattr(field, "is_relation", False)
    ):
        lines = differences({label: before}, {label: after})[0].lines
    return ShownField(name, label, before or NOTHING, after or NOTHING, lines, way_back)


def field_of(model: type[models.Model] | None, name: str) -> Any:
    """None when there is no such field any more."""
    try:
        return model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None


def in_words(field: Any, value: Any, text: str | None = None) -> str:
    """A value as the history keeps it; `text` are the names of the records that it stands for."""
    if text is not None:
        return text
    if value is None or value == "":
        return ""
    if choices := getattr(field, "choices", None):
        return str(dict(field.flatchoices if choices else ()).get(value, value))
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(field, models.DateTimeField):
        return wareki_time(timezone.localtime(dt.datetime.fromisoformat(value)))
    if isinstance(field, models.DateField):
        return wareki(dt.date.fromisoformat(value))
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _is_long(before: str, after: str) -> bool:
    return bool(before and after) and ("\n" in before + after or max(len(before), len(after)) > LONG)

"""A form that somebody else overtook: what differs is shown, what was typed stays, and the next sending is on the
ground of the newest version."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from common.differences import Difference, differences


class StaleError(ValidationError):
    """Somebody else was faster: the ground has changed since the page was opened."""


def is_stale(form: forms.Form) -> bool:
    return any(isinstance(error, StaleError) for error in getattr(form, "raised", ()))


def on_ground_of(form: forms.Form, version: int) -> None:
    """The form goes on from a version that has been shown."""
    sent: Any = form.data
    data = sent.copy()
    data["version"] = version
    form.data = data


def overtaken(form: forms.Form, version: int) -> list[Difference]:
    """What differs between what is stored, which the form began with, and what was typed; the form goes on from the
    version that is stored."""
    on_ground_of(form, version)
    return differences(_words(form, form.initial), _words(form, form.cleaned_data))


def _words(form: forms.Form, values: Mapping[str, Any]) -> dict[str, str]:
    """Label → value in words, of the fields that people see."""
    return {
        str(field.label): _shown(field, values.get(name))
        for name, field in form.fields.items()
        if not isinstance(field.widget, forms.HiddenInput) and not isinstance(field, forms.FileField)
    }


def _shown(field: forms.Field, value: Any) -> str:
    if value is None or value == "":
        return ""
    if words := getattr(field, "words", None):  # a field whose values are no words of themselves
        return words(value)
    if isinstance(field, forms.ModelMultipleChoiceField):
        wanted = {getattr(one, "pk", one) for one in value}
        return "、".join(str(one) for one in field.queryset or () if one.pk in wanted)
    if isinstance(value, list | tuple):
        return "、".join(_chosen(field, one) for one in value)
    return _chosen(field, value)


def _chosen(field: forms.Field, value: Any) -> str:
    """As the form names it."""
    choices = {
        str(key): str(label) for key, label in getattr(field, "choices", ()) if not isinstance(label, tuple)
    }
    return choices.get(str(getattr(value, "pk", value)), str(value))

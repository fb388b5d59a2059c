"""Putting one field of a record back to what it held before a change; that is a change itself."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.forms import Field, ModelChoiceField

from accounts.history import plain
from accounts.history_shown import NOTHING, field_of, in_words, model_of
from accounts.models import Change


def can_go_back(change: Change, name: str) -> bool:
    """Of a record that came or went there is nothing to go back to, and files are not kept."""
    field = field_of(model_of(change), name)
    return (
        change.action == Change.Action.UPDATE
        and field is not None
        and not isinstance(field, models.FileField)
    )


class Reversal:
    """One field of one change, on the record as it is now."""

    def __init__(self, change: Change, name: str, record: models.Model, form_field: Field):
        self.change, self.name, self.record, self.form_field = change, name, record, form_field
        self.field = record._meta.get_field(name)
        self.went, self.came = change.changes[name]

    @property
    def label(self) -> str:
        return str(self.field.verbose_name)

    @property
    def later(self) -> Change | None:
        """The last that changed the field since; of many-to-many fields each record comes and goes on its own."""
        return None if self.field.many_to_many else Change.objects.later(self.change, self.name).first()

    def check(self) -> None:
        """ValidationError where what stands there now is not what the change left."""
        if later := self.later:
            raise ValidationError(
                f"「{self.label}」は、その後{later.actor_label}がさらに変更しています"
                f"（番号{later.pk}）。新しい変更から順に戻してください。"
            )
        now = self._now()
        if self.field.many_to_many:
            is_left = set(self.came) <= set(now) and not set(self.went) & set(now)
        else:
            is_left = now == self.came
        if not is_left:
            raise ValidationError(
                f"「{self.label}」の現在の値が、この変更のあとの値と違います。変更画面で直してください。"
            )

    def now_in_words(self) -> str:
        return self._in_words(self._now())

    def then_in_words(self) -> str:
        return self._in_words(self._then())

    def put_back(self) -> None:
        """Set the field; ValidationError where the record, or the form, would not have it."""
        then = self._then()
        if isinstance(self.form_field, ModelChoiceField):
            # Whoever puts it back could choose it, too.
            self.form_field.clean(then)
        if self.field.many_to_many:
            self.record.full_clean()
            return
        setattr(self.record, self.field.attname, None if then is None else self.field.to_python(then))
        self.record.full_clean()

    def set_many(self) -> None:
        """Of a many-to-many field, once the record is saved."""
        if self.field.many_to_many:
            getattr(self.record, self.name).set(self._then())

    def _now(self) -> Any:
        if self.field.many_to_many:
            return list(getattr(self.record, self.name).values_list("pk", flat=True))
        return plain(self.field, self.field.value_from_object(self.record))

    def _then(self) -> Any:
        if self.field.many_to_many:
            return sorted((set(self._now()) - set(self.came)) | set(self.went))
        return self.went

    def _in_words(self, value: Any) -> str:
        text = None
        if related := self.field.related_model:
            keys = value if isinstance(value, list) else [value]
            text = _named(related._base_manager.filter(pk__in=[key for key in keys if key is not None]))
        return in_words(self.field, value, text) or NOTHING


def _named(records: Iterable[models.Model]) -> str:
    return "、".join(map(str, records))

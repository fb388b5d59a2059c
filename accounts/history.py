"""What is changed of every record that the admin keeps is noted, with the write itself (ADR 0014).

`keep` a model, and every save, deletion and many-to-many change of it becomes a `Change`: Django's signals alone see
all of them. What is written in bulk they do not see: `note` it. `acting` (accounts.acting) says who does it.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import islice
from typing import Any, NamedTuple

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.fields.files import FieldFile
from django.db.models.signals import m2m_changed, post_save, pre_delete, pre_save
from django.utils import timezone

from accounts.acting import label_of, now_acting
from accounts.models import Change, ChangeSeal
from common.db import insert, queue

Action = Change.Action
#: Field → what it held before and what it holds after.
Differences = dict[str, tuple[Any, Any]]

#: What a field holds that holds nothing.
EMPTY: tuple[Any, ...] = (None, "", [], {})
#: Rows written, or sealed, in one statement.
BATCH = 1000
#: Key of the PostgreSQL advisory lock that those who seal queue at (any constant of our own).
SEAL_LOCK = 20140917


class Row(NamedTuple):
    """A write of one record. Without `differences` it is the whole of one that came or went."""

    instance: models.Model
    action: int
    differences: Differences | None = None


# --- Which records ------------------------------------------------------------------------------------

_kept: dict[type[models.Model], dict[str, models.Field]] = {}
_owners: dict[type[models.Model], models.ForeignKey] = {}
_unrecorded: ContextVar[bool] = ContextVar("unrecorded", default=False)


def keep(model: type[models.Model], *, leaving: Iterable[str] = ()) -> None:
    """Keep the history of a model from now on, but for the fields `leaving` names and those nobody edits."""
    if model in _kept:
        return
    meta = model._meta
    fields = [*meta.concrete_fields, *meta.many_to_many]
    left = {meta.pk.name, *leaving}
    _kept[model] = {one.name: one for one in fields if one.editable and one.name not in left}
    pre_save.connect(_before_save, sender=model)
    post_save.connect(_after_save, sender=model)
    pre_delete.connect(_before_delete, sender=model)
    for field in meta.many_to_many:
        m2m_changed.connect(_after_relating, sender=field.remote_field.through)


def belongs(model: type[models.Model], by: models.ForeignKey) -> None:
    """The rows of a model stand on the page of the record they name by a field, and so does their history."""
    _owners[model] = by


def kept_models() -> dict[type[models.Model], dict[str, models.Field]]:
    """Every model whose history is kept, with the fields that are."""
    return _kept


@contextmanager
def unrecorded(reason: str) -> Iterator[None]:
    """Nothing becomes history within: for what has another record of where it came from, which `reason` names."""
    if not reason:
        raise ValueError("Say which record there is instead.")
    token = _unrecorded.set(True)
    try:
        yield
    finally:
        _unrecorded.reset(token)


# --- Single writes ------------------------------------------------------------------------------------


def _before_save(sender, instance, raw=False, update_fields=None, **kwargs) -> None:
    """Keep what the row held: the history is written after the write, which may fail."""
    instance.__dict__.pop("_held", None)
    if instance._state.adding or _unrecorded.get():
        return
    fields = [
        field
        for field in _columns(sender)
        if update_fields is None or {field.name, field.attname} & set(update_fields)
    ]
    if fields:
        row = _row_of(sender, instance.pk, fields)
        instance._held = dict(zip(fields, row, strict=True)) if row else {}


def _row_of(model, pk, fields) -> tuple | None:
    rows = model._base_manager.filter(pk=pk).values_list(*(field.attname for field in fields))
    return next(iter(rows), None)


def _after_save(sender, instance, created, **kwargs) -> None:
    held = instance.__dict__.pop("_held", {})
    if created:
        _write([Row(instance, Action.CREATE)])
        return
    differences = {field.name: (value, field.value_from_object(instance)) for field, value in held.items()}
    _write([Row(instance, Action.UPDATE, differences)])


def _before_delete(sender, instance, **kwargs) -> None:
    """While all that it names is there. The deletion is one transaction with it."""
    _write([Row(instance, Action.DELETE)])


def _after_relating(sender, instance, action, reverse, model, pk_set, **kwargs) -> None:
    """Many-to-many: told of the record that has the field, whichever side was written to."""
    if action not in ("post_add", "post_remove", "pre_clear") or type(instance) not in _kept:
        return
    field = next((f for f in instance._meta.many_to_many if f.remote_field.through is sender), None)
    if field is None or reverse:
        raise NotImplementedError(f"{sender._meta.label} is written by the record that has the field.")
    if action == "pre_clear":
        pk_set = set(getattr(instance, field.name).values_list("pk", flat=True))
    change = ((), pk_set) if action == "post_add" else (pk_set, ())
    _write([Row(instance, Action.UPDATE, {field.name: change})])


# --- Many writes --------------------------------------------------------------------------------------


@transaction.atomic
def note(*, rows: Iterable[Row]) -> int:
    """Make what was written in bulk (bulk_create, bulk_update, update, and anything else no signal tells of) history,
    in the transaction of the write; how many changes that were. Quick for tens of thousands: a statement for each
    thousand, and a few for the names of what they refer to.

    Of `Row(instance, action, differences)` the instance is as it is after the write and has its id; `differences`
    maps names of fields to (before, after), raw values of the model: ids for foreign keys, lists of ids for
    many-to-many fields. Without it a record that came (CREATE) or went (DELETE) is noted whole. What does not
    differ, and what is not kept, is left out. Who did it, and by which way, is said by `acting(by=…, via=…)`.
    """
    rows, number = iter(rows), 0
    while batch := list(islice(rows, BATCH)):
        number += _write(batch)
    return number


def _write(rows: list[Row]) -> int:
    if _unrecorded.get():
        return 0
    contents = [(row, found) for row in rows if (found := _differences(row)) or row.action != Action.UPDATE]
    if not contents:
        return 0
    _fetch_named([row.instance for row, _ in contents])
    words = _Words(contents)
    by, via = now_acting()
    at = timezone.now().astimezone(dt.UTC)
    changes = []
    for row, found in contents:
        model = type(row.instance)
        change = Change(
            at=at,
            actor_id=by.pk if by else None,
            actor_label=label_of(by),
            via=via,
            action=row.action,
            model=model._meta.label_lower,
            object_id=str(row.instance.pk),
            label=str(row.instance)[:300],
            owner=_owner_of(row.instance),
            changes=found,
            names=words.of(row.instance, found),
        )
        change.hash = change.digest()
        changes.append(change)
    insert(changes)
    return len(changes)


def _differences(row: Row) -> dict[str, list]:
    fields = _kept.get(type(row.instance), {})
    if row.differences is None:
        return _whole(row, fields)
    found = {}
    for name, (before, after) in row.differences.items():
        if name not in fields:
            continue
        if fields[name].many_to_many:
            old, new = set(before or ()), set(after or ())
            pair = [sorted(old - new), sorted(new - old)]
        else:
            pair = [plain(fields[name], before), plain(fields[name], after)]
        if pair[0] != pair[1]:
            found[name] = pair
    return found


def _whole(row: Row, fields: dict[str, models.Field]) -> dict[str, list]:
    """Of a record that came or went: every field that holds anything."""
    came = row.action == Action.CREATE
    found = {}
    for name, field in fields.items():
        if not field.many_to_many:
            value, nothing = plain(field, field.value_from_object(row.instance)), None
        elif came:
            continue  # what it is tied to is written afterwards
        else:
            value, nothing = sorted(getattr(row.instance, name).values_list("pk", flat=True)), []
        if value not in EMPTY:
            found[name] = [nothing, value] if came else [value, nothing]
    return found


def plain(field: models.Field, value: Any) -> Any:
    """A value as JSON keeps it on both databases, and as `field.to_python` reads it again."""
    if isinstance(value, FieldFile):
        return value.name or ""
    if value is None or isinstance(field, models.JSONField):
        return value
    try:
        value = field.to_python(value)
    except ValidationError:
        return str(value)
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        value = value.astimezone(dt.UTC)
    if isinstance(value, bool | int) or value is None:
        return value
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    # Browsers send the ends of lines in their own way: that is no change.
    return str(value).replace("\r\n", "\n")


def _columns(model: type[models.Model]) -> list[models.Field]:
    return [field for field in _kept.get(model, {}).values() if not field.many_to_many]


def _owner_of(instance: models.Model) -> str:
    field = _owners.get(type(instance))
    key = getattr(instance, field.attname) if field else None
    return f"{field.related_model._meta.label_lower}:{key}" if key else ""


# --- Names --------------------------------------------------------------------------------------------


def _labels(model: type[models.Model]) -> tuple[str, ...]:
    """The relations that the text of a record reads, as its admin knows them."""
    known = admin.site._registry.get(model)
    return getattr(known, "labels", ())


def _fetch_named(instances: list[models.Model]) -> None:
    """What the texts of many records read, in a few statements."""
    if len(instances) > 1:
        by_model = defaultdict(list)
        for instance in instances:
            by_model[type(instance)].append(instance)
        for model, same in by_model.items():
            models.prefetch_related_objects(same, *_labels(model))


class _Words:
    """The texts of all records that differences name: of each model in one statement, but for those at hand."""

    def __init__(self, contents: list[tuple[Row, dict[str, list]]]):
        self._texts: dict[tuple[type[models.Model], Any], str] = {}
        wanted = defaultdict(set)
        for row, found in contents:
            for name, pair in found.items():
                if related := _kept[type(row.instance)][name].related_model:
                    self._look_at_hand(row.instance, name, related)
                    wanted[related].update(_ids(pair[0]), _ids(pair[1]))
        for related, ids in wanted.items():
            missing = [key for key in ids if (related, key) not in self._texts]
            if missing:
                rows = related._base_manager.filter(pk__in=missing).select_related(*_labels(related))
                self._texts |= {(related, one.pk): str(one) for one in rows}

    def _look_at_hand(self, instance, name, related) -> None:
        field = instance._meta.get_field(name)
        if not field.many_to_many and field.is_cached(instance) and (one := getattr(instance, name)):
            key = (related, one.pk)
            if key not in self._texts:
                self._texts[key] = str(one)

    def of(self, instance: models.Model, found: dict[str, list]) -> dict[str, list]:
        names = {}
        for name, pair in found.items():
            if related := _kept[type(instance)][name].related_model:
                names[name] = [
                    "、".join(self._texts.get((related, key), f"番号{key}") for key in _ids(value))
                    for value in pair
                ]
        return names


def _ids(value: Any) -> list:
    return value if isinstance(value, list) else [] if value is None else [value]


# --- The chain ----------------------------------------------------------------------------------------


@transaction.atomic
def seal() -> int:
    """Chain what was written since, in the order it is found in; how many changes that were."""
    queue(SEAL_LOCK)
    previous = ChangeSeal.objects.last_hash()
    seals = []
    for pk, sealed in Change.objects.unsealed().order_by("pk").values_list("pk", "hash"):
        link = ChangeSeal(change_id=pk, sealed=sealed, previous_hash=previous)
        previous = link.hash = link.digest()
        seals.append(link)
    ChangeSeal.objects.bulk_create(seals, batch_size=BATCH)
    return len(seals)


def seal_changes(now: dt.datetime) -> str:
    """The job: chain what was written since."""
    number = seal()
    return f"変更{number}件を連鎖に加えました。" if number else ""

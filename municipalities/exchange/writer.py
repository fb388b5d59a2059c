"""What was accepted of a file, written: many rows in few statements; where the database refuses, which row it was."""

from copy import copy
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Field, Model

from accounts import history
from municipalities.exchange.columns import ManyColumn
from municipalities.exchange.reader import Read
from municipalities.exchange.records import Records

NOT_ACCEPTED = "この行が指す記録の行が採用されていません。「読み取り直す」を押し、その行も採用してください。"
AT_ODDS = "ほかの記録と矛盾するため、登録できません。"


class NotWrittenError(Exception):
    """The rows that the database refused, each with its messages."""

    def __init__(self, faults: list[Read]):
        super().__init__("、".join(f"{one.number}行目" for one in faults))
        self.faults = faults


def try_out(kind: Records, rows: list[Read]) -> None:
    """Have the database say which of some rows it would refuse; nothing stays written."""
    tried = {
        row.number: replace(row, record=copy(row.record), messages=[])
        for row in rows
        if row.wants_writing and not _needs_what_is_not_written(row.record)
    }
    if not tried:
        return
    faults: list[Read] = []
    with transaction.atomic(), history.unrecorded("It is taken back at once."):
        try:
            _write(kind, list(tried.values()))
        except NotWrittenError as error:
            faults = error.faults
        transaction.set_rollback(True)
    told = {fault.number: fault.messages for fault in faults}
    for row in rows:
        if row.number in told:
            row.fail(*told[row.number])


def _needs_what_is_not_written(record: Model) -> bool:
    related = (one for one in record._state.fields_cache.values() if one is not None)
    return any(one.pk is None for one in related)


def write(kind: Records, rows: list[Read]) -> None:
    """Write some rows of one kind; NotWrittenError where constraints forbid it. To be called in a transaction, which
    then is to be given up."""
    if left := [row for row in rows if _needs_what_is_not_written(row.record)]:
        for row in left:
            row.fail(NOT_ACCEPTED)
        raise NotWrittenError(left)
    _write(kind, rows)
    for column in kind.columns:
        if isinstance(column, ManyColumn):
            _relate(column, [row.record for row in rows if column.is_assigned(row.record)])


def _relate(column: ManyColumn, records: list[Model]) -> None:
    """What a record is tied to, once it is there: one by one where its history is kept, which the writes of Django's
    managers tell; else all in two statements."""
    if not records:
        return
    model = type(records[0])
    if model in history.kept_models():
        for record in records:
            getattr(record, column.attribute).set(column.value_of(record))
        return
    field: Any = model._meta.get_field(column.attribute)
    through, own, other = field.remote_field.through, field.m2m_field_name(), field.m2m_reverse_field_name()
    through._default_manager.filter(**{f"{own}__in": records}).delete()
    through._default_manager.bulk_create(
        through(**{own: record, other: one}) for record in records for one in column.value_of(record)
    )


def _write(kind: Records, rows: list[Read]) -> None:
    new = [row.record for row in rows if row.old is None]
    kind.before_writing(new)
    try:
        with transaction.atomic():
            # What ends makes room for what begins.
            _update(kind, [row.record for row in rows if row.old is not None])
            kind.model._default_manager.bulk_create(new)
            if kind.model in history.kept_models():
                history.note(rows=map(_noted, rows))
    except IntegrityError:
        if faults := _write_singly(rows):
            raise NotWrittenError(faults) from None


def _noted(row: Read) -> history.Row:
    if row.old is None:
        return history.Row(row.record, history.Action.CREATE)
    return history.Row(row.record, history.Action.UPDATE, changes_of(row))


def _update(kind: Records, records: list[Model]) -> None:
    if not records:
        return
    names = {
        name
        for column in kind.columns
        if not (isinstance(column, ManyColumn) or column.readonly)
        for name in (column.attribute, getattr(column, "precision", ""))
        if name
    }
    names |= kind.before_updating(records)
    noted = [one for one in kind.model._meta.concrete_fields if getattr(one, "auto_now", False)]
    for field in noted:
        for record in records:
            field.pre_save(record, add=False)
    kind.model._default_manager.bulk_update(records, sorted(names | {one.name for one in noted}))


def _write_singly(rows: list[Read]) -> list[Read]:
    """Each on its own, in the order of the file, and which could not be."""
    faults = []
    for row in rows:
        try:
            with transaction.atomic():
                row.record.validate_unique()
                row.record.validate_constraints()
                row.record.save()
        except ValidationError as error:
            row.fail(*row.kind.messages(error))
        except DatabaseError:
            row.fail(AT_ODDS)
        if row.messages:
            faults.append(row)
    return faults


def changes_of(row: Read) -> dict[str, tuple]:
    """Attribute → value before and after, of what a row changes of its record's own columns."""
    return {
        field.name: (before, after)
        for field in row.record._meta.concrete_fields
        if not field.primary_key
        and not getattr(field, "generated", False)
        and (before := _value(field, row.old)) != (after := _value(field, row.record))
    }


def _value(field: Field, record: Model | None):
    return getattr(record, field.attname) if record else None

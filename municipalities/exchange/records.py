"""A kind of record as a sheet: its columns, what tells one record from another, and who may write it."""

import hashlib
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import ForeignKey, ManyToManyField, Model, QuerySet
from import_export.resources import Resource

from accounts.models import User
from common import sheets
from municipalities.exchange.columns import Body, Column, ManyColumn, all_bodies
from municipalities.models import LocalGovernment
from municipalities.own_ward import kept_by, may_add, seen_by

if TYPE_CHECKING:
    from municipalities.exchange.reader import Reading

#: The column that ties a row to the record it was written from, and to what stood there then.
STAMP = "版"


class Stamp(NamedTuple):
    """What a row was written from: the record, and a mark of each cell in the order of the columns."""

    pk: int
    marks: tuple[str, ...]

    @classmethod
    def read(cls, text: str) -> "Stamp":
        pk, _, marks = text.partition(":")
        if not (pk.isascii() and pk.isdigit() and len(pk) < 19 and marks):
            raise ValueError(
                f"「{STAMP}」の値が書き換えられています。書き出したままにするか、新しい記録のときは空欄にしてください。"
            )
        return cls(int(pk), tuple(marks.split(".")))

    def __str__(self):
        return f"{self.pk}:{'.'.join(self.marks)}"


def mark(text: str) -> str:
    """Short, and different for different texts but in one of sixteen million."""
    return hashlib.blake2s(text.encode(), digest_size=3).hexdigest()


class Records(Resource):
    """Base of what stands in one sheet."""

    model: type[Model]
    #: Address of the kind, name of its sheet.
    name: str
    title: str
    #: Attributes by which a row finds its record where it has no stamp; and what decides among several.
    key: tuple[str, ...]
    among: tuple[str, ...] = ()
    #: Attributes whose records are read with it; bodies are known (`give_bodies`).
    related: tuple[str, ...] = ()
    #: The attribute by which it belongs to a record of the book's first kind.
    part_of = ""
    #: The attribute that says whose a record is, where ward staff add records; empty where they do not.
    ward_field = ""
    #: What is told to who may not write a row.
    not_kept = "この記録を変える権限がありません（自分の区が主管するものだけを変えられます）。"
    not_added = "この記録を新しく登録する権限がありません。"
    #: Columns that help to read others and hold nothing of the record: label → what it is.
    helping: dict[str, str] = {}

    @property
    def columns(self) -> list[Column]:
        return list(self.fields.values())

    def layout(self) -> sheets.Layout:
        """What a sheet may look like. One that wards send again may leave out what is not needed to find the record."""
        own = [sheets.Column(one.label, one.required, one.aliases) for one in self.columns]
        more = [sheets.Column(label) for label in (*self.helping, STAMP)]
        return sheets.Layout(self.title, (*own, *more))

    # --- Out ---

    def shaped(self, found: QuerySet) -> QuerySet:
        """With all that its cells and its text say, but for the bodies."""
        many = [one.attribute for one in self.columns if isinstance(one, ManyColumn)]
        found = found.select_related(*self.related) if self.related else found
        return found.prefetch_related(*many)

    @cached_property
    def body_fields(self) -> list[ForeignKey]:
        return [
            self.model._meta.get_field(one.attribute) for one in self.columns if isinstance(one.widget, Body)
        ]

    def give_bodies(self, record: Model, bodies: dict[int, LocalGovernment]) -> None:
        """The bodies it names, each the same to all records: two thousand instead of one, with its prefecture, for
        every row and column."""
        for field in self.body_fields:
            if body := bodies.get(getattr(record, field.attname)):
                field.set_cached_value(record, body)

    def texts(self, record: Model) -> list[str]:
        return [one.text(record) for one in self.columns]

    def stamp(self, record: Model, texts: Iterable[str]) -> Stamp:
        return Stamp(record.pk, tuple(map(mark, texts)))

    def written_rows(self, found: QuerySet) -> Iterator[list[str]]:
        bodies = all_bodies() if self.body_fields else {}
        for record in self.shaped(found).iterator(chunk_size=1000):
            self.give_bodies(record, bodies)
            texts = self.texts(record)
            yield [*texts, str(self.stamp(record, texts))]

    # --- Rights: those of the admin, unless a kind has its own ---

    def seen_by(self, user: User) -> QuerySet:
        return seen_by(user, self.model._default_manager.all())

    def kept_by(self, user: User) -> QuerySet:
        return kept_by(user, self.model._default_manager.all())

    def may_add(self, user: User) -> bool:
        return may_add(self.model, user, self.ward_field)

    def refusal(self, record: Model, reading: "Reading") -> str:
        """Why the person may not make of a record what it would be; empty where that may be."""
        if not reading.is_limited(self.model) or getattr(record, f"{self.ward_field}_id") in reading.wards:
            return ""
        return f"「{self.label_of(self.ward_field)}」には、ご自分の区を入力してください。"

    # --- In ---

    def lock(self) -> None:
        """In the transaction of a write, before anything is read: whoever changes what all rows hang on waits."""

    def key_of(self, values: dict[str, Any]) -> tuple | None:
        """None where a part of it is not there, or not written yet: then the record is new."""
        parts = [_plain(values.get(name)) for name in self.key]
        return None if any(part in (None, "") for part in parts) else tuple(parts)

    def index(self, user: User) -> dict[tuple, list[tuple]]:
        """Key → id and what decides among several, of all records the person sees."""
        found: dict[tuple, list[tuple]] = {}
        size = len(self.key)
        for row in self.seen_by(user).order_by().values_list(*self.key, "pk", *self.among):
            found.setdefault(row[:size], []).append(row[size:])
        return found

    def chosen(self, found: list[tuple], values: dict[str, Any]) -> int | None:
        """The id of the record meant among those of a key; None: another one, to be made."""
        if not self.among:
            return found[0][0]
        asked = tuple(_plain(values.get(name)) for name in self.among)
        return next((pk for pk, *more in found if tuple(more) == asked), None)

    def unknown(self, values: dict[str, Any], reading: "Reading") -> str:
        """Why a row whose record is not there cannot be a new one; empty where it can."""
        return ""

    def check(self, record: Model, reading: "Reading") -> None:
        """ValidationError where the record breaks a rule, as in the admin."""
        record.clean_fields(exclude=self.left_to_columns)
        record.clean()

    @cached_property
    def left_to_columns(self) -> set[str]:
        """Relations: their cells were read as records that are there; whether one is needed the column says."""
        relations = (ForeignKey, ManyToManyField)
        return {one.name for one in self.model._meta.get_fields() if isinstance(one, relations)}

    def label_of(self, attribute: str) -> str:
        """What an attribute is called in the sheet; as the model calls it where it has no column."""
        for one in self.columns:
            if attribute in (one.attribute, getattr(one, "precision", "")):
                return one.label
        return str(self.model._meta.get_field(attribute).verbose_name)

    def messages(self, error: ValidationError) -> list[str]:
        """「列」：what is wrong with it."""
        if not hasattr(error, "error_dict"):
            return error.messages
        return [
            text if name == NON_FIELD_ERRORS else f"「{self.label_of(name)}」：{text}"
            for name, errors in error.error_dict.items()
            for text in ValidationError(errors).messages
        ]

    def names_of(self, record: Model) -> Iterable[str]:
        """By what rows further on may name a record that the file makes."""
        return ()

    def before_writing(self, new: list[Model]) -> None:
        """Fills what a record's own `save` would fill, before many are written at once."""

    def before_updating(self, records: list[Model]) -> set[str]:
        """Changes what goes with every change of a record; the names of these fields."""
        return set()

    def finish(self, new: list[int], wards: list[int]) -> None:
        """Once all sheets are written; `new` are the ids of what is new of this kind."""


def _plain(value: Any) -> Any:
    """A related record by its id, a day with its precision as the day."""
    if isinstance(value, Model):
        return value.pk
    return value[0] if isinstance(value, tuple) else value


def is_made_here(record: Model) -> bool:
    """Whether the file that is being read makes it."""
    return "_made_here" in record.__dict__


class Book:
    """What one file holds: sheets of records, in the order in which they need each other."""

    def __init__(self, name: str, title: str, *records: type[Records], about: str):
        self.name, self.title, self.records, self.about = name, title, records, about

    def kinds(self) -> list[Records]:
        return [one() for one in self.records]

    def is_for(self, user: User) -> bool:
        """Whether a person may write any of it."""
        return any(one.may_add(user) for one in self.kinds())

"""A file read against the records: what each row would make new, change or leave, and what is in its way."""

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Model

from accounts.models import User
from common.dates import today
from common.sheets import Row, Table
from municipalities.exchange.columns import Column, InDoubtError, Known, all_bodies, plain
from municipalities.exchange.records import STAMP, Records, Stamp, mark
from municipalities.models import ImportRow, LocalGovernment
from municipalities.models.offices import wards_of
from municipalities.names import Resolution, Resolver, load_resolver
from municipalities.own_ward import may_keep_all

Outcome = ImportRow.Outcome

#: Rows read against the database at once.
CHUNK = 500


class Difference(NamedTuple):
    """A cell that is not what the record says."""

    label: str
    before: str
    after: str
    #: Whether the record was changed here since the file was written.
    is_clash: bool = False


@dataclass(slots=True)
class Read:
    """A row as it was read."""

    kind: Records
    number: int
    outcome: str = Outcome.SAME
    label: str = ""
    cells: list[Difference] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    doubts: list[tuple[str, InDoubtError]] = field(default_factory=list)
    #: Cells that cannot be read: their text and what is wrong with it.
    unread: dict[Column, tuple[str, str]] = field(default_factory=dict)
    #: As it was, and as it would be.
    old: Model | None = None
    record: Model | None = None

    @property
    def wants_writing(self) -> bool:
        return self.outcome in ImportRow.WRITABLE

    def fail(self, *messages: str) -> None:
        self.outcome = Outcome.FAULT
        self.messages += messages

    def fail_unread(self) -> None:
        if self.unread:
            self.fail(*(message for _, message in self.unread.values()))

    @property
    def shown(self) -> list[list]:
        """Its differences as a row of the database keeps them."""
        return [list(one) for one in self.cells]


class Reading:
    """What all rows of a file are read by: who reads, what is known, what the file itself makes."""

    def __init__(self, user: User, *, is_writing: bool = False):
        """`is_writing`: in a transaction, that writes what was read; nobody else changes it until then."""
        self.user, self.day, self.is_writing = user, today(), is_writing
        self.wards = wards_of(user)
        self._resolutions: dict[tuple[str, str], Resolution] = {}
        self._known: dict[Known, dict[str, list]] = {}
        self._limited: dict[type[Model], bool] = {}
        #: Records that the file makes, by model and name: rows further on may name them.
        self.made: dict[tuple[type[Model], str], Model] = {}

    def is_limited(self, model: type[Model]) -> bool:
        """Whether of some records the person keeps only what is a ward's."""
        if model not in self._limited:
            self._limited[model] = not may_keep_all(self.user, model)
        return self._limited[model]

    @cached_property
    def resolver(self) -> Resolver:
        return load_resolver()

    @cached_property
    def bodies(self) -> dict[int, LocalGovernment]:
        return all_bodies()

    def resolve(self, written: str, prefecture: str) -> Resolution:
        asked = (written, prefecture)
        if asked not in self._resolutions:
            self._resolutions[asked] = self.resolver.resolve(written, prefecture, on=self.day)
        return self._resolutions[asked]

    def known(self, cell: Known) -> dict[str, list]:
        """What a cell may name → the records called so, of those the person sees."""
        if cell not in self._known:
            found: dict[str, list] = {}
            for row in cell.rows(self.user):
                for name in dict.fromkeys(map(plain, cell.names(row))):
                    found.setdefault(name, []).append(row)
            self._known[cell] = found
        return self._known[cell]


class SheetReader:
    """The rows of one sheet."""

    def __init__(self, kind: Records, table: Table, reading: Reading):
        self.kind, self.table, self.reading = kind, table, reading
        named = set(table.labels)
        self.columns = [one for one in kind.columns if one.label in named]
        self.positions = {one.label: place for place, one in enumerate(kind.columns)}
        if reading.is_writing:
            kind.lock()
        self.index = kind.index(reading.user)
        self.kept = set(kind.kept_by(reading.user).order_by().values_list("pk", flat=True))
        self.may_add = kind.may_add(reading.user)
        self.met: dict[Any, int] = {}
        #: What a record is found by, as far as the file has it.
        names = {*kind.key, *kind.among}
        self.needed = {one.attribute for one in self.columns if one.attribute in names}

    def read(self) -> Iterator[list[Read]]:
        """The rows in their order, some hundred at a time."""
        rows = iter(self.table.rows)
        while some := list(islice(rows, CHUNK)):
            yield self._read_some(some)

    def _read_some(self, rows: Iterable[Row]) -> list[Read]:
        cleaned = [self._cleaned(row) for row in rows]
        asked = [pk for _, _, _, pk in cleaned if pk]
        seen = self.kind.shaped(self.kind.seen_by(self.reading.user))
        there = (seen.select_for_update(of=("self",)) if self.reading.is_writing else seen).in_bulk(asked)
        for record in there.values():
            self.kind.give_bodies(record, self.reading.bodies)
        for read, values, stamp, pk in cleaned:
            if read.outcome == Outcome.FAULT:
                continue
            if pk and pk not in there:
                read.fail(
                    "この行の元の記録は、サイトから削除されたか、見られない記録です。新しい記録として登録するときは"
                    f"「{STAMP}」を空欄にしてください。"
                )
            elif self._is_met_first(read, pk or self.kind.key_of(values), values):
                self._compare(read, there.get(pk), values, stamp)
        return [read for read, *_ in cleaned]

    # --- One row ---

    def _cleaned(self, row: Row) -> tuple[Read, dict[str, Any], Stamp | None, int | None]:
        """With the values of its cells, its stamp, and the id of its record."""
        read, values, stamp, pk = Read(self.kind, row.number), {}, None, None
        read.label = "　".join(row.cells.get(one.label, "") for one in self.columns[:3]).strip()[:200]
        for column in self.columns:
            try:
                values[column.attribute] = self._value(column, row.cells)
            except InDoubtError as doubt:
                read.doubts.append((column.label, doubt))
                read.messages.append(f"「{column.label}」：{doubt}")
            except ValueError as error:
                read.unread[column] = (row.cells.get(column.label, ""), f"「{column.label}」：{error}")
        if read.doubts:
            read.outcome = Outcome.DOUBT
        try:
            stamp = Stamp.read(row.cells[STAMP]) if row.cells.get(STAMP) else None
        except ValueError as error:
            read.fail(str(error))
        if stamp and len(stamp.marks) != len(self.positions):
            read.fail(
                f"「{STAMP}」が今の様式のものではありません。もう一度書き出して、そのファイルに入力してください。"
            )
        if read.outcome == Outcome.SAME:
            pk = stamp.pk if stamp else self._found(values)
        if pk is None:
            read.fail_unread()
        return read, values, stamp, pk

    def _value(self, column: Column, cells: dict[str, str]) -> Any:
        text = cells.get(column.label, "")
        if column.required and not text:
            raise ValueError("入力してください。")
        return column.widget.clean(text, cells, reading=self.reading)

    def _found(self, values: dict[str, Any]) -> int | None:
        key = self.kind.key_of(values) if values.keys() >= self.needed else None
        found = self.index.get(key) if key else None
        return self.kind.chosen(found, values) if found else None

    def _is_met_first(self, read: Read, key: Any, values: dict[str, Any]) -> bool:
        """Whether no row before means the same record."""
        if read.outcome != Outcome.SAME or key is None:
            return read.outcome == Outcome.SAME
        if isinstance(key, tuple):
            key += tuple(str(values.get(name)) for name in self.kind.among)
        first = self.met.setdefault(key, read.number)
        if first != read.number:
            read.fail(f"{first}行目と同じ記録の行です。どちらか一方にしてください。")
        return first == read.number

    def _compare(self, read: Read, old: Model | None, values: dict[str, Any], stamp: Stamp | None) -> None:
        record = copy(old) if old else self.kind.model()
        read.old, read.record = old, record
        is_clashing = False
        for column in self.columns:
            before = column.text(old) if old else ""
            if column in read.unread:
                text, message = read.unread[column]
                if text != before:  # what it says already, it may go on saying
                    read.fail(message)
                continue
            after = column.widget.render(values[column.attribute])
            base = stamp.marks[self.positions[column.label]] if stamp else None
            moved = base is not None and mark(before) != base
            is_clashing |= moved
            if before == after or (base is not None and mark(after) == base):
                continue  # the record says so, or has been changed and the file has not
            if column.readonly:
                read.fail(
                    f"「{column.label}」：この列はファイルからは変えられません（新しい記録では空欄にしてください）。"
                )
                continue
            column.assign(record, values[column.attribute])
            read.cells.append(Difference(column.label, before, after, moved))
        if read.outcome == Outcome.FAULT or (old and not read.cells):
            return
        read.outcome = Outcome.NEW if old is None else Outcome.CONFLICT if is_clashing else Outcome.CHANGED
        self._permit(read, values)
        if read.wants_writing:
            self._check(read)

    def _permit(self, read: Read, values: dict[str, Any]) -> None:
        if read.old and read.old.pk not in self.kept:
            reason = self.kind.not_kept
        elif not read.old and not self.may_add:
            reason = self.kind.not_added
        else:
            reason = "" if read.old else self.kind.unknown(values, self.reading)
            reason = reason or self.kind.refusal(read.record, self.reading)
        if reason:
            read.fail(reason)

    def _check(self, read: Read) -> None:
        record = read.record
        try:
            self.kind.check(record, self.reading)
        except ValidationError as error:
            read.fail(*self.kind.messages(error))
        else:
            if read.outcome == Outcome.NEW:
                record.__dict__["_made_here"] = True
                for name in self.kind.names_of(record):
                    self.reading.made[self.kind.model, plain(name)] = record

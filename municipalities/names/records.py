"""What the resolver works on and what it answers: plain records, no database."""

import datetime as dt
from dataclasses import dataclass

from common.models import within
from municipalities.models.bodies import BoundaryChange, LocalGovernment
from municipalities.models.partner_lists import SURE, Verdict


@dataclass(frozen=True, eq=False, slots=True)
class Body:
    """A local government as the resolver knows it; `pk` where it comes from the database."""

    code: str
    name: str
    kana: str
    kind: str
    prefecture: "Body | None" = None
    district: str = ""
    district_kana: str = ""
    is_designated_city: bool = False
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    pk: int | None = None

    @property
    def is_prefecture(self) -> bool:
        return self.kind == LocalGovernment.Kind.PREFECTURE

    @property
    def is_special_ward(self) -> bool:
        return self.kind == LocalGovernment.Kind.SPECIAL_WARD

    @property
    def short_name(self) -> str:
        """A prefecture as people call it: 岩手, 東京, 北海道."""
        return self.name if self.name == "北海道" else self.name[:-1]

    def exists_on(self, day: dt.date) -> bool:
        return within(day, self.valid_from, self.valid_to)

    def is_in(self, prefecture: "Body | None") -> bool:
        """Of the prefecture, or it itself; without one, anywhere."""
        return prefecture is None or prefecture in (self, self.prefecture)


@dataclass(frozen=True, slots=True)
class Spelling:
    """A NameVariant: a former name, another spelling, or what a person decided (body None: no such body)."""

    kind: str
    written: str
    body: Body | None
    prefecture: Body | None = None
    kana: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    reason: str = ""
    decided_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A BoundaryChange."""

    effective_on: dt.date
    kind: str
    title: str
    predecessors: tuple[Body, ...]
    successors: tuple[Body, ...]

    #: The same body under another name, kind or code.
    CONTINUING = (
        BoundaryChange.Kind.TO_CITY,
        BoundaryChange.Kind.TO_TOWN,
        BoundaryChange.Kind.RENAMING,
        BoundaryChange.Kind.DESIGNATION,
    )

    @property
    def is_one_to_one(self) -> bool:
        return self.kind in self.CONTINUING and len(self.predecessors) == len(self.successors) == 1


@dataclass(frozen=True, slots=True)
class Name:
    """A name a body bears or bore, or may be written with."""

    body: Body
    text: str
    kana: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    is_official: bool = True
    reason: str = ""

    def on(self, day: dt.date) -> bool:
        return within(day, self.valid_from, self.valid_to) and self.body.exists_on(day)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A body a written name may mean, with its name on the day asked for."""

    body: Body
    name: str

    def __str__(self):
        prefecture = self.body.prefecture.name if self.body.prefecture else ""
        return f"{self.body.code} {prefecture}{self.name}"


@dataclass(frozen=True, slots=True)
class Written:
    """What a person's verdict would be remembered of: a name in one width, and the prefecture it stands with."""

    name: str
    prefecture: Body | None


@dataclass(frozen=True, slots=True)
class Resolution:
    """The answer: `body` and its `name` on the day only where sure, `candidates` only where not.

    `open` is what to ask a person where not; None also where no verdict would help: nothing legible is written, or a
    verdict stands already.
    """

    verdict: Verdict
    reason: str
    body: Body | None = None
    name: str = ""
    candidates: tuple[Candidate, ...] = ()
    open: Written | None = None

    @property
    def is_sure(self) -> bool:
        """May be written without a person."""
        return self.verdict in SURE

    @property
    def code(self) -> str:
        return self.body.code if self.body else ""

    @property
    def candidates_text(self) -> str:
        """「033669 岩手県西和賀町; …」."""
        return "; ".join(str(candidate) for candidate in self.candidates)

"""Who is linked with the special wards on a day, and why: the sets behind every figure about bodies.

The ledger is read once (six queries) and then answers for any number of days without a query.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from common.dates import wareki
from common.kept import kept
from common.models import within
from municipalities.coverage import Roll
from municipalities.models import (
    Agreement,
    AssociationException,
    BoundaryChange,
    LocalGovernment,
    Membership,
    Partnership,
)

#: A table of the series asks for some ten days; a kept ledger is asked about any.
MOST_DAYS = 60


class Reason(NamedTuple):
    """Why a body is in: the record that says so, and from which body it came down if not from itself.

    Put into words only where it is shown: a page of figures needs thousands of reasons and shows none.
    """

    record: Partnership | Membership | Agreement
    inherited: str = ""

    def __str__(self):
        return f"{self._words()}{self.inherited}"

    def _words(self) -> str:
        match self.record:
            case Partnership() as tie:
                return f"{tie.ward or '区の記載なし'}：{tie.get_kind_display()}（{tie.since}）"
            case Membership() as membership:
                return f"会員登録（{wareki(membership.registered_on)}）"
            case Agreement() as agreement:
                return f"{agreement.association}との協定（{wareki(agreement.signed_on)}締結）"


Reasons = dict[int, list[Reason]]


class Change(NamedTuple):
    """One step of a boundary change: the id of a body that ended and of one that came of it."""

    day: dt.date
    before: int
    after: int


@dataclass(frozen=True)
class Linked:
    """The bodies linked on a day, by id, each with its reasons."""

    day: dt.date
    ties: Reasons
    members: Reasons
    covered: Reasons
    covered_by: dict[int, set[int]]  # id of an association agreement in force → the bodies it covers

    @property
    def union(self) -> Reasons:
        """Every linked body once, with all its reasons."""
        union: Reasons = defaultdict(list)
        for reasons in (self.ties, self.members, self.covered):
            for body, why in reasons.items():
                union[body].extend(why)
        return dict(union)


def _with_prefectures(bodies: Iterable[LocalGovernment]) -> dict[int, LocalGovernment]:
    """By id, each with its prefecture out of the same rows: half the objects that a join would make."""
    by_id = {body.pk: body for body in bodies}
    for body in by_id.values():
        if body.prefecture_id:
            body.prefecture = by_id[body.prefecture_id]
    return by_id


@dataclass
class Ledger:
    """Records as they stand now, to be asked about any day.

    With `onto`, what is linked on a day is read onto the bodies of another: 富谷町 of 2015 as 富谷市 of today.
    """

    bodies: dict[int, LocalGovernment]
    ties: list[Partnership]
    memberships: list[Membership]
    agreements: list[Agreement]
    exceptions: list[AssociationException] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    onto: dt.date | None = None
    _days: dict[dt.date, Linked] = field(default_factory=dict)

    @classmethod
    def load(cls) -> "Ledger":
        changes = BoundaryChange.objects.order_by("effective_on").values_list(
            "effective_on", "predecessors", "successors"
        )
        return cls(
            bodies=_with_prefectures(LocalGovernment.objects.order_by("code")),
            ties=list(Partnership.objects.in_order()),
            memberships=list(Membership.objects.all()),
            agreements=list(
                Agreement.objects.with_associations()
                .select_related("association__prefecture")
                .order_by("signed_on", "association__prefecture__code", "association__kind")
            ),
            exceptions=list(AssociationException.objects.all()),
            changes=[
                Change(*change) for change in changes if change[1] and change[2] and change[1] != change[2]
            ],
        )

    def read_onto(self, day: dt.date) -> "Ledger":
        return replace(self, onto=day, _days={})

    def on(self, day: dt.date) -> Linked:
        linked = self._days.get(day)
        if linked is None:
            if len(self._days) >= MOST_DAYS:
                self._days.clear()
            linked = self._linked(day)
            if self.onto is not None:
                linked = self._onto(linked, self.onto)
            self._days[day] = linked
        return linked

    def _linked(self, day: dt.date) -> Linked:
        covered_by = {
            agreement.pk: {body.pk for body in self._roll.members(agreement.association, day)}
            for agreement in self.agreements
            if within(day, agreement.signed_on, agreement.ends_on)
        }
        covered: Reasons = defaultdict(list)
        for agreement in self.agreements:
            for body in covered_by.get(agreement.pk, ()):
                covered[body].append(Reason(agreement))
        return Linked(
            day=day,
            ties=self._reasons(
                (
                    (tie.partner_id, tie)
                    for tie in self.ties
                    if within(day, tie.started_on or tie.confirmed_on, tie.ended_on)
                ),
                day,
            ),
            members=self._reasons(
                (
                    (membership.body_id, membership)
                    for membership in self.memberships
                    if within(day, membership.registered_on, membership.withdrawn_on)
                ),
                day,
            ),
            covered=dict(covered),
            covered_by=covered_by,
        )

    def _onto(self, linked: Linked, day: dt.date) -> Linked:
        """Each body as whatever stands for it on another day. One that nothing stands for is counted no more."""

        def read(reasons: Reasons) -> Reasons:
            found: Reasons = defaultdict(list)
            for body, why in reasons.items():
                then = f"（当時の{self.bodies[body]}）"
                for standing in self._standing_for(body, day):
                    found[standing] += (
                        why if standing == body else [reason._replace(inherited=then) for reason in why]
                    )
            return dict(found)

        return Linked(
            day=linked.day,
            ties=read(linked.ties),
            members=read(linked.members),
            covered=read(linked.covered),
            covered_by={
                agreement: {standing for body in bodies for standing in self._standing_for(body, day)}
                for agreement, bodies in linked.covered_by.items()
            },
        )

    def pairs(self, day: dt.date) -> set[tuple[int, int]]:
        """(ward, partner) of the ties in force on a day, by id, each pair once; a tie of the published list
        that names no ward is none of a ward's own."""
        return {
            (tie.ward_id, tie.partner_id)
            for tie in self.ties
            if tie.ward_id and within(day, tie.started_on or tie.confirmed_on, tie.ended_on)
        }

    @cached_property
    def _roll(self) -> Roll:
        return Roll(self.bodies.values(), self.exceptions)

    def existing(self, day: dt.date) -> Iterable[LocalGovernment]:
        return (body for body in self.bodies.values() if body.exists_on(self.onto or day))

    def municipalities(self, day: dt.date) -> list[LocalGovernment]:
        """Cities, towns and villages on a day (1,718 today): the denominator without wards and prefectures."""
        return [b for b in self.existing(day) if b.kind in LocalGovernment.MUNICIPALITY_KINDS]

    def _reasons(self, pairs: Iterable[tuple[int, Partnership | Membership]], day: dt.date) -> Reasons:
        reasons: Reasons = defaultdict(list)
        for body, record in pairs:
            for standing in self._standing_for(body, day):
                reasons[standing].append(Reason(record, self._inherited(body, standing)))
        return dict(reasons)

    def _inherited(self, body: int, standing: int) -> str:
        if body == standing:
            return ""
        if self.bodies[standing].valid_to is not None and self.bodies[body].valid_to is None:
            return f"（現在の{self.bodies[body]}）"
        return f"（旧{self.bodies[body]}から承継。区の確認待ち）"

    def _standing_for(self, body: int, day: dt.date) -> list[int]:
        """The body itself while it exists; after its end whatever it became; before its beginning the one
        body it came from (of several, none can be told)."""
        if self.bodies[body].exists_on(day):
            return [body]
        started = self.bodies[body].valid_from
        if started is not None and day < started:
            return self._origin(body, day, dt.date.max)
        return self._heirs(body, day, dt.date.min)

    def _origin(self, body: int, day: dt.date, until: dt.date) -> list[int]:
        """The one body that was what a later one came of, through changes each earlier than the one after."""
        if self.bodies[body].exists_on(day):
            return [body]
        origins = [change for change in self.changes if change.after == body and change.day < until]
        return self._origin(origins[0].before, day, origins[0].day) if len(origins) == 1 else []

    def _heirs(self, body: int, day: dt.date, since: dt.date) -> list[int]:
        """Whatever an ended body had become by a day, through changes each later than the one before."""
        if self.bodies[body].exists_on(day):
            return [body]
        return [
            heir
            for change in self.changes
            if change.before == body and since < change.day <= day
            for heir in self._heirs(change.after, day, change.day)
        ]


@kept(1)
def ledger() -> Ledger:
    """The ledger of the current version of the content."""
    return Ledger.load()

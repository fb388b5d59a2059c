"""Who is linked with the special wards on a day, and why: the sets behind every figure about bodies.

The ledger is read once (six queries) and then answers for any number of days without a query.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from common.dates import wareki
from municipalities.models import (
    Agreement,
    Association,
    AssociationException,
    BoundaryChange,
    LocalGovernment,
    Membership,
    Partnership,
)

Reasons = dict[int, list[str]]


def _valid(start: dt.date | None, end: dt.date | None, day: dt.date) -> bool:
    """Whether a day lies in the half-open period [start, end); None is without limit."""
    return (start is None or start <= day) and (end is None or day < end)


class Change(NamedTuple):
    """One step of a boundary change: the id of a body that ended and of one that came of it."""

    day: dt.date
    before: int
    after: int


@dataclass(frozen=True)
class Linked:
    """The bodies linked on a day, by id, each with its reasons in words."""

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
            for body, texts in reasons.items():
                union[body].extend(texts)
        return dict(union)


@dataclass
class Ledger:
    """Records as they stand now, to be asked about any day."""

    bodies: dict[int, LocalGovernment]
    ties: list[Partnership]
    memberships: list[Membership]
    agreements: list[Agreement]
    exceptions: list[AssociationException] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    @classmethod
    def load(cls) -> "Ledger":
        changes = BoundaryChange.objects.order_by("effective_on").values_list(
            "effective_on", "predecessors", "successors"
        )
        return cls(
            bodies={body.pk: body for body in LocalGovernment.objects.for_list()},
            ties=list(Partnership.objects.select_related("ward", "source").order_by("ward__code", "pk")),
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

    def on(self, day: dt.date) -> Linked:
        covered_by = {
            agreement.pk: self.association_members(agreement.association, day)
            for agreement in self.agreements
            if _valid(agreement.signed_on, agreement.ends_on, day)
        }
        covered: Reasons = defaultdict(list)
        for agreement in self.agreements:
            for body in covered_by.get(agreement.pk, ()):
                covered[body].append(f"{agreement.association}との協定（{wareki(agreement.signed_on)}締結）")
        return Linked(
            day=day,
            ties=self._reasons(
                (
                    (tie.partner_id, f"{tie.ward or '区の記載なし'}：{tie.get_kind_display()}（{tie.since}）")
                    for tie in self.ties
                    if _valid(tie.started_on or tie.confirmed_on, tie.ended_on, day)
                ),
                day,
            ),
            members=self._reasons(
                (
                    (membership.body_id, f"会員登録（{wareki(membership.registered_on)}）")
                    for membership in self.memberships
                    if _valid(membership.registered_on, membership.withdrawn_on, day)
                ),
                day,
            ),
            covered=dict(covered),
            covered_by=covered_by,
        )

    @cached_property
    def _by_place(self) -> dict[tuple[int | None, str], list[LocalGovernment]]:
        """Bodies of all days by prefecture and kind: what the members of associations are looked up in."""
        places = defaultdict(list)
        for body in self.bodies.values():
            places[body.prefecture_id, body.kind].append(body)
        return places

    def existing(self, day: dt.date) -> Iterable[LocalGovernment]:
        return (body for body in self.bodies.values() if body.exists_on(day))

    def municipalities(self, day: dt.date) -> list[LocalGovernment]:
        """Cities, towns and villages on a day (1,718 today): the denominator without wards and prefectures."""
        return [b for b in self.existing(day) if b.kind in LocalGovernment.MUNICIPALITY_KINDS]

    def association_members(self, association: Association, day: dt.date) -> set[int]:
        kinds = Association.BODY_KINDS[association.kind]
        members = {
            body.pk
            for kind in kinds
            for body in self._by_place[association.prefecture_id, kind]
            if body.exists_on(day)
        }
        for exception in self.exceptions:
            if exception.association_id == association.pk and _valid(
                exception.valid_from, exception.valid_to, day
            ):
                (members.add if exception.belongs else members.discard)(exception.body_id)
        return members

    def _reasons(self, pairs: Iterable[tuple[int, str]], day: dt.date) -> Reasons:
        reasons: Reasons = defaultdict(list)
        for body, text in pairs:
            for standing in self._standing_for(body, day):
                reasons[standing].append(text + self._inherited(body, standing))
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
            origins = [change.before for change in self.changes if change.after == body]
            return self._standing_for(origins[0], day) if len(origins) == 1 else []
        return self._heirs(body, day, dt.date.min)

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

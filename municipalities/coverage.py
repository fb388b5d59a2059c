"""Which municipalities an agreement with an association covers, for many agreements and days at once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from municipalities.models import Agreement, Association, AssociationException, LocalGovernment


@dataclass(frozen=True)
class Covered:
    """An agreement with the members of its association on a day and on the day it was signed."""

    agreement: Agreement
    in_force: bool
    state: tuple[str, str]  # in words, and as the kind of a chip
    members: list[LocalGovernment]
    members_at_signing: int

    @property
    def anchor(self) -> str:
        return self.agreement.association.key

    @property
    def printed_differs(self) -> bool:
        printed = self.agreement.printed_members
        return printed is not None and printed != self.members_at_signing


def covered(agreements: Iterable[Agreement], day: dt.date) -> list[Covered]:
    """Members of association agreements, read in two statements whatever the number of agreements."""
    agreements = list(agreements)
    roll = Roll.read([agreement.association for agreement in agreements])
    return [_covered(agreement, day, roll) for agreement in agreements]


def _covered(agreement: Agreement, day: dt.date, roll: "Roll") -> Covered:
    in_force = agreement.is_in_force(day)
    return Covered(
        agreement,
        in_force,
        agreement.state_on(day),
        members=roll.members(agreement.association, day) if in_force else [],
        members_at_signing=len(roll.members(agreement.association, agreement.signed_on)),
    )


class Roll:
    """Who belongs to which association on a day: `Association.members()` for many, without a statement each."""

    def __init__(self, bodies: Iterable[LocalGovernment], exceptions: Iterable[AssociationException]):
        self.bodies = {body.pk: body for body in bodies}
        self.places: dict[tuple[int | None, str], list[LocalGovernment]] = defaultdict(list)
        for body in self.bodies.values():
            self.places[body.prefecture_id, body.kind].append(body)
        self.exceptions: dict[int, list[AssociationException]] = defaultdict(list)
        for exception in exceptions:
            self.exceptions[exception.association_id].append(exception)

    @classmethod
    def read(cls, associations: list[Association]) -> "Roll":
        """With the bodies that may belong to the associations, in two statements."""
        exceptions = list(AssociationException.objects.filter(association__in=associations))
        joined = [exception.body_id for exception in exceptions if exception.belongs]
        prefectures = {association.prefecture_id for association in associations}
        return cls(LocalGovernment.objects.of_prefectures(prefectures, besides=joined).for_roll(), exceptions)

    def members(self, association: Association, day: dt.date) -> list[LocalGovernment]:
        """By code."""
        verdicts = {
            exception.body_id: exception.belongs
            for exception in self.exceptions[association.pk]
            if exception.holds_on(day)
        }
        derived = [
            body
            for kind in Association.BODY_KINDS[association.kind]
            for body in self.places[association.prefecture_id, kind]
            if verdicts.get(body.pk, True)
        ]
        joined = [self.bodies[body] for body, belongs in verdicts.items() if belongs and body in self.bodies]
        everyone = {body for body in [*derived, *joined] if body.exists_on(day)}
        return sorted(everyone, key=lambda body: body.code)

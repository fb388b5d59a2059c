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
    members: list[LocalGovernment]
    members_at_signing: int

    @property
    def anchor(self) -> str:
        association = self.agreement.association
        return f"{association.prefecture.code}-{association.kind}"

    @property
    def printed_differs(self) -> bool:
        printed = self.agreement.printed_members
        return printed is not None and printed != self.members_at_signing


def covered(agreements: Iterable[Agreement], day: dt.date) -> list[Covered]:
    """Members of association agreements, read in two statements whatever the number of agreements."""
    agreements = list(agreements)
    roll = Roll(agreement.association for agreement in agreements)
    return [_covered(agreement, day, roll) for agreement in agreements]


def _covered(agreement: Agreement, day: dt.date, roll: "Roll") -> Covered:
    in_force = agreement.is_in_force(day)
    return Covered(
        agreement,
        in_force,
        members=roll.members(agreement.association, day) if in_force else [],
        members_at_signing=len(roll.members(agreement.association, agreement.signed_on)),
    )


class Roll:
    """The bodies that may belong to some associations, to be asked about any day without a statement."""

    def __init__(self, associations: Iterable[Association]):
        associations = list(associations)
        self.exceptions = defaultdict(list)
        for exception in AssociationException.objects.filter(association__in=associations):
            self.exceptions[exception.association_id].append(exception)
        joined = [e.body_id for rows in self.exceptions.values() for e in rows if e.belongs]
        prefectures = {association.prefecture_id for association in associations}
        self.bodies = list(LocalGovernment.objects.of_prefectures(prefectures, besides=joined).for_list())

    def members(self, association: Association, day: dt.date) -> list[LocalGovernment]:
        verdicts = {
            exception.body_id: exception.belongs
            for exception in self.exceptions[association.pk]
            if exception.holds_on(day)
        }
        kinds = Association.BODY_KINDS[association.kind]
        return [
            body
            for body in self.bodies
            if body.exists_on(day)
            and verdicts.get(body.pk, body.prefecture_id == association.prefecture_id and body.kind in kinds)
        ]

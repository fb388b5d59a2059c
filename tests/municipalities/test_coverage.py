import datetime as dt

import pytest

from municipalities.coverage import Roll
from municipalities.models import Association, AssociationException
from tests.factories import AssociationExceptionFactory, AssociationFactory, LocalGovernmentFactory

DAYS = [dt.date(2016, 10, 9), dt.date(2016, 10, 10), dt.date(2026, 11, 22)]


@pytest.mark.parametrize("day", DAYS)
def test_the_roll_is_what_each_association_says_itself(seeded_db, day):
    AssociationException.objects.bulk_create(
        AssociationException(association=association, body=body, belongs=belongs)
        for association in Association.objects.filter(prefecture__code__in=["010006", "040002"])
        for belongs, body in [
            (True, association.prefecture.municipalities.filter(kind="city").first()),
            (False, association.prefecture.municipalities.filter(kind="town").first()),
        ]
    )
    associations = list(Association.objects.select_related("prefecture"))
    roll = Roll.read(associations)

    assert len(associations) == 94
    for association in associations:
        assert roll.members(association, day) == list(association.members(day)), association


def test_an_exception_may_join_a_body_of_another_prefecture(db, nishiwaga):
    association = AssociationFactory()
    AssociationExceptionFactory(association=association, body=nishiwaga, belongs=True, valid_to=DAYS[1])
    own = LocalGovernmentFactory(prefecture=association.prefecture)

    roll = Roll.read([association])

    assert set(roll.members(association, DAYS[0])) == {nishiwaga, own}
    assert roll.members(association, DAYS[1]) == [own]

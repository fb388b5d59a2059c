"""Several at once, each with its own connection: nothing is lost, and nobody waits for ever."""

import pytest
from django.core.exceptions import ValidationError

from common.moves import Refused
from surveys.models import PartnershipLine, YearlyReturn
from surveys.returns import actions
from tests.factories import LocalGovernmentFactory
from tests.together import at_once

# Before all that is made in it.
pytestmark = pytest.mark.usefixtures("shared")


def tried(work):
    """What it came to: the name of what it raised, or nothing."""

    def do() -> str:
        try:
            work()
        except (Refused, ValidationError) as error:
            return type(error).__name__
        return ""

    return do


def test_editors_of_different_lines_do_not_lose_each_others_work(found, arakawa_staff):
    partners = LocalGovernmentFactory.create_batch(6)

    def add(partner):
        values = {"status": "new", "partner": partner, "kind": "sister"}
        return lambda: actions.write_line(
            yearly_return=found, line=PartnershipLine(), values=values, by=arakawa_staff
        )

    before = found.version
    assert at_once(*(tried(add(partner)) for partner in partners)) == [""] * 6
    assert PartnershipLine.objects.filter(status="new").count() == 6
    assert YearlyReturn.objects.get(pk=found.pk).version == before + 6


def test_who_hands_in_and_who_still_writes_come_one_after_the_other(found, tie_line, arakawa_staff):
    actions.continue_rest(yearly_return=found, by=arakawa_staff)
    found.refresh_from_db()
    values = {"status": "changed", "evidence": "新しい協定書"}
    said = at_once(
        tried(lambda: actions.submit_return(yearly_return=found, by=arakawa_staff, version=found.version)),
        tried(
            lambda: actions.write_line(yearly_return=found, line=tie_line, values=values, by=arakawa_staff)
        ),
    )
    state = YearlyReturn.objects.get(pk=found.pk).state
    assert (said, state) in ((["", "Refused"], "submitted"), (["StaleError", ""], "editing"))

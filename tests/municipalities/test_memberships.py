"""Registrations: their state follows from days; the secretariat's moves and the yearly confirmation."""

import datetime as dt

import pytest

from accounts.models import OutgoingMail
from common.dates import fiscal_year, fiscal_year_start, today
from common.moves import Refused
from municipalities.actions import memberships as actions
from municipalities.models import Membership, Office
from municipalities.models.membership import Standing
from municipalities.transitions import MEMBERSHIP_MOVES
from tests.factories import MembershipFactory
from tests.municipalities.people import mails_to

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
APRIL = fiscal_year_start(fiscal_year(today()))


@pytest.mark.parametrize(
    ("values", "standing"),
    [
        ({"registered_on": APRIL - DAY}, Standing.TO_CONFIRM),
        ({"registered_on": APRIL}, Standing.VALID),
        ({"confirmed_on": APRIL - DAY}, Standing.TO_CONFIRM),
        ({"confirmed_on": APRIL}, Standing.VALID),
        ({"confirmed_on": APRIL, "suspended_on": today()}, Standing.SUSPENDED),
        ({"confirmed_on": APRIL, "suspended_on": today() + DAY}, Standing.VALID),
        ({"suspended_on": APRIL, "withdrawn_on": today()}, Standing.WITHDRAWN),
        ({"confirmed_on": APRIL, "withdrawn_on": today() + DAY}, Standing.VALID),
    ],
)
def test_the_state_follows_from_the_days_and_is_the_same_in_a_list(values, standing):
    membership = MembershipFactory(**values)
    assert membership.standing == standing
    assert [one for one in Standing if Membership.objects.standing(one).exists()] == [standing]


@pytest.mark.parametrize("standing", Standing)
@pytest.mark.parametrize("move", MEMBERSHIP_MOVES)
def test_the_table_of_moves_is_kept(move, standing, secretariat):
    days = {
        Standing.VALID: {"confirmed_on": today()},
        Standing.TO_CONFIRM: {},
        Standing.SUSPENDED: {"suspended_on": today()},
        Standing.WITHDRAWN: {"withdrawn_on": today()},
    }
    membership = MembershipFactory(**days[standing])
    reason = {"reason": "見本"} if MEMBERSHIP_MOVES[move].needs_reason else {}
    if standing in MEMBERSHIP_MOVES[move].sources:
        moved = getattr(actions, move)(membership=membership, by=secretariat, **reason)
        assert moved.standing == MEMBERSHIP_MOVES[move].target
        assert moved.events.get().by == secretariat
    else:
        with pytest.raises(Refused, match="できません"):
            getattr(actions, move)(membership=membership, by=secretariat, **reason)
        assert not membership.events.exists()


@pytest.mark.parametrize("move", ["suspend", "withdraw"])
def test_who_may_no_longer_act_is_told_why(move, nishiwaga_office, nishiwaga_officer, secretariat):
    membership = Membership.objects.get(body=nishiwaga_office.body)
    with pytest.raises(Refused, match="理由を入力"):
        getattr(actions, move)(membership=membership, reason="  ", by=secretariat)
    getattr(actions, move)(membership=membership, reason="町からの申し出による。", by=secretariat)
    assert nishiwaga_office not in Office.objects.acting()
    assert "町からの申し出による。" in OutgoingMail.objects.get(to=nishiwaga_officer.email).body


def test_what_is_resumed_holds_again(nishiwaga_office, nishiwaga_officer, secretariat):
    membership = Membership.objects.get(body=nishiwaga_office.body)
    actions.suspend(membership=membership, reason="見本", by=secretariat)
    actions.resume(membership=membership, by=secretariat)
    assert nishiwaga_office in Office.objects.acting()
    assert "停止が解除されました" in mails_to(nishiwaga_officer)[-1]


def test_a_member_of_today_is_withdrawn_from_tomorrow_on(secretariat):
    with pytest.raises(Refused, match="明日から"):
        actions.withdraw(membership=MembershipFactory(registered_on=today()), reason="見本", by=secretariat)

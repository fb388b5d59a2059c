"""The registration of a body: made, confirmed each year, suspended, resumed, ended."""

from django.db import transaction

from accounts.actions import record
from accounts.models import User
from accounts.notifying import tell
from common.dates import today
from common.moves import Refused
from municipalities import told
from municipalities.models import LocalGovernment, Membership, MembershipEvent, Posting
from municipalities.transitions import MEMBERSHIP_MOVES

Kind = MembershipEvent.Kind


def register(*, body: LocalGovernment, by: User) -> Membership:
    """Called within an approval, whose transaction it joins."""
    membership = Membership.objects.create(body=body, registered_on=today())
    _note(membership, Kind.REGISTERED, by)
    return membership


@transaction.atomic
def confirm(*, membership: Membership, by: User) -> Membership:
    """An office of the body says that what is registered still holds."""
    membership = _begin(membership, "confirm")
    membership.confirmed_on = today()
    membership.save(update_fields=["confirmed_on"])
    _note(membership, Kind.CONFIRMED, by)
    return membership


@transaction.atomic
def suspend(*, membership: Membership, reason: str, by: User) -> Membership:
    membership = _begin(membership, "suspend", reason)
    people = _people(membership)
    membership.suspended_on = today()
    membership.save(update_fields=["suspended_on"])
    tell(told.of_membership(membership, _note(membership, Kind.SUSPENDED, by, reason)), to=people, by=by)
    return membership


@transaction.atomic
def resume(*, membership: Membership, by: User) -> Membership:
    """What was suspended holds again; whoever resumes it has seen that it is right."""
    membership = _begin(membership, "resume")
    membership.suspended_on, membership.confirmed_on = None, today()
    membership.save(update_fields=["suspended_on", "confirmed_on"])
    event = _note(membership, Kind.RESUMED, by)
    tell(told.of_membership(membership, event), to=_people(membership), by=by)
    return membership


@transaction.atomic
def withdraw(*, membership: Membership, reason: str, by: User) -> Membership:
    """The body is no member from today on. Its offices and their people stay on record and may act no more."""
    membership = _begin(membership, "withdraw", reason)
    if membership.registered_on >= today():
        raise Refused(
            "今日登録した会員は、明日から退会にできます。今日のうちに使えなくするときは、停止してください。"
        )
    people = _people(membership)
    membership.withdrawn_on = today()
    membership.save(update_fields=["withdrawn_on"])
    tell(told.of_membership(membership, _note(membership, Kind.WITHDRAWN, by, reason)), to=people, by=by)
    return membership


def _begin(membership: Membership, move: str, reason: str | None = None) -> Membership:
    locked = Membership.objects.select_for_update(of=("self",)).for_list().get(pk=membership.pk)
    MEMBERSHIP_MOVES[move].check(locked.standing, locked.standing.label)
    if MEMBERSHIP_MOVES[move].needs_reason and not (reason or "").strip():
        raise Refused("理由を入力してください。会員へのメールに記載します。")
    return locked


def _note(membership: Membership, kind: str, by: User, reason: str = "") -> MembershipEvent:
    event = MembershipEvent.objects.create(membership=membership, kind=kind, by=by, reason=reason)
    record(
        by=by,
        verb=f"membership.{kind}",
        target=f"municipalities.membership:{membership.pk}",
        summary=f"{membership.body}の会員登録：{event.get_kind_display()}",
        data={"reason": reason} if reason else {},
    )
    return event


def _people(membership: Membership) -> list[User]:
    """Everybody in an office of the body."""
    return Posting.objects.current().filter(office__body=membership.body_id).people()

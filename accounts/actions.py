import datetime as dt

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone

from accounts import notices
from accounts.acting import label_of
from accounts.models import AuditEvent, User
from accounts.notifying import tell
from common.db import queue

#: Key of the PostgreSQL advisory lock that writers of the chain queue at (any constant of our own).
CHAIN_LOCK = 20140916


@transaction.atomic
def record(
    *, by: User | None, verb: str, summary: str, target: str = "", data: dict | None = None
) -> AuditEvent:
    """Append one event to the audit chain, in the transaction of the change it tells of.

    `by` is None for the system itself (commands, jobs). Two writers cannot fork the chain: on PostgreSQL
    they queue at an advisory lock, on SQLite at the write lock, and `previous_hash` is unique.
    """
    queue(CHAIN_LOCK)
    event = AuditEvent(
        # UTC to the microsecond: what both databases give back unchanged when the hash is verified.
        at=timezone.now().astimezone(dt.UTC),
        actor=by,
        actor_label=label_of(by),
        verb=verb,
        target=target,
        summary=summary,
        data=data or {},
        previous_hash=AuditEvent.objects.last_hash(),
    )
    event.hash = event.digest()
    event.save(force_insert=True)
    return event


@transaction.atomic
def forget_second_factor(*, user: User, by: User | None) -> None:
    """For who lost it: the person signs in by password or code alone, and sets up a new one. Open sessions end."""
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user=user)
    record(
        by=by,
        verb="account.factor_forgotten",
        target=f"accounts.user:{user.pk}",
        summary=f"「{user.name} <{user.email}>」の二段階認証を解除しました。"[:500],
    )
    tell(notices.security_message(notices.RESET_BY_SECRETARIAT), to=[user], by=None)


@transaction.atomic
def await_confirmation(*, user: User) -> None:
    """The address was entered by somebody else: it opens nothing before it is confirmed, a former one nothing more."""
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    EmailAddress.objects.get_or_create(user=user, email=user.email)
    end_sessions(user=user)


def end_sessions(*, user: User) -> None:
    for session in UserSession.objects.filter(user=user):
        session.end()

import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.models import AuditEvent, User
from common.db import queue

#: Key of the PostgreSQL advisory lock that writers of the chain queue at (any constant of our own).
CHAIN_LOCK = 20140916

SYSTEM = "システム"


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
        actor_label=f"{by.name} <{by.email}>"[:200] if by else SYSTEM,
        verb=verb,
        target=target,
        summary=summary,
        data=data or {},
        previous_hash=AuditEvent.objects.last_hash(),
    )
    event.hash = event.digest()
    event.save(force_insert=True)
    return event

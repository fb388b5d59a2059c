"""Telling people: a notification in the members' area and a mail that is complete in itself, both written in the
transaction of what they tell of."""

from collections.abc import Iterable
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone

from accounts.models import Notification, OutgoingMail, User

#: Begins the subject of every mail.
LABEL = "全国連携"


def footer(reason: str) -> str:
    """The end of every mail, after 「このメールは、」: why it is sent."""
    return f"--\nこのメールは、{reason}にお送りしています。\n特別区全国連携プロジェクト（特別区長会事務局）\n"


class Message(NamedTuple):
    """What is told, the same to everybody."""

    #: One for each thing that happened: "thread:12:settled:34". Told twice, it arrives once.
    key: str
    #: Begins the subject in brackets: "B-2026-0123"; may be empty.
    number: str
    subject: str
    #: The whole message in plain text: what was said, what to do by when.
    body: str
    #: Where to see it: an address without a host.
    path: str
    #: Ends the mail, after 「このメールは、」: why this office gets it.
    reason: str

    @property
    def full_subject(self) -> str:
        label = " ".join(part for part in (LABEL, self.number) if part)
        return " ".join(f"[{label}] {self.subject}".split())[:200]

    @property
    def full_body(self) -> str:
        return f"{self.body.strip()}\n\n{settings.SITE_URL}{self.path}\n\n{footer(self.reason)}"


def tell(
    message: Message, *, to: Iterable[User], by: User | None, mail: bool = True, digest: bool = False
) -> None:
    """Tell each person once, never the one who did it. Call it inside the transaction of the change.

    By a mail at once, or (`mail=False, digest=True`) in the person's next digest, or in the members' area alone.
    """
    assert not (mail and digest), "told at once, it is not told again in the digest"
    people = {person.pk: person for person in to if person.is_active and (by is None or person.pk != by.pk)}
    now = timezone.now()
    Notification.objects.bulk_create(
        [
            Notification(
                recipient=person,
                key=message.key,
                number=message.number,
                text=message.subject[:300],
                body=message.body if digest else "",
                path=message.path,
                in_digest=digest,
            )
            for person in people.values()
        ],
        ignore_conflicts=True,
    )
    if mail:
        OutgoingMail.objects.bulk_create(
            [
                OutgoingMail(
                    key=f"{message.key}:{person.pk}",
                    recipient=person,
                    to=person.email,
                    subject=message.full_subject,
                    body=message.full_body,
                    due_at=now,
                )
                for person in people.values()
            ],
            ignore_conflicts=True,
        )


def write(message: Message, *, addresses: Iterable[str], person: User | None = None) -> None:
    """A mail to addresses that are no person's (a mailbox, a colleague invited), or not yet proven to be `person`'s.
    Each gets it once. Call it inside the transaction of the change."""
    now = timezone.now()
    OutgoingMail.objects.bulk_create(
        [
            OutgoingMail(
                key=f"{message.key}:{address.lower()}"[:200],
                recipient=person,
                to=address,
                subject=message.full_subject,
                body=message.full_body,
                due_at=now,
            )
            for address in dict.fromkeys(addresses)
        ],
        ignore_conflicts=True,
    )

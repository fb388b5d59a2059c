"""Helpers of the tests of offices and applications."""

from accounts.models import Notification, OutgoingMail
from municipalities.models import Posting
from tests.factories import PostingFactory, UserFactory


def member(office, role=Posting.Role.EDITOR, **values):
    """A person with a posting in an office."""
    person = UserFactory(**values)
    PostingFactory(office=office, user=person, role=role)
    return person


def mails_to(person) -> list[str]:
    """Subjects, in order; by person or address."""
    address = getattr(person, "email", person)
    return list(OutgoingMail.objects.filter(to=address).order_by("pk").values_list("subject", flat=True))


def told(person) -> int:
    return Notification.objects.filter(recipient=person).count()

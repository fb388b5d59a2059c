"""The same few statements for one row and for thirty."""

import pytest
from django.urls import reverse

from accounts.models import Notification
from tests import factories as f
from tests.pages import statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(arakawa_office):
    thread = f.ThreadFactory(office=arakawa_office, kind="need")
    thread.categories.add(f.IssueCategoryFactory())
    return thread


@pytest.fixture
def room(thread, nishiwaga_office):
    return f.ResponseFactory(thread=thread, office=nishiwaga_office, state="talks")


def threads(number):
    """Open ones of as many offices, with settled and waiting answers."""
    for _ in range(number):
        thread = f.ThreadFactory(slots=3)
        f.MembershipFactory(body=thread.sender)
        f.ResponseFactory(thread=thread)
        f.ResponsePartnerFactory(response=f.ResponseFactory(thread=thread, state="settled"))


def test_the_board(sign_in, arakawa_office, arakawa_staff, thread):
    client, board = sign_in(arakawa_staff), reverse("bulletin:board")
    assert statements(client, board) == 9
    threads(20)
    assert statements(client, board) == 9
    narrowed = f"{board}?q=見本&state=open&kind=offer&area=shikoku"
    client.get(narrowed)  # who searches first makes the texts to search in
    assert statements(client, narrowed) == 10


def test_a_thread_with_responses_and_history(
    sign_in, arakawa_staff, nishiwaga_office, nishiwaga_officer, thread
):
    def made(number):
        for _ in range(number):
            response = f.ResponseFactory(thread=thread)
            f.ResponsePartnerFactory(response=response)
            f.BoardEventFactory(thread=thread)
            f.BoardEventFactory(thread=thread, response=response)
            f.ThreadTextFactory(thread=thread)
            f.MessageFileFactory(message__response=response)
            f.TermsFactory(response=response)
            other = f.ThreadFactory(kind="offer")
            f.MembershipFactory(body=other.sender)
            other.categories.set(thread.categories.all())

    own, other = sign_in(arakawa_staff), sign_in(nishiwaga_officer)
    record, history = (
        reverse(f"bulletin:{name}", args=[thread.number]) for name in ("thread_record", "thread_history")
    )
    pages = [
        (own, thread.get_absolute_url(), 20),
        (own, record, 19),
        (own, history, 12),
        (other, thread.get_absolute_url(), 13),
        (other, record, 13),
    ]
    made(1)
    assert [statements(client, page) for client, page, _ in pages] == [number for _, _, number in pages]
    made(29)
    assert [statements(client, page) for client, page, _ in pages] == [number for _, _, number in pages]


def test_a_room_with_messages_files_and_terms(
    sign_in, arakawa_staff, nishiwaga_office, nishiwaga_officer, room
):
    def made(number):
        for _ in range(number):
            f.MessageFileFactory(message__response=room)
            f.MessageFactory(response=room, office=room.thread.office)
            f.BoardEventFactory(thread=room.thread, response=room)
            f.ResponsePartnerFactory(response=room)
            f.ConfirmationFactory(terms=f.TermsFactory(response=room))

    packet = reverse("bulletin:packet", args=[room.thread.number, room.place])
    made(1)
    numbers = []
    for person in (arakawa_staff, nishiwaga_officer):
        client = sign_in(person)
        numbers += [statements(client, room.get_absolute_url()), statements(client, packet)]
    assert numbers == [14, 13, 14, 13]
    made(29)
    again = []
    for person in (arakawa_staff, nishiwaga_officer):
        client = sign_in(person)
        again += [statements(client, room.get_absolute_url()), statements(client, packet)]
    assert again == numbers


def test_what_an_office_owes_and_was_told(sign_in, arakawa_office, arakawa_staff, arakawa):
    def made(number):
        for _ in range(number):
            thread = f.ThreadFactory(office=arakawa_office, state="closed")
            f.ResponseFactory(thread=thread)
            f.ResponseFactory(office=arakawa_office, state="asking")
            f.TermsFactory(response__office=arakawa_office)
            f.ThreadPartnerFactory(body=arakawa)
            f.TieProposalFactory(ward=arakawa)
            f.NotificationFactory(recipient=arakawa_staff)

    client = sign_in(arakawa_staff)
    pages = [(reverse("portal:members"), 7), (reverse("bulletin:ties"), 7)]
    made(1)
    assert [statements(client, page) for page, _ in pages] == [number for _, number in pages]
    made(29)
    assert [statements(client, page) for page, _ in pages] == [number for _, number in pages]
    assert Notification.objects.unread().count() == 30

"""What the pages of the board ask of the database: the same for one and for thirty."""

import time

import pytest

from portal.models import ContentVersion
from tests.factories import MembershipFactory, MessageFactory, OfficeFactory, ResponseFactory, ThreadFactory
from tests.pages import statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(sign_in, nishiwaga_office, nishiwaga_officer, pieces_kept):
    return sign_in(nishiwaga_officer)


def asked(client, address) -> tuple[int, int]:
    """When something was written meanwhile, and again."""
    ContentVersion.objects.update(number=time.time_ns())
    return statements(client, address), statements(client, address)


def answers(number: int, **values) -> list:
    """Responses of as many members."""
    offices = OfficeFactory.create_batch(number)
    for office in offices:
        MembershipFactory(body=office.body)
    return [ResponseFactory(office=office, **values) for office in offices]


def test_the_list(member):
    ThreadFactory()
    assert asked(member, "/members/board/") == (8, 3)
    ThreadFactory.create_batch(29)
    assert asked(member, "/members/board/") == (8, 3)


def test_a_thread_of_somebody_else(member, arakawa_office, nishiwaga_office):
    thread = ThreadFactory(office=arakawa_office)
    ResponseFactory(thread=thread, office=nishiwaga_office)
    assert asked(member, thread.get_absolute_url()) == (8, 3)
    answers(29, thread=thread)
    assert asked(member, thread.get_absolute_url()) == (8, 3)


def test_an_own_thread(member, nishiwaga_office):
    thread = ThreadFactory(office=nishiwaga_office)
    answers(1, thread=thread)
    assert asked(member, thread.get_absolute_url()) == (11, 3)
    answers(29, thread=thread)
    assert asked(member, thread.get_absolute_url()) == (11, 3)


def test_a_room(member, nishiwaga_office, arakawa_office, arakawa_staff):
    response = ResponseFactory(
        thread=ThreadFactory(office=arakawa_office), office=nishiwaga_office, state="talks"
    )
    MessageFactory(response=response, office=arakawa_office, author=arakawa_staff)
    assert asked(member, response.get_absolute_url()) == (11, 4)
    MessageFactory.create_batch(29, response=response, office=arakawa_office, author=arakawa_staff)
    assert asked(member, response.get_absolute_url()) == (11, 4)


def test_the_dashboard(member, nishiwaga_office):
    answers(1, thread=ThreadFactory(office=nishiwaga_office))
    assert asked(member, "/members/") == (5, 4)
    answers(29, thread=ThreadFactory(office=nishiwaga_office))
    assert asked(member, "/members/") == (5, 4)

"""What is sent twice is done once: one after the other, and at the same moment."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import OnceKey, OutgoingMail
from bulletin.models import BoardEvent, Message, Response, Thread
from common.dates import today
from tests import factories as f
from tests.bulletin.board.browser import send, typed
from tests.together import at_once

NEW = reverse("bulletin:new_thread")


def posted_twice(client, address, **changes):
    """The answers to the same form sent twice."""
    data = typed(client.get(address)) | changes
    return client.post(address, data), client.post(address, data)


@pytest.mark.django_db
def test_a_thread_sent_twice_is_one(sign_in, arakawa_office, arakawa_staff):
    first, second = posted_twice(sign_in(arakawa_staff), NEW, kind="offer", title="雪の提供")
    assert first.url == second.url == Thread.objects.get().get_absolute_url()
    assert OnceKey.objects.get().user == arakawa_staff


@pytest.mark.django_db
def test_a_move_a_message_and_an_answer_sent_twice_are_one(
    sign_in, opened, answered, arakawa_office, arakawa_staff, nishiwaga_office, nishiwaga_officer
):
    thread = opened(arakawa_office, arakawa_staff)
    town, ward = sign_in(nishiwaga_officer), sign_in(arakawa_staff)
    posted_twice(town, reverse("bulletin:respond", args=[thread.number]), text="提供できます")
    response = Response.objects.get()
    moves = [thread.number, response.place]
    first, second = posted_twice(town, reverse("bulletin:room_move", args=[*moves, "send"]))
    assert (first.status_code, second.status_code) == (302, 302), "not a refusal for who clicked twice"
    posted_twice(town, response.get_absolute_url(), text="よろしくお願いします")
    posted_twice(ward, reverse("bulletin:note", args=moves), text="係長に相談")
    assert [message.is_internal for message in Message.objects.all()] == [False, True]
    assert BoardEvent.objects.filter(response=response).count() == 1
    assert OutgoingMail.objects.filter(to=arakawa_staff.email, subject__contains="連絡").count() == 1


@pytest.mark.django_db
def test_a_key_belongs_to_a_person(sign_in, arakawa_office, arakawa_staff):
    colleague = f.PostingFactory(office=arakawa_office).user
    data = {"once": "k", "version": 0, "kind": "offer", "title": "雪", "audience": "all"}
    for person in (arakawa_staff, colleague):
        sign_in(person).post(NEW, data)
    assert Thread.objects.count() == 2


@pytest.mark.django_db
def test_what_was_refused_may_be_sent_again_with_its_key(sign_in, arakawa_office, arakawa_staff):
    client = sign_in(arakawa_staff)
    data = typed(client.get(NEW)) | {"kind": "offer", "title": ""}
    assert client.post(NEW, data).status_code == 422
    assert client.post(NEW, data | {"title": "雪の提供"}).status_code == 302


# --- At the same moment ---------------------------------------------------------------------------------


@pytest.fixture
def two_sides(shared):
    """Two offices with their persons: (office, person), (office, person)."""
    return [
        (posting.office, posting.user)
        for posting in (
            f.PostingFactory(office__body=f.MembershipFactory().body, role="approver") for _ in range(2)
        )
    ]


def test_the_same_form_at_the_same_moment_posts_once(two_sides, sign_in):
    (_, person), _ = two_sides
    data = {"once": "same", "version": 0, "kind": "offer", "title": "雪の提供", "audience": "all"}
    clients = [sign_in(person) for _ in range(4)]
    answers = at_once(*(lambda client=client: client.post(NEW, data) for client in clients))
    assert {answer.status_code for answer in answers} == {302}
    assert {answer.url for answer in answers} == {Thread.objects.get().get_absolute_url()}


def test_different_threads_at_the_same_moment_have_different_numbers(two_sides, sign_in):
    (_, person), _ = two_sides
    data = {"version": 0, "kind": "offer", "title": "雪の提供", "audience": "all"}
    clients = [(str(key), sign_in(person)) for key in range(4)]
    answers = at_once(
        *(lambda key=key, client=client: client.post(NEW, data | {"once": key}) for key, client in clients)
    )
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer.url for answer in answers}) == 4


def test_both_sides_that_confirm_at_the_same_moment_settle_once(two_sides, sign_in):
    (author, deciding), (responder, agreeing) = two_sides
    thread = f.ThreadFactory(office=author, slots=1, deadline=today() + dt.timedelta(days=9))
    terms = f.TermsFactory(response__thread=thread, response__office=responder)
    address = reverse("bulletin:confirm_terms", args=[thread.number, terms.response.place, 1])
    clients = [(sign_in(person), key) for key, person in enumerate((deciding, agreeing))]
    answers = at_once(
        *(lambda client=client, key=key: client.post(address, {"once": str(key)}) for client, key in clients)
    )
    assert [answer.status_code for answer in answers] == [302, 302]
    thread.refresh_from_db()
    assert thread.state == "settled"
    assert thread.project.parties.count() == 2
    assert BoardEvent.objects.filter(move="settled").count() == 1


def test_two_offices_of_a_body_that_answer_at_the_same_moment_are_one_answer(two_sides, sign_in):
    (author, _), (first, person) = two_sides
    thread = f.ThreadFactory(office=author)
    colleague = f.PostingFactory(office__body=first.body, role="approver").user
    clients = [sign_in(one) for one in (person, colleague)]
    respond = reverse("bulletin:respond", args=[thread.number])
    answers = at_once(
        *(lambda client=client: send(client, respond, text="提供できます") for client in clients)
    )
    assert sorted(answer.status_code for answer in answers) == [302, 422]
    assert Response.objects.count() == 1

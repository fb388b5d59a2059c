"""今の番: for each state whose turn it is; the inbox, the room and the moves that are offered say the same."""

import pytest
from django.urls import reverse

from bulletin.board.moves import response_moves, thread_moves
from bulletin.board.turns import WORDS, owed_by, turn_of
from bulletin.models import BoardEvent, Response, Thread
from municipalities.models import Office
from tests import factories as f
from tests.bulletin.board.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = World()
    world.offices = {
        "author": world.author,
        "responder": world.responder,
        "secretariat": Office.objects.get(body__isnull=True),
        "third": world.third,
    }
    return world


#: State, as stored or as it comes to be → who owes what.
THREADS = {
    "draft": {},
    "draft returned": {"author": "thread_returned"},
    "internal": {"author": "thread_internal"},
    "review": {"secretariat": "thread_review"},
    "open": {},
    "overdue": {"author": "thread_decide"},
    "closed": {"author": "thread_decide"},
    "settled": {},
    "failed": {},
    "withdrawn": {},
    "lapsed": {},
}
RESPONSES = {
    "draft": {},
    "draft returned": {"responder": "response_returned"},
    "internal": {"responder": "response_internal"},
    "submitted": {"author": "response_new"},
    "reviewing": {"author": "response_reviewing"},
    "asking": {"responder": "response_answer"},
    "talks": {"author": "response_first_word"},
    "talks author": {"responder": "response_talk"},
    "talks responder": {"author": "response_talk"},
    "talks responder noted": {"author": "response_first_word"},
    "terms": {"author": "response_confirm", "responder": "response_confirm"},
    "terms author": {"responder": "response_confirm"},
    "terms responder": {"author": "response_confirm"},
    "terms renewed": {"author": "response_confirm", "responder": "response_confirm"},
    "settled": {},
    "passed": {},
    "declined": {},
    "dissolved": {},
}


def owed(world) -> dict[str, str]:
    found = {}
    for name, office in world.offices.items():
        moves = owed_by(office)
        assert len(moves) <= 1, moves
        if moves:
            found[name] = moves[0].what
    return found


def approver(world, name):
    return world.people["secretariat editor" if name == "secretariat" else f"{name} approver"]


@pytest.mark.parametrize("case", THREADS)
def test_whose_turn_a_thread_is(world, sign_in, case):
    state, _, returned = case.partition(" ")
    Response.objects.all().delete()
    if returned:
        f.BoardEventFactory(thread=world.thread, move="return", to_state="draft")
    world.put_thread(state)
    assert owed(world) == THREADS[case]
    thread = Thread.objects.with_numbers().get()
    for name, what in THREADS[case].items():
        person = approver(world, name)
        assert thread_moves(thread, person)
        page = sign_in(person).get(reverse("portal:members"))
        assert WORDS[what] in page.text
        assert thread.get_absolute_url() in page.text


@pytest.mark.parametrize("case", RESPONSES)
def test_whose_turn_a_room_is(world, sign_in, case):
    state, _, more = case.partition(" ")
    response = world.response
    world.put_response(state)
    if more == "returned":
        f.BoardEventFactory(thread=world.thread, response=response, move="return", to_state="draft")
    if state == "talks" and more:
        side = more.split()[0]
        f.MessageFactory(response=response, office=world.offices[side], is_internal="noted" in more)
    if state == "terms":
        terms = f.TermsFactory(response=response)
        if more:
            side = "author" if more == "renewed" else more
            f.ConfirmationFactory(terms=terms, office=world.offices[side])
        if more == "renewed":
            f.TermsFactory(response=response)
    owing = RESPONSES[case]
    assert owed(world) == owing

    response = Response.objects.for_room().get()
    newest = response.terms.newest().for_room().first()
    turn = turn_of(response, newest)
    offices = [world.offices[name] for name in owing]
    if state != "draft":  # nobody waits for a draft, and yet its page says whose it is
        assert turn == (offices[0] if len(offices) == 1 else None)
    for name in ("author", "responder"):
        person = approver(world, name)
        page = sign_in(person).get(response.get_absolute_url())
        if name == "author" and state in ("draft", "internal"):
            assert page.status_code == 404
            continue
        assert page.context["turn"] == turn
        offered = response_moves(response, person) or page.context["may_propose"]
        if name in owing:
            assert offered or page.context["may_confirm"]
            assert WORDS[owing[name]] in sign_in(person).get(reverse("portal:members")).text
        assert page.context["may_confirm"] == (owing.get(name) == "response_confirm")


def test_partners_and_ties_are_owed_by_the_bodies_named(world):
    partner = f.ThreadPartnerFactory(thread=world.thread, body=world.third.body)
    Response.objects.all().delete()
    assert owed(world) == {"third": "partner"}
    Thread.objects.update(is_hidden=True)
    assert owed(world) == {}, "what cannot be opened is not asked for"
    Thread.objects.update(is_hidden=False)
    partner.confirmed_at, partner.confirmed_by = world.thread.opened_at, world.people["third administrator"]
    partner.save()
    assert owed(world) == {}
    ward = f.OfficeFactory(body=f.WardFactory())
    f.TieProposalFactory(ward=ward.body)
    assert [move.what for move in owed_by(ward)] == ["tie"]
    assert owed(world) == {}


def test_what_is_due_first_stands_first(world):
    Response.objects.all().delete()
    for days in (9, 3, 5):
        world.put_thread("closed")
        f.ThreadFactory(
            office=world.author, state="internal", deadline=world.thread.deadline.replace(day=days)
        )
    due = [move.due for move in owed_by(world.author)]
    assert due == sorted(due)


def test_a_move_owed_leads_to_a_page_its_office_may_open(world, sign_in):
    """Of every kind at once."""
    for state in ("internal", "asking"):
        f.ResponseFactory(office=world.author, state=state, thread__office=world.responder)
    for state in ("internal", "closed", "draft"):
        thread = f.ThreadFactory(office=world.author, state=state)
    BoardEvent.objects.create(
        thread=thread, at=thread.state_since, move="send_back", label="差し戻しました", to_state="draft"
    )
    f.ResponsePartnerFactory(body=world.author.body)
    f.ThreadPartnerFactory(body=world.author.body)
    f.ThreadFactory(state="review")
    for name in ("author", "secretariat"):
        client = sign_in(approver(world, name))
        moves = owed_by(world.offices[name])
        assert moves
        for move in moves:
            assert client.get(move.path).status_code == 200, move

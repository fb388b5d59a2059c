"""Who may do what from which state: the tables of the specification, written down once more as the tests read them,
tried for every move, every state and every role."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction

from bulletin.board.actions import Said, move_response, move_thread
from bulletin.board.moves import RESPONSE_MOVES, THREAD_MOVES
from bulletin.board.rooms import confirm_terms, propose_terms
from bulletin.models import Thread
from common.dates import today
from municipalities.models import Posting
from tests import factories as f
from tests.bulletin.board.world import ROLES, World

pytestmark = pytest.mark.django_db

#: Everybody who might try; the system is nobody, a visitor is signed in and has no posting.
ALL = [
    *(f"author {role}" for role in ROLES),
    *(f"responder {role}" for role in ROLES),
    *("third administrator", "secretariat editor", "secretariat viewer", "visitor", "system"),
]
DECIDE, WRITE = ROLES[:2], ROLES[:3]


def of(side: str, roles: tuple[str, ...]) -> set[str]:
    return {f"{side} {role}" for role in roles}


AUTHOR_DECIDES, AUTHOR_WRITES = of("author", DECIDE), of("author", WRITE)
RESPONDER_DECIDES, RESPONDER_WRITES = of("responder", DECIDE), of("responder", WRITE)
SECRETARIAT, SYSTEM = {"secretariat editor"}, {"system"}

#: As stored; "overdue" is stored as open, and its deadline has passed.
THREAD_STATES = [
    *("draft", "internal", "review", "open", "overdue", "closed"),
    *("settled", "failed", "withdrawn", "lapsed"),
]
#: Move → from which states, to which, by whom (board.md, "The thread").
THREAD = {
    "submit": ("draft", "internal", AUTHOR_WRITES),
    "return": ("internal", "draft", AUTHOR_DECIDES),
    "review": ("draft internal", "review", AUTHOR_DECIDES),
    "open": ("draft internal", "open", AUTHOR_DECIDES),
    "accept": ("review", "open", SECRETARIAT),
    "send_back": ("review", "draft", SECRETARIAT),
    "close": ("open", "closed", AUTHOR_WRITES),
    "expire": ("", "", SYSTEM),  # whoever touches an overdue thread closes it, nobody asks for it
    "extend": ("overdue closed", "open", AUTHOR_DECIDES),
    "extend_more": ("overdue closed", "open", SECRETARIAT),
    "settle": ("open overdue closed", "settled", AUTHOR_DECIDES),
    "fill": ("open overdue closed", "settled", SYSTEM),
    "fail": ("open overdue closed", "failed", AUTHOR_DECIDES | SECRETARIAT),
    "withdraw": ("draft internal review open overdue closed", "withdrawn", AUTHOR_DECIDES),
    "lapse": ("overdue closed", "lapsed", SYSTEM),
    "restore": ("settled failed withdrawn lapsed", "open", SECRETARIAT),
}

RESPONSE_STATES = [
    *("draft", "internal", "submitted", "reviewing", "asking", "talks", "terms"),
    *("settled", "passed", "declined", "dissolved"),
]
UNDECIDED = "submitted reviewing asking talks terms"
#: board.md, "The response and its room".
RESPONSE = {
    "submit": ("draft", "internal", RESPONDER_WRITES),
    "return": ("internal", "draft", RESPONDER_DECIDES),
    "send": ("draft internal", "submitted", RESPONDER_DECIDES),
    "take_up": ("submitted", "reviewing", AUTHOR_WRITES),
    "ask": ("submitted reviewing", "asking", AUTHOR_WRITES),
    "answer": ("asking", "reviewing", RESPONDER_WRITES),
    "talk": ("submitted reviewing asking", "talks", AUTHOR_WRITES),
    "pass": (UNDECIDED, "passed", AUTHOR_DECIDES),
    "decline": (UNDECIDED, "declined", RESPONDER_DECIDES),
    "discard": ("draft internal", "declined", RESPONDER_WRITES),
    "dissolve": ("settled", "dissolved", AUTHOR_DECIDES | RESPONDER_DECIDES | SECRETARIAT),
    "settled": ("", "", SYSTEM),  # by the second confirmation alone
    "withdrawn": ("", "", SYSTEM),  # by the withdrawal of the thread alone
}
#: By actions of their own.
TERMS = {
    "propose": ("talks terms", "terms", AUTHOR_WRITES | RESPONDER_WRITES),
    "confirm": ("terms", "terms", AUTHOR_DECIDES | RESPONDER_DECIDES),
}

SAID = Said(reason="理由", category="other", deadline=today() + dt.timedelta(days=20), day=today())
VALUES = {
    "what": "雪を運ぶ",
    "who": "町と区",
    "lead": "author",
    "payment": "区",
    "schedule": "2月",
    "fiscal_year": today().year,
    "contact": "企画課",
}


@pytest.fixture
def world():
    return World()


#: All that a move writes, read at once.
WRITTEN = """
SELECT (SELECT COUNT(*) FROM bulletin_boardevent), (SELECT COUNT(*) FROM bulletin_terms),
       (SELECT COUNT(*) FROM bulletin_confirmation), (SELECT COUNT(*) FROM accounts_notification),
       (SELECT COUNT(*) FROM accounts_outgoingmail), t.id, t.state, t.version, t.deadline, t.state_since,
       r.state, r.version, r.state_since
FROM bulletin_thread t LEFT JOIN bulletin_response r ON r.thread_id = t.id ORDER BY t.id
"""


def written() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN)
        return cursor.fetchall()


def outcome(do, before=None) -> str:
    """What comes of an attempt: "no right", "not now", or the state it leads to; undone afterwards."""
    before = before or written()
    with transaction.atomic():
        try:
            found = do().state
        except PermissionDenied:
            found = "no right"
        except ValidationError:
            found = "not now"
        if found in ("no right", "not now"):
            assert written() == before, "refused, and yet something was written"
        else:
            assert written()[0][0] > before[0][0], "done, and no history"
            transaction.set_rollback(True)
    return found


def expected(who: str, state: str, rule: tuple) -> str:
    sources, target, allowed = rule
    if who not in allowed:
        return "no right"
    return target if state in sources.split() else "not now"


def differences(states, put, rule, do, everybody=ALL) -> list[str]:
    """Where what happens is not what the table says."""
    found = []
    for state in states:
        put(state)
        before = written()
        for who in everybody:
            happened, wanted = outcome(lambda who=who: do(who), before), expected(who, state, rule)
            if happened != wanted:
                found.append(f"{state}, {who}: {happened} instead of {wanted}")
    return found


def test_the_tables_name_every_move():
    assert set(THREAD) == set(THREAD_MOVES)
    assert set(RESPONSE) | set(TERMS) == set(RESPONSE_MOVES)
    assert {posting.value for posting in Posting.Role} == set(ROLES)


@pytest.mark.parametrize("move", THREAD)
def test_moves_of_a_thread(world, move):
    if move == "open":  # a body's first goes to the secretariat
        f.ThreadFactory(office=world.author)
    world.put_response("settled" if move in ("settle", "fill") else "passed")
    if move == "fill":
        Thread.objects.filter(pk=world.thread.pk).update(slots=1)
    assert not differences(
        THREAD_STATES,
        world.put_thread,
        THREAD[move],
        lambda who: move_thread(thread=world.thread, move=move, by=world.people[who], said=SAID),
    )


@pytest.mark.parametrize("move", RESPONSE)
def test_moves_of_a_response(world, move):
    assert not differences(
        RESPONSE_STATES,
        world.put_response,
        RESPONSE[move],
        lambda who: move_response(response=world.response, move=move, by=world.people[who], said=SAID),
    )


PEOPLE = [who for who in ALL if who != "system"]


def test_terms_are_proposed(world):
    assert not differences(
        RESPONSE_STATES,
        world.put_response,
        TERMS["propose"],
        lambda who: (
            propose_terms(response=world.response, by=world.people[who], values=VALUES, version=0).response
        ),
        PEOPLE,
    )


def test_terms_are_confirmed(world):
    f.TermsFactory(response=world.response)
    assert not differences(
        RESPONSE_STATES,
        world.put_response,
        TERMS["confirm"],
        lambda who: confirm_terms(response=world.response, by=world.people[who], version=1),
        PEOPLE,
    )


@pytest.mark.parametrize("move", TERMS)
def test_no_other_action_goes_past_the_terms(world, move):
    """The door for buttons does not open for what needs terms."""
    for state in ("talks", "terms"):
        world.put_response(state)
        for who in ALL:
            assert outcome(
                lambda who=who: move_response(
                    response=world.response, move=move, by=world.people[who], said=SAID
                )
            ) in ("no right", "not now")


# --- What is asked for ----------------------------------------------------------------------------------

#: Move → what has to be said with it.
ASKED = {
    "return": "reason",
    "send_back": "reason",
    "close": "reason",
    "extend": "deadline",
    "extend_more": "deadline reason",
    "fail": "category reason",
    "withdraw": "reason",
    "restore": "deadline reason",
}
ASKED_OF_RESPONSES = {
    "return": "reason",
    "ask": "reason",
    "answer": "reason",
    "pass": "category reason",
    "decline": "category reason",
    "dissolve": "day reason",
}


@pytest.mark.parametrize("move", THREAD)
def test_a_move_of_a_thread_without_what_it_asks_for_is_refused(world, move):
    sources, _, allowed = THREAD[move]
    if not sources or move in ("settle", "fill"):
        return
    if move == "open":
        f.ThreadFactory(office=world.author)
    world.put_thread(sources.split()[0])
    world.put_response("passed")
    by = world.people[sorted(allowed)[0]]
    for name in ("reason", "category", "deadline", "day"):
        empty = Said(**{**SAID.__dict__, name: None if name in ("deadline", "day") else "  "})
        if name == "category":
            empty = Said(**{**SAID.__dict__, name: ""})
        wanted = "not now" if name in ASKED.get(move, "").split() else THREAD[move][1]
        assert (
            outcome(lambda said=empty: move_thread(thread=world.thread, move=move, by=by, said=said))
            == wanted
        )


@pytest.mark.parametrize("move", RESPONSE)
def test_a_move_of_a_response_without_what_it_asks_for_is_refused(world, move):
    sources, target, allowed = RESPONSE[move]
    if not sources:
        return
    world.put_response(sources.split()[0])
    by = world.people[sorted(allowed)[0]]
    for name in ("reason", "category", "deadline", "day"):
        empty = Said(**{**SAID.__dict__, name: None if name in ("deadline", "day") else ""})
        wanted = "not now" if name in ASKED_OF_RESPONSES.get(move, "").split() else target
        assert (
            outcome(lambda said=empty: move_response(response=world.response, move=move, by=by, said=said))
            == wanted
        )

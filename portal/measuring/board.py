"""The board of the large world: members with their offices, threads, responses, rooms."""

import datetime as dt
import random

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import User
from bulletin.models import BoardEvent, Message, Response, Thread
from bulletin.models.board.states import ResponseState, ThreadState
from common.dates import today
from municipalities.models import LocalGovernment, Membership, Office, Posting
from portal.measuring.projects import BATCH, number
from projects.models import Field

#: Of the municipalities one in so many is a member.
ONE_IN = 4
#: So many of the newest threads are open still.
OPEN = 200
#: So many of the newest have so many responses, each with so much said in its room; the older ones have one response.
NEWEST = 20
RESPONSES = 50
MESSAGES = 3
#: What is said in the room of the newest thread's first response.
LONG_ROOM = 500
#: What became of those that ended, and to whom threads are addressed: as often as in life.
ENDED = [ThreadState.SETTLED] * 5 + [ThreadState.FAILED, ThreadState.LAPSED, ThreadState.WITHDRAWN]
AUDIENCES = [Thread.Audience.ALL] * 9 + [Thread.Audience.WARDS]


def make_board(count: int, wards: list[LocalGovernment], places: list[LocalGovernment]) -> None:
    """So many threads of members; the newest is the first ward's. The same for the same number."""
    postings = make_members(wards, places)
    for first in range(0, count, BATCH):
        make_threads(range(first, min(first + BATCH, count)), count, postings)


def make_members(wards: list[LocalGovernment], places: list[LocalGovernment]) -> list[Posting]:
    """The wards and one municipality in four, each with an office and one person who decides for it."""
    members = places[::ONE_IN]
    Membership.objects.bulk_create(
        Membership(body=body, registered_on=dt.date(2018, 4, 1), confirmed_on=today()) for body in members
    )
    offices = Office.objects.bulk_create(
        Office(body=body, name="見本の企画課", mailbox=f"kikaku@b{body.code}.example.jp")
        for body in (*wards, *members)
    )
    nobody_knows = make_password(None)
    people = User.objects.bulk_create(
        User(email=office.mailbox, name="見本の職員", password=nobody_knows) for office in offices
    )
    return Posting.objects.bulk_create(
        Posting(office=office, user=person, role=Posting.Role.APPROVER, valid_from=dt.date(2018, 4, 1))
        for office, person in zip(offices, people, strict=True)
    )


def make_threads(these: range, count: int, postings: list[Posting]) -> None:
    chance = random.Random(these.start)  # noqa: S311 — a sample that is alike every time, no secret
    threads, responses = [], []
    for n in these:
        age = count - n
        author, *others = chance.sample(
            postings, 1 + min(RESPONSES if age <= NEWEST else 1, len(postings) - 1)
        )
        if age == 1:
            others = [one for one in (author, *others) if one != postings[0]][: len(others)]
            author = postings[0]
        thread = _thread(n, age, author, chance)
        threads.append(thread)
        responses += [_response(thread, place, one) for place, one in enumerate(others, 1)]
    Thread.objects.bulk_create(threads)
    Response.objects.bulk_create(responses, batch_size=BATCH)
    BoardEvent.objects.bulk_create(map(_event, threads), batch_size=BATCH)
    newest = [one for one in responses if one.thread.number >= number("B", count - NEWEST)]
    Message.objects.bulk_create(
        (message for response in newest for message in _messages(response, threads[-1])), batch_size=BATCH
    )


def _thread(n: int, age: int, author: Posting, chance: random.Random) -> Thread:
    is_open = age <= OPEN
    opened_at = timezone.now() - dt.timedelta(hours=age)
    return Thread(
        number=number("B", n),
        office=author.office,
        sender=author.office.body,
        author=author.user,
        state=ThreadState.OPEN if is_open else chance.choice(ENDED),
        kind=chance.choice(Thread.Kind.values),
        title=f"見本の投稿{n:06}",
        body="測定のために作った見本の本文です。雪の活用や物産展を模しています。" * 10,
        field=chance.choice(Field.values),
        slots=3,
        deadline=today() + dt.timedelta(days=30) if is_open else opened_at.date(),
        audience=chance.choice(AUDIENCES),
        opened_at=opened_at,
        state_since=opened_at,
    )


def _response(thread: Thread, place: int, author: Posting) -> Response:
    """In talks on an open thread, else the one that was settled."""
    is_settled = thread.state == ThreadState.SETTLED
    passed = ResponseState.SETTLED if is_settled else ResponseState.PASSED
    return Response(
        thread=thread,
        place=place,
        office=author.office,
        body=author.office.body,
        author=author.user,
        state=ResponseState.TALKS if thread.state == ThreadState.OPEN else passed,
        text="測定のために作った見本の回答です。提供できます。",
        brings="雪20トン",
        submitted_at=thread.opened_at,
        state_since=thread.opened_at,
        settled_on=thread.deadline if is_settled else None,
    )


def _event(thread: Thread) -> BoardEvent:
    return BoardEvent(
        thread=thread,
        at=thread.opened_at,
        user=thread.author,
        office=thread.office,
        move="open",
        label="投稿し、受付を始めました",
        from_state=ThreadState.DRAFT,
        to_state=ThreadState.OPEN,
    )


def _messages(response: Response, newest: Thread) -> list[Message]:
    """The two sides in turn."""
    thread = response.thread
    sides = [(thread.office, thread.author), (response.office, response.author)]
    length = LONG_ROOM if thread == newest and response.place == 1 else MESSAGES
    return [
        Message(
            response=response,
            office=sides[place % 2][0],
            author=sides[place % 2][1],
            text=f"測定のために作った見本の連絡{place}です。日程を調整しています。",
        )
        for place in range(length)
    ]

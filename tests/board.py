"""Threads as tests of the board, and of what reads it, begin with them."""

import datetime as dt

import pytest

from bulletin.board.actions import move_response, move_thread
from bulletin.board.writing import write_response, write_thread
from bulletin.models import Thread
from common.dates import today
from municipalities.models import Agreement, LocalGovernment, Posting
from tests import factories as f

Kind = LocalGovernment.Kind
MONTH = dt.timedelta(days=30)


@pytest.fixture
def written():
    """Write a thread of an office: `written(office, person, title=…)`."""

    def write(office, person, **values) -> Thread:
        values = {
            "kind": "need",
            "title": "雪を探しています",
            "body": "区のお祭りで使います。",
            "field": "exchange",
            "deadline": today() + MONTH,
            "audience": "all",
        } | values
        return write_thread(thread=None, office=office, by=person, values=values)

    return write


@pytest.fixture
def opened(written, secretariat, secretariat_office):
    """A thread that is open: the secretariat has looked at a body's first."""

    def open_thread(office, person, **values) -> Thread:
        thread = written(office, person, **values)
        if Thread.objects.filter(sender=office.body, opened_at__isnull=False).exists():
            return move_thread(thread=thread, move="open", by=person)
        move_thread(thread=thread, move="review", by=person)
        return move_thread(thread=thread, move="accept", by=secretariat)

    return open_thread


@pytest.fixture
def answered():
    """A response that was sent: `answered(thread, office, person)`."""

    def answer(thread, office, person):
        values = {"text": "提供できます。", "brings": "雪20トン", "partners": []}
        response = write_response(thread=thread, office=office, by=person, values=values)
        return move_response(response=response, move="send", by=person)

    return answer


@pytest.fixture
def thread(opened, arakawa_office, arakawa_staff):
    return opened(arakawa_office, arakawa_staff)


@pytest.fixture
def response(thread, answered, nishiwaga_office, nishiwaga_officer):
    return answered(thread, nishiwaga_office, nishiwaga_officer)


@pytest.fixture
def towns(db):
    """Three more members and who decides for them: (office, person)."""
    postings = [
        f.PostingFactory(office__body=f.MembershipFactory().body, role=Posting.Role.APPROVER)
        for _ in range(3)
    ]
    return [(posting.office, posting.user) for posting in postings]


# --- Readers of all kinds -------------------------------------------------------------------------------


def acting(body):
    """An office of a body and who decides for it."""
    if body.kind != Kind.SPECIAL_WARD and not body.memberships.exists():
        f.MembershipFactory(body=body)
    posting = f.PostingFactory(office__body=body, role=Posting.Role.APPROVER)
    return posting.office, posting.user


@pytest.fixture
def readers(arakawa, arakawa_office, arakawa_staff, nishiwaga, kagamino, secretariat_office, secretariat):
    """Kind of reader → office and person."""
    iwate, tokyo = nishiwaga.prefecture, arakawa.prefecture
    town = f.LocalGovernmentFactory
    bodies = {
        "own other office": arakawa,
        "ward": f.WardFactory(code="131083", name="江東区"),
        "tokyo": tokyo,
        "town in tokyo": town(code="133035", name="瑞穂町", prefecture=tokyo),
        "iwate": iwate,
        "town in iwate": nishiwaga,
        "city in iwate": town(code="032069", name="北上市", prefecture=iwate, kind=Kind.CITY),
        "town left out": town(code="033014", name="雫石町", prefecture=iwate),
        "town elsewhere": kagamino,
        "town joined": town(code="336238", name="奈義町", prefecture=kagamino.prefecture),
    }
    towns = f.AssociationFactory(prefecture=iwate, kind="towns")
    f.AgreementFactory(slug="iwate", association=towns)
    f.AssociationExceptionFactory(association=towns, body=bodies["town left out"], belongs=False)
    f.AssociationExceptionFactory(association=towns, body=bodies["town joined"], belongs=True)
    found = {name: acting(body) for name, body in bodies.items()}
    return found | {
        "own": (arakawa_office, arakawa_staff),
        "secretariat": (secretariat_office, secretariat),
    }


@pytest.fixture
def addressed(readers):
    """A thread of 荒川区 with a file, open to an audience."""

    def open_to(audience: str, **values) -> Thread:
        kind, *codes = audience.split()
        thread = f.ThreadFactory(
            office=readers["own"][0],
            author=readers["own"][1],
            title="ひみつの杜の投稿",
            audience=kind,
            audience_agreement=Agreement.objects.get(slug="iwate") if kind == "agreement" else None,
            **values,
        )
        thread.audience_bodies.set(LocalGovernment.objects.filter(code__in=codes))
        f.ThreadFileFactory(thread=thread)
        return thread

    return open_to

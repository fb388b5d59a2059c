"""Threads as tests of the board, and of what reads it, begin with them."""

import datetime as dt

import pytest

from bulletin.board.actions import move_response, move_thread
from bulletin.board.writing import write_response, write_thread
from bulletin.models import Thread
from common.dates import today

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

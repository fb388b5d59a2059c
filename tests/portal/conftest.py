"""A visitor at the contact form."""

import datetime as dt

import pytest
from django.utils import timezone

from common import guard

NOW = timezone.make_aware(dt.datetime(2026, 11, 25, 10))


@pytest.fixture
def clock(monkeypatch):
    """The time by which tickets are made and read, in seconds; move it by `clock.now += …`."""

    class Clock:
        now = NOW.timestamp()

        def time(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr(guard, "time", clock)
    return clock


@pytest.fixture
def typed(clock):
    """What a visitor sends a minute after having opened the form."""
    ticket = guard.new_ticket()
    clock.now += 60
    return {
        "kind": "correction",
        "about": "/projects/P-2015-0001/",
        "subject": "参加区について",
        "body": "品川区も参加しています。\r\nご確認ください。",
        "email": "kikaku@nishiwaga.example.jp",
        "name": "西和賀 二郎",
        "ticket": ticket,
    }


@pytest.fixture
def send(typed):
    """Presses 「送信する」 for a client: what was typed, but for what is given."""

    def sent(client, **changed):
        return client.post("/contact/", typed | {"step": "send"} | changed)

    return sent

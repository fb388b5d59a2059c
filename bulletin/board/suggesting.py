"""Suggestions once a week: what suits the open threads of an office, told to those who write for it. The other side
hears nothing of it."""

from typing import NamedTuple

from django.db import transaction

from accounts.models import Notification
from accounts.notifying import Message, tell
from bulletin.board.matching import MOST, OPPOSITE, Suggestion, suiting
from bulletin.board.telling import people_of
from bulletin.models import Thread
from bulletin.models.board.states import ThreadState
from municipalities.models import Office


class Match(NamedTuple):
    """A suggestion for one thread of an office."""

    thread: Thread
    suggestion: Suggestion

    @property
    def key(self) -> str:
        return f"suggestion:{self.thread.pk}:{self.suggestion.thread.pk}"


def suggest_to_all() -> int:
    """Tell every office of at most three threads that suit its own and that it was not told of; how many in all."""
    waiting = Thread.objects.in_state(ThreadState.OPEN).filter(kind__in=OPPOSITE, is_hidden=False)
    offices = Office.objects.acting().filter(pk__in=waiting.order_by().values("office"))
    return sum(_suggest_to(office) for office in offices.select_related("body__prefecture"))


@transaction.atomic
def _suggest_to(office: Office) -> int:
    own = (
        Thread.objects.of(office).in_state(ThreadState.OPEN).filter(is_hidden=False).select_related("sender")
    )
    found = [Match(thread, one) for thread in own.order_by("-number") for one in suiting(thread, office)]
    known = set(
        Notification.objects.filter(key__in=[match.key for match in found]).values_list("key", flat=True)
    )
    fresh = [match for match in found if match.key not in known]
    best = sorted(fresh, key=lambda match: -match.suggestion.score)[:MOST]
    people = people_of([office])
    for match in best:
        tell(_message(match), to=people, by=None, mail=False, digest=True)
    return len(best)


def _message(match: Match) -> Message:
    thread, other = match.thread, match.suggestion.thread
    return Message(
        key=match.key,
        number=other.number,
        subject=f"合いそうな投稿：{other.title}（{other.sent_by}）",
        body=(
            f"この課の投稿「{thread.title}」（{thread.number}）に合いそうな投稿です。"
            f"相手方には知らされていません。\n理由：{'、'.join(match.suggestion.reasons)}"
        ),
        path=other.get_absolute_url(),
        reason="掲示板に投稿している課の担当者",
    )

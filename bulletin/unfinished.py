"""What an office has begun and not sent: nobody waits for it, so it stands in no list of what is owed."""

from typing import NamedTuple

from bulletin.models import Response, Thread, TopicReview
from bulletin.models.board.states import RESPONSE_PRIVATE, THREAD_PRIVATE
from bulletin.models.reviews import REVIEW_PRIVATE
from municipalities.models import Office


class Draft(NamedTuple):
    kind: str
    title: str
    path: str


def drafts_of(office: Office) -> list[Draft]:
    """Threads, responses and topics, each the newest first."""
    threads = Thread.objects.of(office).filter(state__in=THREAD_PRIVATE).order_by("-number")
    responses = Response.objects.filter(office=office, state__in=RESPONSE_PRIVATE).select_related("thread")
    topics = TopicReview.objects.of(office).filter(state__in=REVIEW_PRIVATE).select_related("topic")
    return [
        *(Draft("掲示板の投稿", one.title, one.get_absolute_url()) for one in threads),
        *(Draft("回答", one.thread.title, one.get_absolute_url()) for one in responses.order_by("-pk")),
        *(Draft("トピックス", one.topic.title, one.get_absolute_url()) for one in topics.order_by("-pk")),
    ]

"""What waits in this room; the roof adds it to the rest (`portal.queues`)."""

from django.urls import reverse

from accounts.queues import Queue, holding, tally
from bulletin.models import Thread, TieProposal, TopicReview
from bulletin.models.board.states import ThreadState
from municipalities.models.offices import wards_of

QUEUES = [
    Queue(
        "トピックスの確認",
        lambda: reverse("bulletin:topic_reviews"),
        holding("municipalities.edit_as_secretariat"),
        lambda user: tally(TopicReview.objects.waiting(), "state_since"),
    ),
    Queue(
        "掲示板の投稿の確認",
        lambda: f"{reverse('bulletin:board')}?state={ThreadState.REVIEW}",
        holding("municipalities.edit_as_secretariat"),
        lambda user: tally(Thread.objects.filter(state=ThreadState.REVIEW), "state_since"),
    ),
    Queue(
        "連携の記録の提案",
        lambda: reverse("bulletin:ties"),
        lambda user: bool(wards_of(user)),
        lambda user: tally(TieProposal.objects.waiting().of_wards(wards_of(user)), "proposed_on"),
    ),
]

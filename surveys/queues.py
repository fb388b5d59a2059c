"""What waits in this room; the roof adds it to the rest (`portal.queues`)."""

from django.urls import reverse

from accounts.queues import Queue, holding, tally
from surveys.models import SurveyTarget

QUEUES = [
    Queue(
        "確認待ちの回答",
        lambda: reverse("surveys:surveys"),
        holding("municipalities.edit_as_secretariat"),
        lambda user: tally(SurveyTarget.objects.unread(), "state_since"),
    ),
]

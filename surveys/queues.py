"""What waits in this room; the roof adds it to the rest (`portal.queues`)."""

from django.urls import reverse

from accounts.queues import Queue, holding, tally
from surveys.models import SurveyTarget, YearlyReturn

QUEUES = [
    Queue(
        "確認待ちの回答",
        lambda: reverse("surveys:surveys"),
        holding("municipalities.edit_as_secretariat"),
        lambda user: tally(SurveyTarget.objects.unread(), "state_since"),
    ),
    Queue(
        "連携状況調査の確認",
        lambda: reverse("returns:list"),
        holding("municipalities.edit_as_secretariat"),
        lambda user: tally(YearlyReturn.objects.to_check(), "state_since"),
        unit="区",
    ),
]

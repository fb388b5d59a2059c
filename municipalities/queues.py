"""What waits in this room; the roof adds it to the rest (`portal.queues`)."""

from django.urls import reverse

from accounts.queues import Queue, holding, listed, tally
from municipalities.models import FactCorrection, MembershipApplication, NameQuestion, Office, Partnership
from municipalities.models.offices import wards_of

QUEUES = [
    Queue(
        "会員登録申請",
        lambda: reverse("municipalities:applications"),
        holding("municipalities.supervise_office"),
        # What comes to the secretariat: an office decides on its own second persons.
        lambda user: tally(MembershipApplication.objects.for_office(Office()).waiting(), "submitted_at"),
    ),
    Queue(
        "訂正の提案",
        lambda: reverse("municipalities:corrections"),
        holding("municipalities.decide_factcorrection"),
        lambda user: tally(FactCorrection.objects.waiting(), "proposed_at"),
    ),
    Queue(
        "名称の照合",
        listed("municipalities_namequestion"),
        holding("municipalities.change_namequestion"),
        lambda user: tally(NameQuestion.objects.waiting(), "asked_at"),
    ),
    Queue(
        "確認日のない連携・交流",
        listed("municipalities_partnership", "confirmed_on__isnull=True&ended_on__isnull=True"),
        lambda user: bool(wards_of(user)),
        lambda user: tally(Partnership.objects.of_wards(wards_of(user)).unconfirmed()),
    ),
]

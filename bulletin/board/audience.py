"""Whom a thread is addressed to, in words and in offices."""

from django.db.models import Q, QuerySet

from bulletin.models import Thread
from common.dates import today
from municipalities.models import Agreement, LocalGovernment, Office


def audience_in_words(thread: Thread) -> str:
    if thread.audience in (Thread.Audience.NAMED, Thread.Audience.PREFECTURES):
        return "、".join(str(body) for body in thread.audience_bodies.select_related("prefecture"))
    if thread.audience == Thread.Audience.AGREEMENT:
        return str(thread.audience_agreement.association)
    return thread.get_audience_display()


def audience_of(thread: Thread) -> QuerySet:
    """The offices that see a thread once it is open, besides its own."""
    audiences = Thread.Audience
    offices = Office.objects.acting().filter(body__isnull=False).exclude(pk=thread.office_id)
    named = thread.audience_bodies.values("pk")
    match thread.audience:
        case audiences.WARDS:
            offices = offices.filter(body__kind=LocalGovernment.Kind.SPECIAL_WARD)
        case audiences.PREFECTURES:
            offices = offices.filter(Q(body__in=named) | Q(body__prefecture__in=named))
        case audiences.NAMED:
            offices = offices.filter(body__in=named)
        case audiences.AGREEMENT:
            agreements = Agreement.objects.filter(pk=thread.audience_agreement_id).in_force(today())
            reached = LocalGovernment.objects.filter(agreements.reaching(today()))
            offices = offices.filter(body__in=reached.values("pk"))
    return offices.select_related("body__prefecture").order_by("body__code", "name")

"""The pages of a survey's desk, and what its first form sends."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone

LIST, NEW = reverse("surveys:surveys"), reverse("surveys:new")
BASICS = {
    "once": "a1",
    "version": "0",
    "title": "連携の意向調査",
    "purpose": "意向を知る",
    "base_day": "令和8年8月1日",
    "opens_at": "2026-12-01 9:00",
    "closes_at": "令和8年12月25日 17時",
    "eligible": "municipalities",
    "listed": "",
    "is_anonymous": "on",
    "smallest_cell": "3",
}


def page(survey, name, *args):
    return reverse(f"surveys:{name}", args=[survey.slug, *args])


def at(year, month, day, hour=0, minute=0):
    return timezone.make_aware(dt.datetime(year, month, day, hour, minute))

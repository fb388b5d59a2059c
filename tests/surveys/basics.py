"""The pages of a survey: its desk with what the first form sends, and the doors of an answer."""

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


# --- Answering ---


def door_of(target):
    return reverse("surveys:code_answer", args=[target.key])


def enter(client, target):
    answer = client.post(target.get_absolute_url(), {"code": target.typed_code.lower()})
    assert answer.status_code == 302
    assert answer["Location"] == door_of(target)
    return door_of(target)


def own(survey):
    return reverse("surveys:own", args=[survey.slug])


def marks_of(client, address):
    return client.get(address).context["form"].fields["marks"].initial

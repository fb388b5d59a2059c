"""What waits in this room; the roof adds it to the rest (`portal.queues`)."""

from collections.abc import Callable

from django.db.models import QuerySet

from accounts.models import User
from accounts.queues import Queue, Waiting, listed, tally
from municipalities.models.offices import wards_of
from projects.models import Event, Project


def drafts_of(model) -> Callable[[User], Waiting]:
    """Drafts that a person publishes; of ward staff, those of their wards."""

    def drafts(user: User) -> Waiting:
        rows: QuerySet = model.objects.drafts()
        if not user.has_perm(f"projects.change_{model._meta.model_name}"):
            rows = rows.kept_by_wards(wards_of(user))
        return tally(rows, "updated_on")

    return drafts


def keeps(permission: str) -> Callable[[User], bool]:
    return lambda user: user.has_perm(permission) or bool(wards_of(user))


QUEUES = [
    Queue(
        "連携事業の下書き",
        listed("projects_project", "state__exact=draft"),
        keeps("projects.change_project"),
        drafts_of(Project),
    ),
    Queue(
        "催しの下書き",
        listed("projects_event", "state__exact=draft"),
        keeps("projects.change_event"),
        drafts_of(Event),
    ),
]

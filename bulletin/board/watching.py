"""関心: the categories and areas of which an office hears in the digest, and those in which nothing is suggested."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import history
from accounts.models import User
from bulletin.models import MutedCategory, Watch
from municipalities.models import Office
from projects.models import IssueCategory


@transaction.atomic
def set_watches(
    *,
    office: Office,
    by: User,
    categories: Iterable[IssueCategory],
    areas: Iterable[str],
    muted: Iterable[IssueCategory] = (),
) -> None:
    """From now on the office watches these and nothing else, and has nothing suggested in those `muted`."""
    if not by.has_perm("municipalities.edit_for_office", office):
        raise PermissionDenied
    Office.objects.select_for_update().get(pk=office.pk)
    wanted = [
        *(MutedCategory(office=office, category=one) for one in muted),
        *(Watch(office=office, category=category) for category in categories),
        *(Watch(office=office, area=area) for area in areas),
    ]
    for model in (MutedCategory, Watch):
        _set(model, office, [one for one in wanted if isinstance(one, model)])


def _set(model: type[Watch | MutedCategory], office: Office, wanted: list) -> None:
    """Take out what is not wanted any more, and write what is new: the history tells of these alone."""
    there = {_of(one): one for one in model.objects.filter(office=office).select_related("category")}
    model.objects.filter(
        pk__in=[one.pk for key, one in there.items() if key not in set(map(_of, wanted))]
    ).delete()
    new = model.objects.bulk_create(one for one in wanted if _of(one) not in there)
    history.note(rows=[history.Row(one, history.Action.CREATE) for one in new])


def _of(one: Watch | MutedCategory) -> tuple:
    return one.category_id, getattr(one, "area", "")

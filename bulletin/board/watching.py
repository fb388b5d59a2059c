"""関心: the categories and areas of which an office hears in the digest, and those in which nothing is suggested."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction

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
    Watch.objects.filter(office=office).delete()
    MutedCategory.objects.filter(office=office).delete()
    MutedCategory.objects.bulk_create(MutedCategory(office=office, category=one) for one in muted)
    Watch.objects.bulk_create(
        [
            *(Watch(office=office, category=category) for category in categories),
            *(Watch(office=office, area=area) for area in areas),
        ]
    )

"""関心: the categories and areas of which an office hears in the digest."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from bulletin.models import Watch
from municipalities.models import Office
from projects.models import IssueCategory


@transaction.atomic
def set_watches(
    *, office: Office, by: User, categories: Iterable[IssueCategory], areas: Iterable[str]
) -> None:
    """From now on the office watches these and nothing else."""
    if not by.has_perm("municipalities.edit_for_office", office):
        raise PermissionDenied
    Office.objects.select_for_update().get(pk=office.pk)
    Watch.objects.filter(office=office).delete()
    Watch.objects.bulk_create(
        [
            *(Watch(office=office, category=category) for category in categories),
            *(Watch(office=office, area=area) for area in areas),
        ]
    )

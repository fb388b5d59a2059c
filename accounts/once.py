"""A form that is sent twice (a double click, a retry after a timeout) does its work once."""

from collections.abc import Callable

from django.db import transaction

from accounts.models import OnceKey, User


@transaction.atomic
def once(key: str, by: User, work: Callable[[], str]) -> str:
    """Do the work and give the address it ends at; for a key that came before, only the address of the first time.

    A second request that comes meanwhile waits at the key's row for the end of the first. Where the work fails
    nothing is kept, and the form may be sent again.
    """
    row, is_new = OnceKey.objects.select_for_update().get_or_create(key=key[:64], user=by)
    if is_new:
        row.path = work()
        row.save(update_fields=["path"])
    return row.path

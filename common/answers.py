"""What a page says after something was done."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest

from common.moves import Refused


@contextmanager
def saying(request: HttpRequest, done: str) -> Iterator[None]:
    """Around an action: that it is done, or why it was refused."""
    try:
        yield
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)


def permitted(request: HttpRequest, permission: str, record: Model) -> None:
    """403 for who may see the record and has not the right."""
    if not request.user.has_perm(permission, record):
        raise PermissionDenied

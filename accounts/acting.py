"""Who is at work, and by which way, as the history of records tells it: asked when something is written, not before."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from django.http import HttpRequest

from accounts.models import User

SYSTEM = "システム"


def label_of(by: User | None) -> str:
    """Who it was, in words that stay when the person leaves."""
    return f"{by.name} <{by.email}>"[:200] if by else SYSTEM


class Acting(NamedTuple):
    """Who acts (None: the system itself) and by which way."""

    by: User | None
    via: str


_acting: ContextVar[Callable[[], Acting]] = ContextVar("acting")


@contextmanager
def acting(*, by: User | None, via: str) -> Iterator[None]:
    """Within it a person (None: the system) writes by a way that `via` names in Japanese, such as an import."""
    token = _acting.set(lambda: Acting(by, via[:200]))
    try:
        yield
    finally:
        _acting.reset(token)


def now_acting() -> Acting:
    return _acting.get(lambda: Acting(None, SYSTEM))()


class ActingMiddleware:
    """Whoever sent the request acts in it. Who that is, is found out where something is written."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        token = _acting.set(lambda: _acting_in(request))
        try:
            return self.get_response(request)
        finally:
            _acting.reset(token)


def _acting_in(request: HttpRequest) -> Acting:
    place = request.resolver_match
    if not request.user.is_authenticated:
        return Acting(None, "公開ページ")
    return Acting(request.user, "管理画面" if place and place.app_name == "admin" else "会員ページ")

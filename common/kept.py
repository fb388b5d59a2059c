"""Pieces of public pages kept until public content changes, as whole pages are (portal.page_cache).

What is kept is a function of public content and of the day alone, never of who asks, and is not changed by who
gets it. Outside a request (commands, jobs) nothing is kept.
"""

from collections.abc import Callable, Hashable, Iterable
from contextvars import ContextVar
from functools import lru_cache, wraps
from typing import Any

#: Version of the public content and the day, for the length of a request; None where nothing may be kept.
content_version: ContextVar[str | None] = ContextVar("content_version", default=None)


def kept(most: int) -> Callable[[Callable], Callable]:
    """Keeps the last `most` results of a function of hashable arguments, each under the content's version."""

    def decorate(make: Callable) -> Callable:
        @lru_cache(most)
        def remembered(version: str, *args: Hashable) -> Any:
            return make(*args)

        @wraps(make)
        def ask(*args: Hashable) -> Any:
            version = content_version.get()
            return make(*args) if version is None else remembered(version, *args)

        return ask

    return decorate


class Pieces:
    """What many pages show of the same records: made for many at once where missing, kept for one version."""

    def __init__(self, make: Callable[[list], dict], most: int):
        """`make` gives key → piece for a list of keys; beyond `most` pieces all are made anew."""
        self.make, self.most = make, most
        self.version: str | None = None
        self.pieces: dict[Hashable, Any] = {}

    def of(self, keys: Iterable[Hashable]) -> list:
        """The pieces in the order of their keys; keys for which there is none are left out."""
        keys, pieces = list(keys), self._pieces()
        missing = [key for key in keys if key not in pieces]
        if missing:
            pieces.update(self.make(missing))
        return [pieces[key] for key in keys if key in pieces]

    def _pieces(self) -> dict:
        """Another dictionary for another version: who still fills the old one harms nobody."""
        version = content_version.get()
        if version is None:
            return {}
        if version != self.version or len(self.pieces) > self.most:
            self.version, self.pieces = version, {}
        return self.pieces

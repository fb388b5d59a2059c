"""Pieces of pages kept until what they show changes, as whole public pages are (portal.page_cache).

What is kept of public pages is a function of public content and of the day alone, never of who asks. What is kept
of the members' area also depends on the office and the person in its key. Nothing kept is changed by who gets it.
Outside a request (commands, jobs) nothing is kept.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from contextvars import ContextVar
from functools import wraps
from threading import Lock, RLock
from typing import Any

#: Version of the public content and the day, for the length of a request; None where nothing may be kept.
content_version: ContextVar[str | None] = ContextVar("content_version", default=None)
#: The same of all that the pages of the members' area show, public content and names of people among it.
members_version: ContextVar[str | None] = ContextVar("members_version", default=None)


MISSING = object()


class Kept:
    """Results under keys that say all they depend on, for one version; of more than `most` the oldest go.

    Who asks for what is being made waits for it: a page that takes seconds is not made by every thread at once.
    """

    def __init__(self, most: int, by: ContextVar[str | None] = content_version):
        self.most, self.by = most, by
        self.version: str | None = None
        self.pieces: dict[Hashable, Any] = {}
        self.lock = Lock()
        # What makes one piece may ask for another of the same shelf.
        self.making = [RLock() for _ in range(32)]

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        version = self.by.get()
        if version is None:
            return make()
        pieces = self.of_version(version)
        if (piece := pieces.get(key, MISSING)) is not MISSING:
            return piece
        with self.making[hash(key) % len(self.making)]:
            if (piece := pieces.get(key, MISSING)) is MISSING:
                piece = make()
                self.keep(pieces, {key: piece})
            return piece

    def of_version(self, version: str | None) -> dict[Hashable, Any]:
        """What is kept for a version, nothing for None. Another dictionary for another version: who still fills the old
        one harms nobody."""
        if version is None:
            return {}
        if version != self.version:
            self.version, self.pieces = version, {}
        return self.pieces

    def keep(self, pieces: dict[Hashable, Any], made: Mapping[Hashable, Any]) -> None:
        with self.lock:
            while pieces and len(pieces) + len(made) > self.most:
                del pieces[next(iter(pieces))]
            pieces.update(made)


def kept(most: int) -> Callable[[Callable], Callable]:
    """Keeps up to `most` results of a function of hashable arguments, for one version of public content."""

    def decorate(make: Callable) -> Callable:
        shelf = Kept(most)

        @wraps(make)
        def ask(*args: Hashable) -> Any:
            return shelf.get(args, lambda: make(*args))

        return ask

    return decorate


class Pieces(Kept):
    """What many pages show of the same records: made for many at once where missing."""

    def __init__(self, make: Callable[[list], dict], most: int, by: ContextVar[str | None] = content_version):
        """`make` gives key → piece for a list of keys."""
        super().__init__(most, by)
        self.make = make

    def of(self, keys: Iterable[Hashable]) -> list:
        """The pieces in the order of their keys; keys for which there is none are left out."""
        keys, pieces = list(keys), self.of_version(self.by.get())
        found = {key: pieces[key] for key in keys if key in pieces}
        missing = [key for key in keys if key not in found]
        if missing:
            made = self.make(missing)
            self.keep(pieces, made)
            found |= made
        return [found[key] for key in keys if key in found]

"""What every table of transitions in this room has in common: the board's and that of topics under review."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from accounts.models import User

#: Why something cannot be done, in words for who would do it; empty where it can.
Guard = Callable[[Any], str]


def always(_) -> str:
    return ""


def first(*guards: Guard) -> Guard:
    """What the first of some guards that objects has to say."""
    return lambda record: next((why for why in (guard(record) for guard in guards) if why), "")


def has_internal_step(record) -> str:
    return "" if record.office.needs_approval else "この課では庁内確認を省いています。"


@dataclass(frozen=True)
class Move:
    """From some states to one, for who holds one of the rights; without rights the system does it alone."""

    key: str
    label: str  # on the button
    story: str  # in the history, after the office that did it
    sources: frozenset[str]
    target: str
    rights: tuple[str, ...]
    tells: tuple[Enum, ...] = ()
    #: What it asks for besides the decision itself.
    asks: tuple[Enum, ...] = ()
    #: What its words are called.
    words: str = "理由"
    guard: Guard = always
    #: Whether it ends the matter or turns it back: such buttons stand apart.
    ends: bool = False

    def is_allowed(self, user: User | None, record) -> bool:
        """Whether a person (None: the system) has the right, whatever the state."""
        if user is None:
            return not self.rights
        return any(user.has_perm(right, record) for right in self.rights)

    def is_possible(self, user: User | None, record) -> bool:
        """Whether the person may do it from the state it is in today; the guard is asked when it is done."""
        state = getattr(record, "state_now", record.state)
        return state in self.sources and self.is_allowed(user, record)


def forward_first(moves: Iterable[Move]) -> list[Move]:
    """Buttons in their order: those that bring the matter forward before those that end it."""
    return sorted(moves, key=lambda move: move.ends)

"""Moves from one state to another: tables as data, read by actions, views, tests and documents alike."""

from typing import NamedTuple


class Refused(Exception):  # noqa: N818 — no error of ours: the message is for who tried it
    """Why a move cannot be made, in words for who tried it."""


class Move(NamedTuple):
    """A transition: from which states, to which, whose it is, and what both sides read of it."""

    sources: tuple[str, ...]
    target: str
    who: str
    #: On the button of who makes it.
    label: str
    #: What the other side is told, as the end of a sentence.
    told: str
    needs_reason: bool = False

    def check(self, state: str, state_label: str) -> None:
        """Refused where it does not start from this state."""
        if state not in self.sources:
            raise Refused(f"現在の状態が「{state_label}」のため、「{self.label}」はできません。")

"""What differs between two texts, for people to read."""

import difflib
from typing import NamedTuple


class Difference(NamedTuple):
    """A field that differs: lines that went, came and stayed, in order."""

    label: str
    lines: list[tuple[str, str]]  # ("-" | "+" | " ", text)


def differences(before: dict[str, str], after: dict[str, str]) -> list[Difference]:
    """Field by field, line by line."""
    found = []
    for label in dict.fromkeys([*before, *after]):
        old, new = before.get(label, ""), after.get(label, "")
        if old != new:
            lines = difflib.ndiff(old.splitlines() or [""], new.splitlines() or [""])
            found.append(Difference(label, [(line[0], line[2:]) for line in lines if line[0] != "?"]))
    return found

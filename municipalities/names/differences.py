"""In what a written name differs from a body's, letter by letter: for the eyes of who decides."""

from difflib import SequenceMatcher
from typing import NamedTuple


class Piece(NamedTuple):
    text: str
    differs: bool


class Differences(NamedTuple):
    #: The written name, and the body's, in pieces.
    written: list[Piece]
    name: list[Piece]
    #: The same in words.
    told: str


def differences(written: str, name: str) -> Differences:
    ours, theirs, told = [], [], []
    for how, a, b, c, d in SequenceMatcher(None, written, name, autojunk=False).get_opcodes():
        before, after = written[a:b], name[c:d]
        differs = how != "equal"
        ours += [Piece(before, differs)] if before else []
        theirs += [Piece(after, differs)] if after else []
        if how == "replace":
            told.append(f"「{before}」が「{after}」")
        elif how == "delete":
            told.append(f"「{before}」が余分")
        elif how == "insert":
            told.append(f"「{after}」が不足")
    return Differences(ours, theirs, "、".join(told) or "文字は同じ")

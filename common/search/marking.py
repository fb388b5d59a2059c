"""Where the words stand in a text that people read."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from common.text import folded, folded_places

#: About how many letters of a text show what was found in it, and how many of them before the word.
LENGTH = 80
BEFORE = 20

_MARKUP = re.compile(r"^\s*(?:#+|[-*+>]|\d+\.)\s+|\*\*|__|`|^[-|:\s]+$")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")


class Part(NamedTuple):
    text: str
    hit: bool


def marked(text: str, forms: Iterable[str]) -> list[Part]:
    """A text in parts, those that search found marked; `forms` are the folded words."""
    parts, end = [], 0
    for start, stop in _spans(text, forms):
        if start > end:
            parts.append(Part(text[end:start], False))
        parts.append(Part(text[start:stop], True))
        end = stop
    return [*parts, Part(text[end:], False)] if end < len(text) else parts


def snippet(texts: Iterable[str], forms: Iterable[str]) -> str:
    """About 80 letters around the first word found, out of the line that has it; the beginning where none has."""
    forms = list(forms)
    lines = [line for text in texts for line in map(_unmarked, text.splitlines()) if line]
    for line in lines:
        if spans := _spans(line, forms):
            return _cut(line, spans[0][0])
    return _cut(lines[0], 0) if lines else ""


def _cut(line: str, at: int) -> str:
    start = max(0, min(at - BEFORE, len(line) - LENGTH))
    return f"{'…' if start else ''}{line[start : start + LENGTH]}{'…' if start + LENGTH < len(line) else ''}"


def _unmarked(line: str) -> str:
    """A line of Markdown as it is read."""
    return _LINK.sub(r"\1", _MARKUP.sub("", line)).strip()


def _spans(text: str, forms: Iterable[str]) -> list[tuple[int, int]]:
    """Where the words begin and end, in order, those that touch as one."""
    plain = folded(text)
    found = [form for form in forms if form in plain]
    if not found:
        return []  # most texts: letters are not asked one by one
    letters, places = folded_places(text)
    spans = sorted(
        (places[start][0], places[start + len(form) - 1][1])
        for form in found
        for start in _places_of(form, letters)
    )
    joined = spans[:1]
    for start, stop in spans[1:]:
        if start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(stop, joined[-1][1]))
        else:
            joined.append((start, stop))
    return joined


def _places_of(form: str, letters: str) -> Iterator[int]:
    start = letters.find(form)
    while start >= 0:
        yield start
        start = letters.find(form, start + len(form))

"""Where the words stand in a text that people read."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from common.text import folded, folded_places

#: About how many letters of a text show what was found in it, and how many of them before the word.
LENGTH = 80
BEFORE = 20


class Part(NamedTuple):
    text: str
    hit: bool


def marked(text: str, forms: Iterable[str]) -> list[Part]:
    """A text in parts, those that search found marked; `forms` are the folded words."""
    letters, places = folded_places(text)
    hits = set()
    for form in forms:
        for start in _places_of(form, letters):
            hits.update(range(places[start][0], places[start + len(form) - 1][1]))
    parts: list[Part] = []
    for place, letter in enumerate(text):
        if parts and parts[-1].hit == (place in hits):
            parts[-1] = Part(parts[-1].text + letter, parts[-1].hit)
        else:
            parts.append(Part(letter, place in hits))
    return parts


def snippet(texts: Iterable[str], forms: Iterable[str]) -> list[Part]:
    """About 80 letters around the first word found, of the line that has it; the beginning where none has."""
    forms = list(forms)
    lines = [line.strip() for text in texts for line in text.splitlines() if line.strip()]
    for line in lines:
        plain = folded(line)
        if any(form in plain for form in forms):
            return marked(_cut(line, forms), forms)
    return [Part(_shortened(lines[0], 0), False)] if lines else []


def _cut(line: str, forms: Iterable[str]) -> str:
    letters, places = folded_places(line)
    first = min(place for form in forms if (place := letters.find(form)) >= 0)
    return _shortened(line, places[first][0])


def _shortened(line: str, at: int) -> str:
    start = max(0, min(at - BEFORE, len(line) - LENGTH))
    cut = line[start : start + LENGTH]
    return f"{'…' if start else ''}{cut}{'…' if start + LENGTH < len(line) else ''}"


def _places_of(form: str, letters: str) -> Iterator[int]:
    start = letters.find(form) if form else -1
    while start >= 0:
        yield start
        start = letters.find(form, start + len(form))

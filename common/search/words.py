"""What was typed, as it is looked for, and the pieces that a text is found by."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise

from common.text import folded, folded_forms

#: Each word is a condition of its own; one letter such as U+FDFA alone becomes four words.
MOST_WORDS = 10
#: A longer name is found by its pieces only: an index takes no piece of any length.
LONGEST_NAME = 100


def words(text: str) -> list[str]:
    """The first words of what was typed, in the width the records are written in."""
    return unicodedata.normalize("NFKC", text).split()[:MOST_WORDS]


def search_words(text: str) -> list[tuple[str, ...]]:
    """The words as they are compared with a search text, each in the forms it may have there; what folds to
    nothing is no word."""
    return [forms for forms in map(folded_forms, words(text)) if forms[0]]


def grams(text: str) -> set[str]:
    """The pieces of one and of two letters of a text, none over the end of a line."""
    pieces: set[str] = set()
    for line in text.split("\n"):
        pieces.update(line)
        pieces.update(map("".join, pairwise(line)))
    return pieces


def pieces_of(word: str) -> list[str]:
    """The pieces that every text with the word has: the word itself where it is one, else those of two letters."""
    return [word] if len(word) == 1 else sorted(set(map("".join, pairwise(word))))


# Folded text holds no spaces: what begins with one is told from a piece of the text. One: a piece of a name.
# Two: a whole name.


def name_pieces(pieces: Iterable[str]) -> list[str]:
    return [f" {piece}" for piece in pieces]


def whole_pieces(name: str) -> list[str]:
    return [f"  {name}"] if len(name) <= LONGEST_NAME else name_pieces(pieces_of(name))


def text_pieces(names: Iterable[str], text: str) -> set[str]:
    """All the pieces that a record is found by."""
    names = list(names)
    return {*grams(text), *name_pieces(grams("\n".join(names))), *chain(*map(whole_pieces, names))}


@dataclass(frozen=True)
class Asked:
    """What was typed, taken apart."""

    text: str

    @cached_property
    def words(self) -> list[tuple[str, ...]]:
        return search_words(self.text)

    @cached_property
    def whole(self) -> str:
        """As the name of something; spaces within it mean nothing."""
        return folded("".join(words(self.text)))

    @cached_property
    def forms(self) -> list[str]:
        """Every form of every word: what is marked."""
        return [form for forms in self.words for form in forms]

    @property
    def shape(self) -> tuple[int, ...]:
        """How many forms each word has: statements of one shape differ in nothing but values."""
        return tuple(map(len, self.words))

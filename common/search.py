"""How the words of a search are read."""

import unicodedata

#: Each word is a condition over several tables; one letter such as U+FDFA alone becomes four words.
MOST_WORDS = 10


def words(text: str) -> list[str]:
    """The first words of what was typed, in the width the records are written in."""
    return unicodedata.normalize("NFKC", text).split()[:MOST_WORDS]

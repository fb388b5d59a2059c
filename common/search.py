"""How the words of a search are read."""

import unicodedata

_TO_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ"))}


def words(text: str) -> list[str]:
    """The words of what was typed, in the width the records are written in."""
    return unicodedata.normalize("NFKC", text).split()


def hiragana(text: str) -> str:
    """Katakana as the hiragana that readings are recorded in."""
    return text.translate(_TO_HIRAGANA)

"""Search in Japanese without a dictionary: each record keeps one text in which ways of writing are one.

`words` takes apart what was typed, `records` keeps the texts and finds by them, `shelves` finds the best of many
kinds of records at once, `marking` shows people where the words stand.
"""

from common.search.marking import Part, marked, snippet
from common.search.records import Searchable, SearchableManager, SearchableQuerySet, search_columns
from common.search.words import MOST_WORDS, Asked, grams, search_words, words

__all__ = [
    "MOST_WORDS",
    "Asked",
    "Part",
    "Searchable",
    "SearchableManager",
    "SearchableQuerySet",
    "grams",
    "marked",
    "search_columns",
    "search_words",
    "snippet",
    "words",
]

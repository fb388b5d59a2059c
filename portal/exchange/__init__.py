"""The import of records: all books there are, the worker's job and the admin's pages."""

from municipalities.exchange.books import BOOKS as MUNICIPALITIES
from municipalities.exchange.records import Book
from projects.exchange import BOOKS as PROJECTS
from surveys.models import YearlyReturn
from surveys.returns.exchange import return_book

#: In the order in which they are offered; by name, as a run has it.
BOOKS: dict[str, Book] = {book.name: book for book in (*PROJECTS, *MUNICIPALITIES)}


def title_of(name: str) -> str:
    """The kind of a run in a word, without asking for the return that it may be of."""
    return BOOKS[name].title if name in BOOKS else str(YearlyReturn._meta.verbose_name)


def book_of(name: str) -> Book:
    """The book of a run: one of those that the admin offers, or that of one ward's yearly return."""
    return BOOKS[name] if name in BOOKS else return_book(name)

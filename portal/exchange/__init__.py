"""The import of records: all books there are, the worker's job and the admin's pages."""

from municipalities.exchange.books import BOOKS as MUNICIPALITIES
from municipalities.exchange.records import Book
from projects.exchange import BOOKS as PROJECTS

#: In the order in which they are offered; by name, as a run has it.
BOOKS: dict[str, Book] = {book.name: book for book in (*PROJECTS, *MUNICIPALITIES)}

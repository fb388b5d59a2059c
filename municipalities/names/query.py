import datetime as dt
from dataclasses import dataclass, replace

from municipalities.names.records import Body


@dataclass(frozen=True, slots=True)
class Query:
    """A name to resolve: as written, made tidy, with the prefecture read from its column."""

    written: str
    text: str
    place: Body | None
    #: False where the prefecture's column holds something that is no prefecture.
    is_place_known: bool
    #: Nothing but white space around it was touched: only then may it be exact.
    is_literal: bool
    on: dt.date

    def about(self, text: str, place: Body | None = None) -> "Query":
        """The same question about a part of the text: no longer letter for letter."""
        return replace(self, text=text, place=place or self.place, is_literal=False)

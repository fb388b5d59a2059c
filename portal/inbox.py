"""今の番: everything an office owes next, from every room, in order of when it is due."""

import datetime as dt
from typing import NamedTuple

from municipalities.models import Office


class Owed(NamedTuple):
    """A move that an office owes."""

    due: dt.date | None
    title: str  # what it is about
    what: str  # what to do
    path: str
    since: dt.date | None = None


def owed(office: Office) -> list[Owed]:
    """What the office owes, what is due first before the rest."""
    return []

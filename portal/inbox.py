"""今の番: everything an office owes next, from every room, in order of when it is due."""

from bulletin.board.turns import Owed, owed_by
from municipalities.models import Office


def owed(office: Office) -> list[Owed]:
    """What the office owes, what is due first before the rest."""
    return owed_by(office)

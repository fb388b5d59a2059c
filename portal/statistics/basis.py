"""Three ways to read the same statistics, and the ledger for each."""

from django.db import models

from common.dates import today
from common.kept import kept
from portal.statistics.ledger import Ledger, ledger


class Basis(models.TextChoices):
    THEN = "then", "当時の団体で数える"
    TODAY = "today", "現在の団体に読み替えて数える"
    PUBLISHED = "published", "公表した数で見る"


#: What a page says of how it is read.
EXPLANATIONS = {
    Basis.THEN: "団体は、基準日に存在した団体で数えています。",
    Basis.TODAY: "団体は、基準日のあとの合併や市制施行などを経た、現在の団体に読み替えて数えています。",
    Basis.PUBLISHED: (
        "公表した数の下に、このサイトの記録から数えた数を示しています。「－」は公表した数がないところです。"
    ),
}


def ledger_for(basis: str) -> Ledger:
    return _onto_today() if basis == Basis.TODAY else ledger()


@kept(1)
def _onto_today() -> Ledger:
    return ledger().read_onto(today())

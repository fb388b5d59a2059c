"""What people say in the tests of the board."""

import datetime as dt

from bulletin.board.actions import Said, move_response
from bulletin.board.rooms import confirm_terms, propose_terms
from common.dates import fiscal_year, today

DAY = dt.timedelta(days=1)
SAID = Said(reason="理由", category="other", deadline=today() + 20 * DAY, day=today())
TERMS = {
    "what": "雪を運ぶ",
    "who": "町と区",
    "lead": "author",
    "payment": "区",
    "schedule": "2月",
    "fiscal_year": fiscal_year(today()),
    "contact": "企画課",
}


def settled(response, author, responder):
    """Both sides agree."""
    move_response(response=response, move="talk", by=author)
    propose_terms(response=response, by=author, values=TERMS, version=0)
    confirm_terms(response=response, by=author, version=1)
    return confirm_terms(response=response, by=responder, version=1)


def now(record):
    """As it is stored."""
    return type(record).objects.get(pk=record.pk)

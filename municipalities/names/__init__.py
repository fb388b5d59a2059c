"""Names as people write them, read as bodies of a day.

    resolver = load_resolver()
    resolver.resolve("篠山市", "兵庫県", on=day).body

The logic is pure and works on plain records (`Resolver(bodies, spellings, changes)`); `load_resolver` builds it from
the database with three queries. docs: the rules stand in `resolver`, what may only be guessed in `guesses`.
"""

from municipalities.names.loading import load_resolver
from municipalities.names.records import Body, Candidate, Change, Resolution, Spelling, Written
from municipalities.names.resolver import Resolver

__all__ = ["Body", "Candidate", "Change", "Resolution", "Resolver", "Spelling", "Written", "load_resolver"]

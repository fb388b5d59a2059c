"""What became of ended bodies, and what bodies came of, over any number of changes one after the other.

The same walk as `portal.statistics.ledger` takes in memory, as conditions for querysets.
"""

import datetime as dt

from django.db.models import BigIntegerField, DateField, Func, Value

#: From some bodies onwards: each next change later than the one before, only what has ended goes on.
HEIRS = """(
    WITH RECURSIVE chain(id, day) AS (
        SELECT id, CAST(NULL AS date) FROM municipalities_localgovernment WHERE id IN ({bodies})
        UNION
        SELECT after.localgovernment_id, change.effective_on
        FROM chain
        JOIN municipalities_localgovernment AS body ON body.id = chain.id AND body.valid_to <= {day}
        JOIN municipalities_boundarychange_predecessors AS before ON before.localgovernment_id = chain.id
        JOIN municipalities_boundarychange AS change ON change.id = before.boundarychange_id
            AND change.effective_on <= {day} AND (chain.day IS NULL OR change.effective_on > chain.day)
        JOIN municipalities_boundarychange_successors AS after ON after.boundarychange_id = change.id
    ) SELECT id FROM chain WHERE day IS NOT NULL
)"""

#: And back: each change earlier than the one after it, to bodies that have ended.
ORIGINS = """(
    WITH RECURSIVE chain(id, day) AS (
        SELECT id, CAST(NULL AS date) FROM municipalities_localgovernment WHERE id IN ({bodies})
        UNION
        SELECT before.localgovernment_id, change.effective_on
        FROM chain
        JOIN municipalities_boundarychange_successors AS after ON after.localgovernment_id = chain.id
        JOIN municipalities_boundarychange AS change ON change.id = after.boundarychange_id
            AND change.effective_on <= {day} AND (chain.day IS NULL OR change.effective_on < chain.day)
        JOIN municipalities_boundarychange_predecessors AS before ON before.boundarychange_id = change.id
        JOIN municipalities_localgovernment AS body ON body.id = before.localgovernment_id AND body.valid_to <= {day}
    ) SELECT id FROM chain WHERE day IS NOT NULL
)"""


class Descent(Func):
    """Ids of bodies, as the right side of `…__in`: out of `bodies`, an expression or a subquery of ids."""

    output_field = BigIntegerField()

    def __init__(self, walk: str, bodies, day: dt.date, **extra):
        super().__init__(bodies, Value(day, DateField()), **extra)
        self.walk = walk

    def as_sql(self, compiler, connection, **context):
        bodies, day = self.get_source_expressions()
        bodies_sql, bodies_params = compiler.compile(bodies)
        day_sql, day_params = compiler.compile(day)
        if bodies_sql.startswith("("):  # a subquery brings its own brackets
            bodies_sql = bodies_sql[1:-1]
        days = self.walk.count("{day}")
        return self.walk.format(bodies=bodies_sql, day=day_sql), (*bodies_params, *(day_params * days))


def heirs_of(bodies, day: dt.date) -> Descent:
    """What ended bodies had become by a day, and whatever they were in between."""
    return Descent(HEIRS, bodies, day)


def origins_of(bodies, day: dt.date) -> Descent:
    """The ended bodies that bodies of a day came of."""
    return Descent(ORIGINS, bodies, day)

"""Statements written once: a lean page costs Django more in writing the same SQL anew than in all the rest.

A prepared function builds its queryset once a day (what is published, or in force, is a question of the day) and
keeps the SQL. A call fills in its values; rows come out of the ORM as ever, relations and all.
"""

import copy
import functools
from collections.abc import Callable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import BigAutoField, Lookup, QuerySet
from django.db.models.sql import Query

from common.dates import today

#: What stands for a number and for a text until the values come: nothing that a record holds.
NUMBERS = [-2_000_000_011 - place for place in range(9)]
TEXTS = [f"\ue011{place}" for place in range(9)]


@BigAutoField.register_lookup
class Listed(Lookup):
    """`pk__listed="7,12,30"`: any number of ids as one value, so that the statement is one however many they are."""

    lookup_name = "listed"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{column} = ANY(string_to_array(%s, ',')::bigint[])", [*params, self.rhs]
        return f"{column} IN (SELECT value FROM json_each('[' || %s || ']'))", [*params, self.rhs]  # noqa: S608


class WrittenQuery(Query):
    """A query whose SQL stands already, with other values in it."""

    compiler: Any
    sql: str
    values: tuple

    def get_compiler(self, using=None, connection=None, elide_empty=True):
        compiler = copy.copy(self.compiler)
        compiler.connection = connection or connections[using]
        compiler.as_sql = lambda *args, **kwargs: (self.sql, self.values)
        return compiler


class Written:
    """The SQL of a queryset, and which of its parameters are the values to come."""

    def __init__(self, build: Callable[..., QuerySet], values: tuple[int | str, ...]):
        gaps = [
            TEXTS[place] if isinstance(value, str) else NUMBERS[place] for place, value in enumerate(values)
        ]
        self.queryset = build(*gaps)
        self.compiler = self.queryset.query.get_compiler(self.queryset.db)
        self.sql, self.params = self.compiler.as_sql()
        self.places = [(at, gaps.index(param)) for at, param in enumerate(self.params) if param in gaps]
        if {gap for _, gap in self.places} != set(range(len(gaps))):
            raise TypeError(f"{build.__qualname__}: a value does not reach the database as it is given")

    def rows(self, values: tuple[int | str, ...]) -> list:
        params = list(self.params)
        for at, gap in self.places:
            params[at] = type(params[at])(values[gap])  # psycopg has types of its own for numbers
        found = self.queryset.all()
        query: Any = found.query
        query.__class__ = WrittenQuery
        query.compiler, query.sql, query.values = self.compiler, self.sql, tuple(params)
        return list(found)


def prepared(build: Callable[..., QuerySet]) -> Callable[..., list]:
    """Make a function from numbers and texts to a queryset one to the list of its rows.

    It is called with stand-ins and must hand them on as they are: no look at them, no `contains`.
    """
    kept: dict[tuple, Written] = {}

    @functools.wraps(build)
    def rows(*values: int | str) -> list:
        key = (today(), connections[DEFAULT_DB_ALIAS].vendor)
        written = kept.get(key)
        if written is None:
            written = Written(build, values)
            kept.clear()
            kept[key] = written
        return written.rows(values)

    return rows

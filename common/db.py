"""What PostgreSQL and SQLite spell differently: constraints as migration operations, an aggregate, and a queue.

SQLite drops triggers when a later migration rebuilds their table; tests/test_constraints.py fails then,
and that migration repeats the operation.
"""

from django.db import connection
from django.db.migrations.operations.base import Operation
from django.db.models import Aggregate, JSONField

#: What a row can suffer.
EVENTS = ("INSERT", "UPDATE", "DELETE")


def queue(lock: int) -> None:
    """Transactions that write one thing pass here one after the other; `lock` is any constant of our own.

    SQLite has a single writer as it is.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])


class SqlOperation(Operation):
    """Base: SQL per vendor, no change of state, reversible."""

    reduces_to_sql = True
    reversible = True
    forwards_sql: dict[str, list[str]]
    backwards_sql: dict[str, list[str]]

    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for statement in self.forwards_sql[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for statement in self.backwards_sql[schema_editor.connection.vendor]:
            schema_editor.execute(statement)


class NoOverlap(SqlOperation):
    """Rows equal in `keys` may not overlap in the half-open period [starts, ends); null is without limit.

    `keys` are SQL expressions over columns that are never null, e.g. "COALESCE(ward_id, 0)".
    """

    def __init__(self, table: str, keys: list[str], starts: str, ends: str, name: str):
        self.table, self.keys, self.starts, self.ends, self.name = table, keys, starts, ends, name
        self.forwards_sql = {"postgresql": self._postgresql(), "sqlite": self._sqlite()}
        self.backwards_sql = {
            "postgresql": [f"ALTER TABLE {table} DROP CONSTRAINT {name}"],
            "sqlite": [f"DROP TRIGGER {name}_insert", f"DROP TRIGGER {name}_update"],
        }

    def deconstruct(self):
        return self.__class__.__name__, [self.table, self.keys, self.starts, self.ends, self.name], {}

    def describe(self):
        return f"Periods of {self.table} may not overlap"

    def _postgresql(self):
        keys = ", ".join(f"({key}) WITH =" for key in self.keys)
        return [
            "CREATE EXTENSION IF NOT EXISTS btree_gist",
            f"ALTER TABLE {self.table} ADD CONSTRAINT {self.name} EXCLUDE USING gist "
            f"({keys}, daterange({self.starts}, {self.ends}) WITH &&)",
        ]

    def _sqlite(self):
        same = " AND ".join(f"({self._of('other', key)}) = ({self._of('NEW', key)})" for key in self.keys)
        far, soon = "'9999-12-31'", "'0001-01-01'"
        overlap = (
            f"COALESCE(other.{self.starts}, {soon}) < COALESCE(NEW.{self.ends}, {far}) AND "
            f"COALESCE(NEW.{self.starts}, {soon}) < COALESCE(other.{self.ends}, {far})"
        )
        return [
            f"CREATE TRIGGER {self.name}_{event.lower()} BEFORE {event} ON {self.table} "
            f"WHEN EXISTS (SELECT 1 FROM {self.table} AS other WHERE other.id <> COALESCE(NEW.id, -1) "
            f"AND {same} AND {overlap}) "
            f"BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed: {self.name}'); END"
            for event in ("INSERT", "UPDATE")
        ]

    @staticmethod
    def _of(row: str, key: str) -> str:
        """Qualify the column of an expression: COALESCE(ward_id, 0) → COALESCE(NEW.ward_id, 0)."""
        if key.startswith("COALESCE("):
            return key.replace("COALESCE(", f"COALESCE({row}.", 1)
        return f"{row}.{key}"


class AppendOnly(SqlOperation):
    """Rows of `table` can be added, never changed or deleted."""

    def __init__(self, table: str):
        self.table = table
        name = f"{table}_append_only"
        self.forwards_sql = {
            "postgresql": [
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{table} is append-only' "
                "USING ERRCODE = 'integrity_constraint_violation'; END $$",
                f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {name}()",
            ],
            "sqlite": [
                f"CREATE TRIGGER {name}_{event.lower()} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                for event in ("UPDATE", "DELETE")
            ],
        }
        self.backwards_sql = {
            "postgresql": [f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION {name}()"],
            "sqlite": [f"DROP TRIGGER {name}_update", f"DROP TRIGGER {name}_delete"],
        }

    def deconstruct(self):
        return self.__class__.__name__, [self.table], {}

    def describe(self):
        return f"Rows of {self.table} are never changed or deleted"


class JsonList(Aggregate):
    """The values of a group as a JSON list, in no order: rows of a relation within the statement that lists
    its owners. The one aggregate of ours that PostgreSQL and SQLite name differently."""

    output_field = JSONField()

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="JSONB_AGG", **context)

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **context)


class RaiseVersion(SqlOperation):
    """Every transaction that writes to one of `tables` raises the number in `version_table`, as it commits.

    On PostgreSQL the triggers are deferred to the commit, so that writers hold the row's lock for no longer
    than that and cannot deadlock over it, and act once a transaction however many rows it wrote. A migration
    that rebuilt some of the tables on SQLite, or adds tables, names all of them anew.
    """

    def __init__(self, version_table: str, tables: list[str]):
        self.version_table, self.tables = version_table, tables
        name = f"{version_table}_raise"
        self.forwards_sql = {
            "postgresql": [
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"UPDATE {version_table} SET number = number + 1 WHERE xmin <> pg_current_xact_id()::xid; "
                "RETURN NULL; END $$",
                *(
                    statement
                    for table in tables
                    for statement in (
                        f"DROP TRIGGER IF EXISTS {table}_version ON {table}",
                        f"CREATE CONSTRAINT TRIGGER {table}_version AFTER INSERT OR UPDATE OR DELETE ON {table} "
                        f"DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {name}()",
                    )
                ),
            ],
            "sqlite": [
                statement
                for table in tables
                for event in EVENTS
                for statement in (
                    f"DROP TRIGGER IF EXISTS {table}_version_{event.lower()}",
                    f"CREATE TRIGGER {table}_version_{event.lower()} AFTER {event} ON {table} "
                    f"BEGIN UPDATE {version_table} SET number = number + 1; END",
                )
            ],
        }
        self.backwards_sql = {
            "postgresql": [
                *(f"DROP TRIGGER {table}_version ON {table}" for table in tables),
                f"DROP FUNCTION {name}()",
            ],
            "sqlite": [
                f"DROP TRIGGER {table}_version_{event.lower()}" for table in tables for event in EVENTS
            ],
        }

    def deconstruct(self):
        return self.__class__.__name__, [self.version_table, self.tables], {}

    def describe(self):
        return f"Writes to public content raise {self.version_table}"


class BlankSearchText(SqlOperation):
    """The search text of `owner` (common.search) becomes null with every write to what it is made of.

    `made_of`: another table → the condition on `owner` by which a row of it, called {row}, is found in the text,
    e.g. {"projects_projectparty": "id = {row}.project_id"}. `named_by`: a table that only lends names → the
    columns it lends and such a condition. Also makes the index of the text's pieces.
    """

    def __init__(self, owner: str, made_of: dict[str, str], named_by: dict[str, tuple[str, str]]):
        self.owner, self.made_of, self.named_by = owner, made_of, named_by
        own = f"{owner}_search"
        parts = [self._part(table, EVENTS, condition) for table, condition in made_of.items()]
        parts += [
            self._part(table, (f"UPDATE OF {columns}",), condition)
            for table, (columns, condition) in named_by.items()
        ]
        self.forwards_sql = {
            "postgresql": [
                f"CREATE OR REPLACE FUNCTION {own}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                "IF NEW.search_text IS NOT DISTINCT FROM OLD.search_text THEN NEW.search_text := NULL; END IF; "
                "RETURN NEW; END $$",
                f"CREATE TRIGGER {own} BEFORE UPDATE ON {owner} FOR EACH ROW EXECUTE FUNCTION {own}()",
                f"CREATE INDEX {owner}_grams ON {owner} USING gin (string_to_array(search_grams, E'\\n'))",
                *(statement for part in parts for statement in part["postgresql"]),
            ],
            "sqlite": [
                f"CREATE TRIGGER {own} AFTER UPDATE ON {owner} "
                "WHEN NEW.search_text IS OLD.search_text AND NEW.search_text IS NOT NULL "
                f"BEGIN {self._blank('id = NEW.id')} END",
                *(statement for part in parts for statement in part["sqlite"]),
            ],
        }
        self.backwards_sql = {
            "postgresql": [
                *(f"DROP FUNCTION {self._name(table)}() CASCADE" for table in (*made_of, *named_by)),
                f"DROP INDEX {owner}_grams",
                f"DROP FUNCTION {own}() CASCADE",
            ],
            "sqlite": [
                f"DROP TRIGGER {own}",
                *(
                    f"DROP TRIGGER {self._name(table)}_{event.lower()}"
                    for table in made_of
                    for event in EVENTS
                ),
                *(f"DROP TRIGGER {self._name(table)}_update" for table in named_by),
            ],
        }

    def deconstruct(self):
        return self.__class__.__name__, [self.owner, self.made_of, self.named_by], {}

    def describe(self):
        return f"Writes to {self.owner} and what belongs to it blank its search text"

    def _name(self, table: str) -> str:
        return f"{table}_in_{self.owner}"

    def _blank(self, condition: str) -> str:
        return f"UPDATE {self.owner} SET search_text = NULL WHERE search_text IS NOT NULL AND ({condition});"

    def _part(self, table: str, events: tuple[str, ...], condition: str) -> dict[str, list[str]]:
        """The triggers of one table for events such as "INSERT" or "UPDATE OF name, kana"."""
        name = self._name(table)
        old, new = self._blank(condition.format(row="OLD")), self._blank(condition.format(row="NEW"))
        return {
            "postgresql": [
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF TG_OP <> 'INSERT' THEN {old} END IF; IF TG_OP <> 'DELETE' THEN {new} END IF; "
                "RETURN NULL; END $$",
                f"CREATE TRIGGER {name} AFTER {' OR '.join(events)} ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {name}()",
            ],
            "sqlite": [
                f"CREATE TRIGGER {name}_{event.split()[0].lower()} AFTER {event} ON {table} BEGIN "
                f"{'' if event == 'INSERT' else old} {'' if event == 'DELETE' else new} END"
                for event in events
            ],
        }

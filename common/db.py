"""What PostgreSQL and SQLite spell differently: constraints as migration operations, and an aggregate.

SQLite drops triggers when a later migration rebuilds their table; tests/test_constraints.py fails then,
and that migration repeats the operation.
"""

from django.db.migrations.operations.base import Operation
from django.db.models import Aggregate, JSONField


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
    than that and cannot deadlock over it, and act once a transaction however many rows it wrote.
    """

    def __init__(self, version_table: str, tables: list[str]):
        self.version_table, self.tables = version_table, tables
        name = f"{version_table}_raise"
        self.forwards_sql = {
            "postgresql": [
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"UPDATE {version_table} SET number = number + 1 WHERE xmin <> pg_current_xact_id()::xid; "
                "RETURN NULL; END $$",
                *(
                    f"CREATE CONSTRAINT TRIGGER {table}_version AFTER INSERT OR UPDATE OR DELETE ON {table} "
                    f"DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {name}()"
                    for table in tables
                ),
            ],
            "sqlite": [
                f"CREATE TRIGGER {table}_version_{event.lower()} AFTER {event} ON {table} "
                f"BEGIN UPDATE {version_table} SET number = number + 1; END"
                for table in tables
                for event in ("INSERT", "UPDATE", "DELETE")
            ],
        }
        self.backwards_sql = {
            "postgresql": [
                *(f"DROP TRIGGER {table}_version ON {table}" for table in tables),
                f"DROP FUNCTION {name}()",
            ],
            "sqlite": [
                f"DROP TRIGGER {table}_version_{event}"
                for table in tables
                for event in ("insert", "update", "delete")
            ],
        }

    def deconstruct(self):
        return self.__class__.__name__, [self.version_table, self.tables], {}

    def describe(self):
        return f"Writes to public content raise {self.version_table}"

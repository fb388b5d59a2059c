"""What PostgreSQL and SQLite spell differently: constraints as migration operations, an aggregate, and a queue.

SQLite drops triggers when a later migration rebuilds their table; tests/test_constraints.py fails then,
and that migration repeats the operation.
"""

from collections.abc import Sequence

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.migrations.operations.base import Operation
from django.db.models import Aggregate, JSONField, Model

#: What a row can suffer.
EVENTS = ("INSERT", "UPDATE", "DELETE")


def queue(lock: int) -> None:
    """Transactions that write one thing pass here one after the other; `lock` is any constant of our own.

    SQLite has a single writer as it is.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])


def renew_connection() -> None:
    """Have what follows use a connection that works, as each request does at its beginning: for processes that live
    long and for what goes on after an error. Within a transaction there is nothing to renew."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def insert(rows: Sequence[Model]) -> None:
    """Many new rows of one model, whose ids nobody asks for. PostgreSQL copies them in, at a quarter of the cost of a
    statement whose parameters are to be quoted."""
    database = connections[DEFAULT_DB_ALIAS]  # itself, as it is asked for each value
    if database.vendor != "postgresql" or len(rows) < 2:
        type(rows[0])._base_manager.bulk_create(rows)
        return
    meta, quoted = rows[0]._meta, database.ops.quote_name
    fields = [one for one in meta.concrete_fields if not (one.primary_key or one.generated)]
    columns = ", ".join(quoted(str(one.column)) for one in fields)
    statement = f"COPY {quoted(meta.db_table)} ({columns}) FROM STDIN"
    with database.wrap_database_errors, database.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([one.get_db_prep_save(one.pre_save(row, add=True), database) for one in fields])


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
    """Rows of `table` can be added, never changed or deleted; with `when`, not once OLD meets that condition."""

    def __init__(self, table: str, *, when: str = ""):
        self.table, self.when = table, when
        condition = f"WHEN ({when}) " if when else ""
        name = f"{table}_append_only"
        self.forwards_sql = {
            "postgresql": [
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{table} is append-only' "
                "USING ERRCODE = 'integrity_constraint_violation'; END $$",
                f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} "
                f"FOR EACH ROW {condition}EXECUTE FUNCTION {name}()",
            ],
            "sqlite": [
                f"CREATE TRIGGER {name}_{event.lower()} BEFORE {event} ON {table} {condition}"
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                for event in ("UPDATE", "DELETE")
            ],
        }
        self.backwards_sql = {
            "postgresql": [f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION {name}()"],
            "sqlite": [f"DROP TRIGGER {name}_update", f"DROP TRIGGER {name}_delete"],
        }

    def deconstruct(self):
        return self.__class__.__name__, [self.table], {"when": self.when} if self.when else {}

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
    """Every transaction that writes to one of `tables` raises the number in `version_table`, as it commits;
    making a search text that a write has blanked does not, since no page shows it.

    On PostgreSQL the triggers are deferred to the commit, so that writers hold the row's lock for no longer
    than that and cannot deadlock over it, and act once a transaction however many rows it wrote. A migration
    that rebuilt some of the tables on SQLite, adds tables or makes them searchable, names them anew.
    """

    #: The one change of a row that shows nowhere.
    FILL = "OLD.search_text IS NULL AND NEW.search_text IS NOT NULL"

    def __init__(
        self,
        version_table: str,
        tables: list[str],
        *,
        anew: bool = False,
        row: int | None = None,
        columns: dict[str, str] | None = None,
    ):
        """`anew`: the tables have had the triggers before, and keep them when the migration is undone. `row`: the id
        of the only number to raise, else all are. `columns`: of some tables these alone show, "name, email"."""
        self.version_table, self.tables, self.anew = version_table, tables, anew
        self.row, self.columns = row, columns or {}
        self.dropped = {
            "postgresql": [
                f"DROP TRIGGER IF EXISTS {table}_version{update} ON {table}"
                for table in tables
                for update in ("", "_update")
            ],
            "sqlite": [
                f"DROP TRIGGER IF EXISTS {table}_version_{event.lower()}"
                for table in tables
                for event in EVENTS
            ],
        }
        self.backwards_sql = {vendor: [] if anew else sql for vendor, sql in self.dropped.items()}

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        searched = {
            model.options.get("db_table", f"{app}_{name}")
            for (app, name), model in to_state.models.items()
            if "search_text" in model.fields
        }
        make = self._postgresql if schema_editor.connection.vendor == "postgresql" else self._sqlite
        for statement in make(searched):
            schema_editor.execute(statement)

    def _postgresql(self, searched: set[str]):
        name = f"{self.version_table}_raise{'' if self.row is None else f'_{self.row}'}"
        one = "" if self.row is None else f"id = {self.row} AND "
        yield (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"UPDATE {self.version_table} SET number = number + 1 WHERE {one}xmin <> pg_current_xact_id()::xid; "
            "RETURN NULL; END $$"
        )
        yield from self.dropped["postgresql"]
        raises = f"DEFERRABLE INITIALLY DEFERRED FOR EACH ROW {{when}}EXECUTE FUNCTION {name}()"
        for table in self.tables:
            update = "" if table in searched else f"UPDATE{self._of(table)} OR "
            events = f"INSERT OR {update}DELETE"
            yield (
                f"CREATE CONSTRAINT TRIGGER {table}_version AFTER {events} ON {table} {raises.format(when='')}"
            )
            if table in searched:
                yield (
                    f"CREATE CONSTRAINT TRIGGER {table}_version_update AFTER UPDATE ON {table} "
                    f"{raises.format(when=f'WHEN (NOT ({self.FILL})) ')}"
                )

    def _sqlite(self, searched: set[str]):
        yield from self.dropped["sqlite"]
        one = "" if self.row is None else f" WHERE id = {self.row}"
        for table in self.tables:
            for event in EVENTS:
                what = f"{event}{self._of(table)}" if event == "UPDATE" else event
                when = f"WHEN NOT ({self.FILL}) " if event == "UPDATE" and table in searched else ""
                yield (
                    f"CREATE TRIGGER {table}_version_{event.lower()} AFTER {what} ON {table} {when}"
                    f"BEGIN UPDATE {self.version_table} SET number = number + 1{one}; END"
                )

    def _of(self, table: str) -> str:
        return f" OF {self.columns[table]}" if table in self.columns else ""

    def deconstruct(self):
        options = {"anew": self.anew, "row": self.row, "columns": self.columns}
        return self.__class__.__name__, [self.version_table, self.tables], options

    def describe(self):
        return f"Writes to {', '.join(self.tables)} raise {self.version_table}"


class BlankSearchText(SqlOperation):
    """The search text of `owner` (common.search) becomes null with every write to what it is made of.

    `made_of`: another table → the condition on `owner` by which a row of it, called {row}, is found in the text,
    e.g. {"projects_projectparty": "id = {row}.project_id"}. `named_by`: a table that only lends names → the
    columns it lends and such a condition. Also makes the index of the text's pieces. A migration that rebuilt
    `owner` on SQLite repeats it.
    """

    def __init__(self, owner: str, made_of: dict[str, str], named_by: dict[str, tuple[str, str]]):
        self.owner, self.made_of, self.named_by = owner, made_of, named_by
        own = f"{owner}_search"
        parts = [self._part(table, EVENTS, condition) for table, condition in made_of.items()]
        parts += [
            self._part(table, ("UPDATE",), condition, columns.split(", "))
            for table, (columns, condition) in named_by.items()
        ]
        self.backwards_sql = {
            "postgresql": [
                *(
                    f"DROP FUNCTION IF EXISTS {self._name(table)}() CASCADE"
                    for table in (*made_of, *named_by)
                ),
                f"DROP INDEX IF EXISTS {owner}_grams",
                f"DROP FUNCTION IF EXISTS {own}() CASCADE",
            ],
            "sqlite": [
                f"DROP TRIGGER IF EXISTS {own}",
                *(
                    f"DROP TRIGGER IF EXISTS {self._name(table)}_{event.lower()}"
                    for table in (*made_of, *named_by)
                    for event in EVENTS
                ),
            ],
        }
        self.forwards_sql = {
            "postgresql": [
                *self.backwards_sql["postgresql"],
                f"CREATE FUNCTION {own}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                "IF NEW.search_text IS NOT DISTINCT FROM OLD.search_text THEN NEW.search_text := NULL; END IF; "
                "RETURN NEW; END $$",
                f"CREATE TRIGGER {own} BEFORE UPDATE ON {owner} FOR EACH ROW EXECUTE FUNCTION {own}()",
                f"CREATE INDEX {owner}_grams ON {owner} USING gin (string_to_array(search_grams, E'\\n'))",
                *(statement for part in parts for statement in part["postgresql"]),
            ],
            "sqlite": [
                *self.backwards_sql["sqlite"],
                f"CREATE TRIGGER {own} AFTER UPDATE ON {owner} "
                "WHEN NEW.search_text IS OLD.search_text AND NEW.search_text IS NOT NULL "
                f"BEGIN {self._blank('sqlite', 'id = NEW.id')} END",
                *(statement for part in parts for statement in part["sqlite"]),
            ],
        }

    def deconstruct(self):
        return self.__class__.__name__, [self.owner, self.made_of, self.named_by], {}

    def describe(self):
        return f"Writes to {self.owner} and what belongs to it blank its search text"

    def _name(self, table: str) -> str:
        return f"{table}_in_{self.owner}"

    def _blank(self, vendor: str, condition: str) -> str:
        """Blank what is not blank. On PostgreSQL also what is, once a transaction: the row's lock is what keeps a
        search that fills it meanwhile from missing this write."""
        waiting = " OR xmin <> pg_current_xact_id()::xid" if vendor == "postgresql" else ""
        return (
            f"UPDATE {self.owner} SET search_text = NULL "
            f"WHERE (search_text IS NOT NULL{waiting}) AND ({condition});"
        )

    def _part(self, table: str, events: tuple[str, ...], condition: str, lent=()) -> dict[str, list[str]]:
        """The triggers of one table; where it lends columns only, for changes of these."""
        name = self._name(table)
        old, new = (
            {vendor: self._blank(vendor, condition.format(row=row)) for vendor in ("postgresql", "sqlite")}
            for row in ("OLD", "NEW")
        )
        changed = {
            vendor: f"WHEN ({' OR '.join(f'OLD.{one} {differs} NEW.{one}' for one in lent)}) " if lent else ""
            for vendor, differs in (("postgresql", "IS DISTINCT FROM"), ("sqlite", "IS NOT"))
        }
        return {
            "postgresql": [
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF TG_OP <> 'INSERT' THEN {old['postgresql']} END IF; "
                f"IF TG_OP <> 'DELETE' THEN {new['postgresql']} END IF; RETURN NULL; END $$",
                f"CREATE TRIGGER {name} AFTER {' OR '.join(events)} ON {table} "
                f"FOR EACH ROW {changed['postgresql']}EXECUTE FUNCTION {name}()",
            ],
            "sqlite": [
                f"CREATE TRIGGER {name}_{event.lower()} AFTER {event} ON {table} {changed['sqlite']}BEGIN "
                f"{'' if event == 'INSERT' else old['sqlite']} {'' if event == 'DELETE' else new['sqlite']} END"
                for event in events
            ],
        }


class RestSearchText(BlankSearchText):
    """First in a migration that builds `owner` anew on SQLite, which its triggers on other tables do not outlive: takes
    them away until BlankSearchText, last in it, makes them again."""

    def __init__(self, *args):
        super().__init__(*args)
        made, dropped = self.forwards_sql["sqlite"], self.backwards_sql["sqlite"]
        self.forwards_sql = {"postgresql": [], "sqlite": dropped}
        self.backwards_sql = {"postgresql": [], "sqlite": made}

    def describe(self):
        return f"The search text of {self.owner} rests"

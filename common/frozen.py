"""What must not change any more from some moment on, as migration operations for both databases (common.db)."""

from collections.abc import Sequence

from common.db import SqlOperation


class FrozenWith(SqlOperation):
    """Rows of `table` are added, removed and, in `columns` (all where none are named), changed only while their owner,
    the row of `owner` that `key` names, meets the condition `free`."""

    def __init__(self, table: str, *, key: str, owner: str, free: str, columns: Sequence[str] = ()):
        self.table, self.key, self.owner, self.free, self.columns = table, key, owner, free, tuple(columns)
        name = f"{table}_frozen"
        # Django writes all columns of a row: what counts is whether they differ.
        differs = " OR ".join(f"OLD.{one} {{}} NEW.{one}" for one in columns) or "TRUE"
        both = f"({self._bound('OLD')} OR {self._bound('NEW')})"
        events = {
            "INSERT": self._bound("NEW"),
            "UPDATE": f"({differs}) AND {both}",
            "DELETE": self._bound("OLD"),
        }
        self.forwards_sql = {"postgresql": [], "sqlite": []}
        self.backwards_sql = {"postgresql": [], "sqlite": []}
        for event, condition in events.items():
            own = f"{name}_{event.lower()}"
            distinct = condition.replace("{}", "IS DISTINCT FROM")
            self.forwards_sql["postgresql"] += [
                f"CREATE FUNCTION {own}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {distinct} THEN "
                f"RAISE EXCEPTION '{table} is frozen' USING ERRCODE = 'integrity_constraint_violation'; "
                f"END IF; RETURN {'OLD' if event == 'DELETE' else 'NEW'}; END $$",
                f"CREATE TRIGGER {own} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {own}()",
            ]
            self.forwards_sql["sqlite"] += [
                f"CREATE TRIGGER {own} BEFORE {event} ON {table} WHEN {condition.replace('{}', 'IS NOT')} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is frozen'); END"
            ]
            self.backwards_sql["postgresql"] += [
                f"DROP TRIGGER {own} ON {table}",
                f"DROP FUNCTION {own}()",
            ]
            self.backwards_sql["sqlite"] += [f"DROP TRIGGER {own}"]

    def _bound(self, row: str) -> str:
        bound = f"id = {row}.{self.key} AND NOT ({self.free})"
        return f"EXISTS (SELECT 1 FROM {self.owner} WHERE {bound})"  # noqa: S608 — our own tables

    def deconstruct(self):
        options = {"key": self.key, "owner": self.owner, "free": self.free, "columns": self.columns}
        return self.__class__.__name__, [self.table], options

    def describe(self):
        return f"Rows of {self.table} are written only while {self.owner} is {self.free}"


class NeverOnce(SqlOperation):
    """No row of `table` changes so that `change` holds of OLD and NEW: a condition of its own name, beside those that
    look at one state of a row."""

    def __init__(self, table: str, *, name: str, change: str):
        self.table, self.name, self.change = table, name, change
        raises = f"violates {name}"
        self.forwards_sql = {
            "postgresql": [
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"RAISE EXCEPTION '{raises}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
                f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({change}) "
                f"EXECUTE FUNCTION {name}()",
            ],
            "sqlite": [
                f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} WHEN {change.replace('IS DISTINCT FROM', 'IS NOT')} "
                f"BEGIN SELECT RAISE(ABORT, '{raises}'); END"
            ],
        }
        self.backwards_sql = {
            "postgresql": [f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION {name}()"],
            "sqlite": [f"DROP TRIGGER {name}"],
        }

    def deconstruct(self):
        return self.__class__.__name__, [self.table], {"name": self.name, "change": self.change}

    def describe(self):
        return f"No row of {self.table} changes so that {self.change}"

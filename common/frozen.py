"""What must not change any more from some moment on, as migration operations for both databases (common.db)."""

from collections.abc import Sequence

from common.db import EVENTS, SqlOperation


class FrozenWith(SqlOperation):
    """Rows of `table` are added, removed and, in `columns` (all where none are named), changed only while their owner,
    the row of `owner` that `key` names, meets the condition `free`."""

    def __init__(self, table: str, *, key: str, owner: str, free: str, columns: Sequence[str] = ()):
        self.table, self.key, self.owner, self.free, self.columns = table, key, owner, free, tuple(columns)
        name = f"{table}_frozen"
        update = f"UPDATE OF {', '.join(self.columns)}" if columns else "UPDATE"
        self.forwards_sql = {
            "postgresql": [
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF (TG_OP <> 'INSERT' AND {self._bound('OLD')}) OR (TG_OP <> 'DELETE' AND {self._bound('NEW')}) "
                f"THEN RAISE EXCEPTION '{table} is frozen' USING ERRCODE = 'integrity_constraint_violation'; "
                "END IF; RETURN COALESCE(NEW, OLD); END $$",
                f"CREATE TRIGGER {name} BEFORE INSERT OR {update} OR DELETE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {name}()",
            ],
            "sqlite": [
                f"CREATE TRIGGER {name}_{event.lower()} BEFORE {update if event == 'UPDATE' else event} ON {table} "
                f"WHEN {' OR '.join(map(self._bound, rows))} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is frozen'); END"
                for event, rows in zip(EVENTS, (["NEW"], ["OLD", "NEW"], ["OLD"]), strict=True)
            ],
        }
        self.backwards_sql = {
            "postgresql": [f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION {name}()"],
            "sqlite": [f"DROP TRIGGER {name}_{event.lower()}" for event in EVENTS],
        }

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

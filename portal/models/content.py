from typing import Any, NamedTuple
from weakref import WeakSet

from django.db import DEFAULT_DB_ALIAS, Error, OperationalError, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

STATEMENT = "SELECT id, number FROM portal_contentversion"
#: The name under which a connection to PostgreSQL keeps the statement, planned once; and the connections that do.
NAME = b"portal_versions"
_prepared_on: WeakSet = WeakSet()


class Versions(NamedTuple):
    """The numbers of both contents; None where there is no row."""

    public: int | None
    members: int | None


class ContentVersionManager(models.Manager):
    def current(self) -> Versions:
        """The numbers that every committed write of what pages show raises (triggers).

        The one statement of a kept page. It is its own check of a kept connection: asking first whether the
        connection still works would double the page's cost.
        """
        database = connections[DEFAULT_DB_ALIAS]  # looked up once: the proxy asks for it with each attribute
        database.health_check_done = True
        try:
            return self._read(database)
        except Error:
            if database.in_atomic_block:
                raise
            database.close()
            return self._read(database)

    def _read(self, database: BaseDatabaseWrapper) -> Versions:
        database.ensure_connection()
        if database.vendor == "postgresql":
            with database.wrap_database_errors:
                numbers = _ask_postgresql(database)
        else:
            numbers = dict(database.connection.execute(STATEMENT).fetchall())
        return Versions(numbers.get(ContentVersion.PUBLIC), numbers.get(ContentVersion.MEMBERS))


def _ask_postgresql(database: BaseDatabaseWrapper) -> dict[int, int]:
    """By libpq itself: cursors and adapters are for statements with parameters, and cost three times as much."""
    pgconn: Any = database.connection.pgconn
    if database.in_atomic_block or database.settings_dict["OPTIONS"].get("prepare_threshold", 0) is None:
        # What fails would spoil the transaction; behind a pooler the next statement may find another connection.
        result = pgconn.exec_(STATEMENT.encode())
    else:
        result = pgconn.exec_prepared(NAME, None) if pgconn in _prepared_on else None
        if (
            result is None or result.error_message
        ):  # new, or psycopg gave up all that was prepared at a rollback
            _succeeded(pgconn.prepare(NAME, STATEMENT.encode()))
            _prepared_on.add(pgconn)
            result = pgconn.exec_prepared(NAME, None)
    _succeeded(result)
    return {int(result.get_value(row, 0)): int(result.get_value(row, 1)) for row in range(result.ntuples)}


def _succeeded(result: Any) -> None:
    if result.error_message:
        raise OperationalError(result.error_message.decode(errors="replace"))


class ContentVersion(models.Model):
    """Two rows: how often public content was written, and how often anything was that members see. What is cached of
    it is cached under the number."""

    PUBLIC, MEMBERS = 1, 2

    number = models.PositiveBigIntegerField("版", default=1)

    objects = ContentVersionManager()

    class Meta:
        verbose_name = verbose_name_plural = "表示内容の版"

    def __str__(self):
        return str(self.number)

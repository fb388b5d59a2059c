from django.db import Error, OperationalError, connection, models

STATEMENT = "SELECT number FROM portal_contentversion LIMIT 1"


class ContentVersionManager(models.Manager):
    def current(self) -> int | None:
        """The number that every committed write of public content raises (triggers); None when there is none.

        The one statement of a kept page. It is its own check of a kept connection: asking first whether the
        connection still works would double the page's cost.
        """
        connection.health_check_done = True
        try:
            return self._read()
        except Error:
            if connection.in_atomic_block:
                raise
            connection.close()
            return self._read()

    def _read(self) -> int | None:
        connection.ensure_connection()
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors:
                return _ask_postgresql(connection.connection.pgconn)
        row = connection.connection.execute(STATEMENT).fetchone()
        return row[0] if row else None


def _ask_postgresql(pgconn) -> int | None:
    """By libpq itself: cursors and adapters are for statements with parameters, and cost three times as much."""
    result = pgconn.exec_(STATEMENT.encode())
    if result.ntuples == 1:
        return int(result.get_value(0, 0))
    if result.error_message:
        raise OperationalError(result.error_message.decode(errors="replace"))
    return None


class ContentVersion(models.Model):
    """One row: how often public content was written. What is cached of it is cached under this number."""

    number = models.PositiveBigIntegerField("版", default=1)

    objects = ContentVersionManager()

    class Meta:
        verbose_name = verbose_name_plural = "公開内容の版"

    def __str__(self):
        return str(self.number)

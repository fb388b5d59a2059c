from django.db import Error, connection, models


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
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT number FROM {self.model._meta.db_table} LIMIT 1")  # noqa: S608 — our own table
            row = cursor.fetchone()
        return row[0] if row else None


class ContentVersion(models.Model):
    """One row: how often public content was written. What is cached of it is cached under this number."""

    number = models.PositiveBigIntegerField("版", default=1)

    objects = ContentVersionManager()

    class Meta:
        verbose_name = verbose_name_plural = "公開内容の版"

    def __str__(self):
        return str(self.number)

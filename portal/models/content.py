from django.db import models


class ContentVersionManager(models.Manager):
    def current(self) -> int | None:
        """The number that every committed write of public content raises (triggers); None when there is none."""
        return self.values_list("number", flat=True).first()


class ContentVersion(models.Model):
    """One row: how often public content was written. What is cached of it is cached under this number."""

    number = models.PositiveBigIntegerField("版", default=1)

    objects = ContentVersionManager()

    class Meta:
        verbose_name = verbose_name_plural = "公開内容の版"

    def __str__(self):
        return str(self.number)

from django.db import models


class SeedRecord(models.Model):
    """What `seed` last wrote of a record, field by field: by it the next run tells its own values from edits."""

    model = models.CharField("種類", max_length=80)
    key = models.CharField("自然キー", max_length=250)
    values = models.JSONField("書いた値")

    class Meta:
        verbose_name = verbose_name_plural = "初期データの記録"
        constraints = [models.UniqueConstraint(fields=["model", "key"], name="seed_record_unique")]

    def __str__(self):
        return f"{self.model} {self.key}"

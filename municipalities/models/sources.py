from django.db import models


class KeyManager(models.Manager):
    """Natural key of one unique column, named by the model's `KEY`."""

    def get_by_natural_key(self, key):
        return self.get(**{self.model.KEY: key})


class Source(models.Model):
    """A document that facts were taken from."""

    KEY = "slug"

    slug = models.SlugField("識別名", unique=True)
    title = models.CharField("題名", max_length=200)
    issuer = models.CharField("発行者", max_length=200, blank=True)
    issued_on = models.DateField("発行日", null=True, blank=True)
    as_of = models.DateField("時点", null=True, blank=True, help_text="記載された事実の基準日")
    note = models.TextField("備考", blank=True)

    objects = KeyManager()

    class Meta:
        verbose_name = verbose_name_plural = "出典"
        ordering = ["issued_on", "slug"]

    def __str__(self):
        return self.title

    def natural_key(self):
        return (self.slug,)

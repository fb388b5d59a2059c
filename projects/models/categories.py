from django.core.exceptions import ValidationError
from django.db import models

from municipalities.models.sources import KeyManager


class IssueCategory(models.Model):
    """課題分類, two levels, kept by the secretariat. Figures are made from it, so never free tags."""

    KEY = "slug"

    slug = models.SlugField("識別名", unique=True)
    name = models.CharField("名称", max_length=40, unique=True)
    parent = models.ForeignKey(
        "self",
        verbose_name="上位の分類",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        limit_choices_to={"parent": None},
    )
    order = models.PositiveSmallIntegerField("順序", default=0)

    objects = KeyManager()

    class Meta:
        verbose_name = verbose_name_plural = "課題分類"
        ordering = ["order", "slug"]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.slug,)

    def clean(self):
        if self.parent_id and self.parent.parent_id:
            raise ValidationError({"parent": "課題分類は二段階までです。"})
        if self.parent_id and self.pk and self.children.exists():
            raise ValidationError({"parent": "下位の分類を持つ分類は、別の分類の下に置けません。"})

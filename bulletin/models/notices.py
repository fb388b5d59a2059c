from django.db import models
from django.urls import reverse

from common.publishing import Publishable, PublishableQuerySet, next_number, number_validator
from common.search import Searchable, SearchableManager, SearchableQuerySet


class NoticeQuerySet(PublishableQuerySet, SearchableQuerySet):
    def get_by_natural_key(self, number):
        return self.get(number=number)

    def newest(self):
        """Urgent ones first."""
        return self.order_by("-is_urgent", "-published_on", "-number")

    def for_list(self):
        return self.defer("body").newest()

    def for_detail(self):
        return self


class Notice(Publishable, Searchable):
    """お知らせ of the secretariat on the public site, until the day it expires."""

    number = models.CharField(
        "番号",
        max_length=11,
        unique=True,
        blank=True,
        help_text="空欄なら自動で付く",
        validators=[number_validator("N")],
    )
    title = models.CharField("題名", max_length=120)
    body = models.TextField("本文", help_text="Markdown で書けます。")
    is_urgent = models.BooleanField("緊急", default=False, help_text="ホームの一番上に目立つ形で表示")
    updated_on = models.DateField("更新日", auto_now=True)

    objects = SearchableManager.from_queryset(NoticeQuerySet)()

    class Meta:
        verbose_name = verbose_name_plural = "お知らせ"
        ordering = ["-number"]
        indexes = [Searchable.index("notice")]
        constraints = [*Publishable.constraints("notice")]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.number = self.number or next_number(Notice.objects.all(), "N")
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("bulletin:notice", args=[self.number])

    def natural_key(self):
        return (self.number,)

    def search_names(self):
        return (self.title, self.number)

    def search_parts(self):
        return (self.body,)

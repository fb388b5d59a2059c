from django.db import models
from django.urls import reverse

from common.attachments import Document
from common.dates import Precision, wareki
from common.publishing import Publishable, PublishableQuerySet
from common.search import Searchable, SearchableManager, SearchableQuerySet
from municipalities.models import Source
from municipalities.models.sources import KeyManager


class PublicationQuerySet(PublishableQuerySet, SearchableQuerySet):
    def get_by_natural_key(self, slug):
        return self.get(slug=slug)

    def newest(self):
        return self.order_by("-issued_on", "slug")

    def for_list(self):
        """With the files as a list within the statement."""
        return self.annotate(file_rows=PublicationFile.objects.of_outer()).defer("body").newest()

    def for_detail(self):
        return self.annotate(file_rows=PublicationFile.objects.of_outer()).select_related("source")


class Publication(Publishable, Searchable):
    """What the project has published: 趣意書, 推進方針, reports."""

    class Kind(models.TextChoices):
        PROSPECTUS = "prospectus", "趣意書"
        POLICY = "policy", "方針・計画"
        REPORT = "report", "報告"
        SURVEY = "survey", "調査"
        NEWS = "news", "全国連携NEWS"
        LEAFLET = "leaflet", "パンフレット"

    slug = models.SlugField("識別名", unique=True)
    title = models.CharField("題名", max_length=200)
    kind = models.CharField("種類", max_length=10, choices=Kind.choices)
    issuer = models.CharField("発行者", max_length=120)
    issued_on = models.DateField("発行日")
    issued_precision = models.CharField(
        "発行日の精度", max_length=5, choices=Precision.choices, default=Precision.DAY
    )
    summary = models.TextField("要約")
    body = models.TextField("内容", blank=True, help_text="Markdown で書けます。")
    source = models.ForeignKey(
        Source, verbose_name="出典", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = SearchableManager.from_queryset(PublicationQuerySet)()

    class Meta:
        verbose_name = verbose_name_plural = "刊行物"
        ordering = ["issued_on", "slug"]
        indexes = [Searchable.index("publication")]
        constraints = [*Publishable.constraints("publication")]

    def __str__(self):
        return self.title

    def natural_key(self):
        return (self.slug,)

    def get_absolute_url(self):
        return reverse("bulletin:publication", args=[self.slug])

    def search_parts(self):
        return (self.get_kind_display(), self.issuer, self.summary, self.body)

    @property
    def issued(self) -> str:
        return wareki(self.issued_on, self.issued_precision)

    @property
    def files_shown(self) -> list["PublicationFile"]:
        """Out of `for_list()` or `for_detail()`."""
        return PublicationFile.out_of(self, self.file_rows)


class PublicationFile(Document):
    OWNER = "publication"

    publication = models.ForeignKey(
        Publication, verbose_name="刊行物", on_delete=models.CASCADE, related_name="files"
    )

    class Meta(Document.Meta):
        verbose_name = verbose_name_plural = "刊行物の資料"
        indexes = [models.Index(fields=["publication", "order"], name="publication_file_order")]

    def get_absolute_url(self):
        return reverse("bulletin:publication_file", args=[self.publication.slug, self.name])


class PolicyReference(models.Model):
    """A strategy of the national government that names the project (国の総合戦略等への位置づけ)."""

    KEY = "slug"

    slug = models.SlugField("識別名", unique=True)
    title = models.CharField("名称", max_length=200)
    decided_on = models.DateField("決定日")
    note = models.TextField("備考", blank=True)
    source = models.ForeignKey(
        Source, verbose_name="出典", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = KeyManager()

    class Meta:
        verbose_name = verbose_name_plural = "国の総合戦略等への位置づけ"
        ordering = ["decided_on", "slug"]

    def __str__(self):
        return self.title

    def natural_key(self):
        return (self.slug,)

    @property
    def anchor(self) -> str:
        """Where it stands in the list of documents."""
        return f"policy-{self.slug}"

import datetime as dt

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from common.models import Period, in_period
from common.search import Searchable, SearchableManager, SearchableQuerySet
from municipalities.models.associations import Association, AssociationException
from municipalities.models.bodies import LocalGovernment
from municipalities.models.sources import KeyManager, Source


class Company(models.Model):
    """A company that has concluded, or may conclude, an agreement with the project."""

    KEY = "slug"

    slug = models.SlugField("識別名", unique=True)
    name = models.CharField("名称", max_length=120, unique=True)
    website = models.URLField("ウェブサイト", blank=True)

    objects = KeyManager()

    class Meta:
        verbose_name = verbose_name_plural = "企業"
        ordering = ["slug"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return f"{reverse('municipalities:companies')}#{self.slug}"

    def natural_key(self):
        return (self.slug,)


class AgreementQuerySet(SearchableQuerySet):
    def get_by_natural_key(self, slug):
        return self.get(slug=slug)

    def in_force(self, day: dt.date):
        return self.filter(in_period(day, starts="signed_on", ends="ends_on"))

    def with_associations(self):
        return self.filter(association__isnull=False)

    def with_associations_of(self, prefecture: LocalGovernment):
        return self.filter(association__prefecture=prefecture)

    def with_companies(self):
        return self.filter(company__isnull=False)

    def covered(self, day: dt.date):
        """The municipalities covered through association agreements in force on a day, each once."""
        codes = set()
        for agreement in self.with_associations().in_force(day).select_related("association__prefecture"):
            codes.update(agreement.association.members(day).values_list("pk", flat=True))
        return LocalGovernment.objects.filter(pk__in=codes)

    def covering(self, body: LocalGovernment, day: dt.date):
        """Association agreements that a municipality belongs to on a day through its association."""
        exceptions = AssociationException.objects.on(day).filter(
            association=OuterRef("association"), body=body
        )
        kinds = [kind for kind, bodies in Association.BODY_KINDS.items() if body.kind in bodies]
        derived = Q(association__prefecture=body.prefecture_id, association__kind__in=kinds)
        return (
            self.with_associations()
            .filter(derived | Exists(exceptions.filter(belongs=True)))
            .exclude(Exists(exceptions.filter(belongs=False)))
        )

    def tally(self) -> dict[str, int]:
        """How many there are with associations and with companies."""
        return self.aggregate(association_count=Count("association"), company_count=Count("company"))

    def for_page(self):
        """What the page of a body says of an agreement."""
        return self.select_related("association__prefecture", "company").order_by("signed_on", "slug")

    def for_list(self):
        return (
            self.select_related("association__prefecture", "company", "source")
            .prefetch_related("initiatives")
            .order_by("signed_on", "association__prefecture__code", "slug")
        )


class Agreement(Searchable):
    """広域連携協定 with an association or 包括連携協定 with a company: exactly one counterparty."""

    slug = models.SlugField("識別名", unique=True)
    title = models.CharField("名称", max_length=200)
    association = models.ForeignKey(
        Association,
        verbose_name="市長会・町村会",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="agreements",
    )
    company = models.ForeignKey(
        Company,
        verbose_name="企業",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="agreements",
    )
    signed_on = models.DateField("締結日")
    ends_on = models.DateField("終了日", null=True, blank=True, help_text="効力を失う最初の日。空欄は継続中")
    renews_automatically = models.BooleanField("自動更新", null=True, blank=True)
    notice_months = models.PositiveSmallIntegerField(
        "更新しない旨の申出期限（か月前）", null=True, blank=True
    )
    printed_members = models.PositiveSmallIntegerField(
        "公表資料の構成自治体数",
        null=True,
        blank=True,
        help_text="印字のまま。計算した数と違うときは理由を備考に",
    )
    printed_members_on = models.DateField("公表資料の時点", null=True, blank=True)
    note = models.TextField("備考", blank=True)
    source = models.ForeignKey(
        Source, verbose_name="出典", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = SearchableManager.from_queryset(AgreementQuerySet)()

    SEARCH_PREFETCH = ("association__prefecture", "company", "initiatives")

    class Meta:
        verbose_name = verbose_name_plural = "協定"
        ordering = ["signed_on", "slug"]
        indexes = [Searchable.index("agreement")]
        constraints = [
            models.CheckConstraint(
                condition=Q(association__isnull=False, company__isnull=True)
                | Q(association__isnull=True, company__isnull=False),
                name="agreement_one_counterparty",
                violation_error_message="相手方は、市長会・町村会と企業のどちらか一つを選んでください。",
            ),
            Period.constraint("agreement_period", "signed_on", "ends_on"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return self.counterparty.get_absolute_url()

    def natural_key(self):
        return (self.slug,)

    def search_names(self):
        return (self.title, str(self.counterparty))

    def search_parts(self):
        yield from (initiative.text for initiative in self.initiatives.all())
        yield self.note

    def is_in_force(self, day: dt.date) -> bool:
        return self.signed_on <= day and (self.ends_on is None or day < self.ends_on)

    @property
    def counterparty(self) -> Association | Company:
        return self.association or self.company


class InitiativeQuerySet(models.QuerySet):
    def get_by_natural_key(self, agreement_slug, order):
        return self.get(agreement__slug=agreement_slug, order=order)


class Initiative(models.Model):
    """取り組み named in an agreement."""

    agreement = models.ForeignKey(
        Agreement, verbose_name="協定", on_delete=models.CASCADE, related_name="initiatives"
    )
    order = models.PositiveSmallIntegerField("順序", default=1)
    text = models.CharField("取り組み", max_length=300)

    objects = InitiativeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "取り組み"
        ordering = ["agreement", "order"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "order"], name="initiative_order_unique"),
        ]

    def __str__(self):
        return self.text

    def natural_key(self):
        return (*self.agreement.natural_key(), self.order)

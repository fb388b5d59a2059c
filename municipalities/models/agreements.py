import datetime as dt

from django.db import models
from django.db.models import Count, Exists, ExpressionWrapper, OuterRef, Q
from django.urls import reverse

from common.dates import wareki
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

    def with_companies(self):
        return self.filter(company__isnull=False)

    def covered(self, day: dt.date):
        """The municipalities covered through association agreements in force on a day, each once."""
        codes = set()
        for agreement in self.with_associations().in_force(day).select_related("association__prefecture"):
            codes.update(agreement.association.members(day).values_list("pk", flat=True))
        return LocalGovernment.objects.filter(pk__in=codes)

    def covering_outer(self, day: dt.date):
        """Association agreements the outer query's body belongs to on a day through its association; for a
        prefecture those with the associations of its municipalities."""
        Kind = LocalGovernment.Kind  # noqa: N806 — as everywhere
        exceptions = AssociationException.objects.on(day).filter(
            association=OuterRef("association"), body=OuterRef(OuterRef("pk"))
        )
        derived = Q(association__prefecture=OuterRef("pk"), body_kind=Kind.PREFECTURE)
        for kind, bodies in Association.BODY_KINDS.items():
            derived |= Q(
                association__prefecture=OuterRef("prefecture"), association__kind=kind, body_kind__in=bodies
            )
        return (
            self.with_associations()
            .alias(body_kind=ExpressionWrapper(OuterRef("kind"), models.CharField()))
            .filter(derived | Exists(exceptions.filter(belongs=True)))
            .exclude(Exists(exceptions.filter(belongs=False)))
        )

    def covering(self, body: LocalGovernment, day: dt.date):
        """Association agreements in force on a day that cover a municipality."""
        kinds = [kind for kind, bodies in Association.BODY_KINDS.items() if body.kind in bodies]
        exceptions = AssociationException.objects.on(day).filter(
            association=OuterRef("association"), body=body
        )
        derived = Q(association__prefecture=body.prefecture_id, association__kind__in=kinds)
        return (
            self.with_associations()
            .in_force(day)
            .filter(derived | Exists(exceptions.filter(belongs=True)))
            .exclude(Exists(exceptions.filter(belongs=False)))
        )

    def reaching(self, day: dt.date) -> Q:
        """The condition on a municipality that one of these agreements with associations covers it on a day."""
        agreements = self.with_associations().order_by()
        derived = Q()
        for kind, bodies in Association.BODY_KINDS.items():
            prefectures = agreements.filter(association__kind=kind).values("association__prefecture")
            derived |= Q(kind__in=bodies, prefecture__in=prefectures)
        exceptions = AssociationException.objects.on(day).filter(
            association__in=agreements.values("association")
        )
        left, joined = (exceptions.filter(belongs=belongs).values("body") for belongs in (False, True))
        return derived & ~Q(pk__in=left) | Q(pk__in=joined)

    def tally(self) -> dict[str, int]:
        """How many there are with associations and with companies."""
        return self.aggregate(association_count=Count("association"), company_count=Count("company"))

    def for_page(self):
        """What a line about an agreement says."""
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

    def state_on(self, day: dt.date) -> tuple[str, str]:
        """Whether it is in force on a day, in words and as the kind of a chip."""
        if day < self.signed_on:
            return "締結前", "plan"
        return ("継続中", "alive") if self.is_in_force(day) else ("終了", "warn")

    @property
    def terms(self) -> str:
        """How long it holds and how it is renewed, as far as is on record."""
        terms = []
        if self.ends_on:
            terms.append(f"{wareki(self.ends_on - dt.timedelta(days=1))}まで有効です。")
        if self.renews_automatically and self.notice_months:
            terms.append(
                f"期間が満了する{self.notice_months}か月前までに更新しない旨の申出がなければ、自動的に更新されます。"
            )
        elif self.renews_automatically:
            terms.append("期間が満了すると、自動的に更新されます。")
        elif self.renews_automatically is False:
            terms.append("自動更新の定めはありません。")
        return "".join(terms)

    @property
    def counterparty(self) -> Association | Company:
        return self.association or self.company


class InitiativeQuerySet(models.QuerySet):
    def of_agreements_in_force(self, day: dt.date):
        return self.filter(agreement__in=Agreement.objects.in_force(day).order_by().values("pk"))

    def for_data(self):
        return self.select_related("agreement").order_by("agreement__signed_on", "agreement__slug", "order")

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

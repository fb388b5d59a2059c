import datetime as dt

from django.db import models
from django.db.models import F, Max, Q
from django.urls import reverse

from common.dates import today
from common.search import Searchable, SearchableManager, SearchableQuerySet
from municipalities.models import Source


class SurveyQuerySet(SearchableQuerySet):
    def get_by_natural_key(self, slug):
        return self.get(slug=slug)

    def published(self):
        return self.filter(published_on__lte=today())

    def opened_by(self, day: dt.date):
        return self.filter(opened_on__lte=day)

    def latest_publication(self) -> dt.date | None:
        return self.aggregate(last=Max("published_on"))["last"]

    def for_data(self):
        return self.select_related("source").order_by("opened_on", "slug")


class Survey(Searchable):
    """アンケート of local governments, with the facts that were published of it."""

    slug = models.SlugField("識別名", unique=True)
    title = models.CharField("題名", max_length=200)
    purpose = models.TextField("目的")
    opened_on = models.DateField("開始日")
    asked = models.PositiveIntegerField("対象団体数（公表値）", null=True, blank=True)
    answered = models.PositiveIntegerField("回答団体数（公表値）", null=True, blank=True)
    note = models.TextField("備考", blank=True)
    published_on = models.DateField("結果の公表日", null=True, blank=True, help_text="空欄は非公開")
    source = models.ForeignKey(
        Source, verbose_name="出典", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = SearchableManager.from_queryset(SurveyQuerySet)()

    SEARCH_PREFETCH = ("opinions",)

    class Meta:
        verbose_name = verbose_name_plural = "アンケート"
        ordering = ["-opened_on"]
        indexes = [Searchable.index("survey")]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered__isnull=True) | Q(asked__isnull=True) | Q(answered__lte=F("asked")),
                name="survey_answered_of_asked",
                violation_error_message="回答団体数は対象団体数を超えません。",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("surveys:detail", args=[self.slug])

    def natural_key(self):
        return (self.slug,)

    def search_parts(self):
        yield self.purpose
        for opinion in self.opinions.all():
            yield from (opinion.heading, opinion.text)
        yield self.note

    @property
    def response_percent(self) -> float | None:
        """Answers per body asked, in percent with one decimal."""
        return (
            round(100 * self.answered / self.asked, 1) if self.asked and self.answered is not None else None
        )


class SurveyOpinionQuerySet(models.QuerySet):
    def get_by_natural_key(self, slug, order):
        return self.get(survey__slug=slug, order=order)


class SurveyOpinion(models.Model):
    """主な意見 of a survey under the heading it was published with."""

    survey = models.ForeignKey(
        Survey, verbose_name="アンケート", on_delete=models.CASCADE, related_name="opinions"
    )
    order = models.PositiveSmallIntegerField("順序")
    heading = models.CharField("見出し", max_length=80)
    text = models.TextField("意見")

    objects = SurveyOpinionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "主な意見"
        ordering = ["survey", "order"]
        constraints = [models.UniqueConstraint(fields=["survey", "order"], name="opinion_order_unique")]

    def __str__(self):
        return self.heading

    def natural_key(self):
        return (self.survey.slug, self.order)

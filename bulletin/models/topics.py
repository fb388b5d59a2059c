from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from common.attachments import Photo
from common.dates import today, wareki
from common.models import within
from common.publishing import Publishable, PublishableQuerySet, State, next_number, number_validator
from common.search import Searchable, SearchableManager, SearchableQuerySet, search_columns
from municipalities.models import LocalGovernment
from projects.models import Project


class TopicQuerySet(PublishableQuerySet, SearchableQuerySet):
    def get_by_natural_key(self, number):
        return self.get(number=number)

    def published(self):
        """Topics that are or were on show: what has ended stays findable as past."""
        return self.filter(state=State.PUBLISHED, published_on__lte=today())

    def visible_to(self, user):
        """What a member's office has not sent is nobody else's, be it the secretariat's."""
        return super().visible_to(user).out_of_house()

    def readable_by(self, user):
        """Also those that an office the person acts for is writing, or has to look at."""
        visible = self.visible_to(user)
        if not user.is_authenticated:
            return visible
        reviews = Topic.review.related.related_model.objects.readable_by(user)
        return visible | self.filter(pk__in=reviews.values("topic"))

    def out_of_house(self):
        """Without those that only their author's office may see."""
        reviews = Topic.review.related.related_model.objects.in_house()
        return self.exclude(Exists(reviews.filter(topic=OuterRef("pk"))))

    def current(self):
        """Those that are on show still."""
        return self.filter(Q(expires_on__isnull=True) | Q(expires_on__gt=today()))

    def past(self):
        return self.filter(expires_on__lte=today())

    def of_body(self, body: LocalGovernment):
        """Topics a body sent, and those of the projects it takes part in."""
        return self.filter(Q(sender=body) | Q(project__in=Project.objects.published().of_body(body)))

    def of_prefecture(self, prefecture: LocalGovernment):
        """Topics of a prefecture and of the municipalities in it."""
        return self.of_body(prefecture) | self.filter(sender__prefecture=prefecture)

    def newest(self):
        return self.order_by("-published_on", "-number")

    def with_photos(self):
        """With the photographs that may be shown, as a list within the statement: `photos_shown`."""
        return self.annotate(photo_rows=TopicPhoto.objects.usable().of_outer())

    def for_list(self):
        own = ("number", "title", "kind", "summary", "state", "published_on", "expires_on")
        sender = ("sender__code", "sender__name", "sender__kind", "sender__prefecture__name")
        return self.with_photos().select_related("sender__prefecture").only(*own, *sender).newest()

    def for_detail(self):
        related = self.with_photos().select_related("sender__prefecture", "project")
        return related.defer(*search_columns("sender", "sender__prefecture", "project"))


class Topic(Publishable, Searchable):
    """トピックス: news of a municipality, or of the secretariat, for the public site.

    `expires_on` ends its showing among the current ones; it stays findable among the past ones.
    """

    class Kind(models.TextChoices):
        EVENT = "event", "催し"
        PRODUCT = "product", "特産品"
        MIGRATION = "migration", "移住・二地域居住"
        TOURISM = "tourism", "観光"
        DISASTER = "disaster", "災害・防災"
        OTHER = "other", "その他"

    number = models.CharField(
        "番号",
        max_length=11,
        unique=True,
        blank=True,
        help_text="空欄なら自動で付く",
        validators=[number_validator("T")],
    )
    title = models.CharField("題名", max_length=120)
    title_kana = models.CharField(
        "題名のよみ", max_length=120, blank=True, help_text="ひらがな。検索に使います"
    )
    kind = models.CharField("種類", max_length=9, choices=Kind.choices)
    sender = models.ForeignKey(
        LocalGovernment,
        verbose_name="発信した自治体",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="topics",
        help_text="空欄は特別区長会事務局",
    )
    project = models.ForeignKey(
        Project,
        verbose_name="連携事業",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="topics",
    )
    summary = models.CharField("概要", max_length=200)
    body = models.TextField("本文", blank=True, help_text="Markdown で書けます。")
    starts_on = models.DateField("期間の初日", null=True, blank=True)
    ends_on = models.DateField("期間の最終日", null=True, blank=True)
    place = models.CharField("場所", max_length=200, blank=True)
    website = models.URLField("詳しい案内のページ", blank=True)
    updated_on = models.DateField("更新日", auto_now=True)

    objects = SearchableManager.from_queryset(TopicQuerySet)()

    SEARCH_PREFETCH = ("sender__prefecture",)

    class Meta:
        verbose_name = verbose_name_plural = "トピックス"
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["state", "-published_on", "-number"], name="topic_newest"),
            Searchable.index("topic"),
        ]
        constraints = [
            *Publishable.constraints("topic"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=False, starts_on__lte=F("ends_on")),
                name="topic_period",
                violation_error_message="期間の最終日は初日以降にしてください。",
            ),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.number = self.number or next_number(Topic.objects.all(), "T")
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("bulletin:topic", args=[self.number])

    def natural_key(self):
        return (self.number,)

    def search_names(self):
        return (self.title, self.title_kana, self.number)

    def search_parts(self):
        return (self.sent_by, self.get_kind_display(), self.summary, self.place, self.body)

    @property
    def is_public(self) -> bool:
        """Also once it is past."""
        return self.state == State.PUBLISHED and within(today(), self.published_on, None)

    @property
    def is_under_review(self) -> bool:
        """Whether a member's office has sent it, and it is not decided."""
        return Topic.review.related.related_model.objects.live().filter(topic=self.pk).exists()

    @property
    def is_past(self) -> bool:
        return self.expires_on is not None and self.expires_on <= today()

    @property
    def sent_by(self) -> str:
        return str(self.sender) if self.sender else "特別区長会事務局"

    @property
    def period(self) -> str:
        """「令和8年12月1日（2026年）から令和9年1月31日（2027年）まで」; one day alone; nothing."""
        if self.starts_on is None or self.ends_on in (None, self.starts_on):
            return wareki(self.starts_on)
        return f"{wareki(self.starts_on)}から{wareki(self.ends_on)}まで"

    @property
    def photos_shown(self) -> list["TopicPhoto"]:
        """Out of `for_list()` or `for_detail()`."""
        return TopicPhoto.out_of(self, self.photo_rows)


class TopicPhoto(Photo):
    OWNER = "topic"

    topic = models.ForeignKey(
        Topic, verbose_name="トピックス", on_delete=models.CASCADE, related_name="photos"
    )

    class Meta(Photo.Meta):
        verbose_name = verbose_name_plural = "トピックスの写真"
        indexes = [models.Index(fields=["topic", "order"], name="topic_photo_order")]

    def get_absolute_url(self):
        return reverse("bulletin:topic_photo", args=[self.topic.number, self.name])

    @property
    def card_url(self) -> str:
        return reverse("bulletin:topic_photo_card", args=[self.topic.number, self.name])

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from rules.contrib.models import RulesModel

from accounts.models import User
from bulletin import rules
from bulletin.models.topics import Topic
from common.dates import today
from municipalities.models import Office
from municipalities.models.offices import postings_of


class ReviewState(models.TextChoices):
    DRAFT = "draft", "下書き"
    INTERNAL = "internal", "庁内確認"
    REVIEW = "review", "事務局確認"
    PROPOSED = "proposed", "文案の確認"
    RETURNED = "returned", "差戻し"
    PUBLISHED = "published", "掲載"
    WITHDRAWN = "withdrawn", "取りやめ"


#: Nobody outside the office sees it.
REVIEW_PRIVATE = frozenset({ReviewState.DRAFT, ReviewState.INTERNAL})
#: The office writes in it.
REVIEW_WRITTEN = frozenset({ReviewState.DRAFT, ReviewState.INTERNAL, ReviewState.RETURNED})
REVIEW_ENDED = frozenset({ReviewState.PUBLISHED, ReviewState.WITHDRAWN})


class TopicReviewQuerySet(models.QuerySet):
    def visible_to(self, office: Office):
        """An office's own; the secretariat sees whatever has left its author's house."""
        own = Q(office=office)
        return self.filter(own | ~_in_house() if office.is_secretariat else own)

    def in_house(self):
        """Those that nobody outside their office has seen, or is to see now."""
        return self.filter(_in_house())

    def out_of_house(self):
        return self.exclude(_in_house())

    def of(self, office: Office):
        return self.filter(office=office)

    def live(self):
        """Not decided: the topic is its review's."""
        return self.exclude(state__in=REVIEW_ENDED)

    def waiting(self):
        """For the secretariat's word."""
        return self.filter(state=ReviewState.REVIEW)

    def in_standing(self, standing: str):
        return self.filter(_standing(standing))

    def counts(self) -> dict[str, int]:
        """Standing → how many, in one statement."""
        names = TopicReview.STANDINGS
        return self.aggregate(**{name: Count("pk", filter=_standing(name)) for name in names})

    def readable_by(self, user: User):
        """What the offices that a person acts for may see."""
        found = self.none()
        for posting in postings_of(user):
            found = found | self.visible_to(posting.office)
        return found

    def for_list(self):
        related = ("topic__sender__prefecture", "office__body__prefecture")
        return self.select_related(*related)

    def for_page(self):
        related = ("topic__sender__prefecture", "topic__project", "office__body__prefecture", "author")
        return self.select_related(*related)


def _in_house() -> Q:
    return Q(state__in=REVIEW_PRIVATE) | Q(sent_at__isnull=True)


def _standing(standing: str) -> Q:
    """The condition of a standing: what was published is on show, ahead, or past, by the days of its topic."""
    day, public = today(), Q(state=ReviewState.PUBLISHED, topic__state=Topic.State.PUBLISHED)
    match standing:
        case TopicReview.STOPPED:
            return Q(state=ReviewState.PUBLISHED, topic__state=Topic.State.DRAFT)
        case TopicReview.PAST:
            return public & Q(topic__expires_on__lte=day)
        case TopicReview.AHEAD:
            return public & Q(topic__published_on__gt=day)
        case ReviewState.PUBLISHED:
            lasts = Q(topic__expires_on__isnull=True) | Q(topic__expires_on__gt=day)
            return public & lasts & Q(topic__published_on__lte=day)
    return Q(state=standing)


class TopicReview(RulesModel):
    """トピックスの掲載申請: what becomes of a topic that a member's office wrote, until it is on show.

    The topic itself is a draft until then. Where the secretariat would have it say something else, the wording stands
    here beside it, and the topic is changed when the office has agreed.
    """

    State = ReviewState
    #: Standings that follow from the days of the topic.
    AHEAD, PAST, STOPPED = "ahead", "past", "stopped"
    STANDINGS = {
        **{state.value: state.label for state in ReviewState},
        AHEAD: "掲載予定",
        PAST: "掲載終了",
        STOPPED: "掲載の中止",
    }
    #: What the secretariat may word otherwise.
    WORDING = ("title", "title_kana", "kind", "summary", "body", "place")

    topic = models.OneToOneField(
        Topic, verbose_name="トピックス", on_delete=models.PROTECT, related_name="review"
    )
    office = models.ForeignKey(
        Office, verbose_name="申請した課", on_delete=models.PROTECT, related_name="topic_reviews"
    )
    author = models.ForeignKey(User, verbose_name="書いた人", on_delete=models.PROTECT, related_name="+")
    state = models.CharField("状態", max_length=9, choices=ReviewState.choices, default=ReviewState.DRAFT)
    state_since = models.DateTimeField("状態の開始日時")
    version = models.PositiveIntegerField("版", default=1)
    wished_on = models.DateField("掲載を希望する日", null=True, blank=True)
    #: Field of the topic → what the secretariat would have it say.
    wording = models.JSONField("事務局の文案", null=True, blank=True)
    sent_at = models.DateTimeField("提出日時", null=True, blank=True)
    decided_at = models.DateTimeField("掲載決定日時", null=True, blank=True)
    decided_by = models.ForeignKey(
        User, verbose_name="掲載を決めた人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = TopicReviewQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "トピックスの掲載申請"
        ordering = ["-topic__number"]
        rules_permissions = {
            "edit": rules.author_edits,
            "approve": rules.author_approves,
            "moderate": rules.secretariat_edits,
        }
        indexes = [
            models.Index(fields=["office", "state"], name="topic_review_office_state"),
            models.Index(fields=["state", "state_since"], name="topic_review_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ReviewState.PROPOSED, wording__isnull=False)
                | ~Q(state=ReviewState.PROPOSED) & Q(wording__isnull=True),
                name="topic_review_proposed_has_wording",
                violation_error_message="文案は、その確認を求めている間だけ持ちます。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=REVIEW_PRIVATE | {ReviewState.WITHDRAWN}) | Q(sent_at__isnull=False),
                name="topic_review_sent_has_time",
                violation_error_message="提出した申請には提出日時が必要です。",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReviewState.PUBLISHED)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="topic_review_published_by_somebody",
                violation_error_message="掲載には、決めた人と日時が必要です。",
            ),
        ]

    def __str__(self):
        return self.topic.title

    def get_absolute_url(self):
        return reverse("bulletin:own_topic", args=[self.topic.number])

    @property
    def standing(self) -> str:
        """The question of `in_standing()` for one."""
        if self.state != ReviewState.PUBLISHED:
            return self.state
        if self.topic.state == Topic.State.DRAFT:
            return self.STOPPED
        if self.topic.is_past:
            return self.PAST
        return self.state if self.topic.is_public else self.AHEAD

    @property
    def standing_label(self) -> str:
        return self.STANDINGS[self.standing]

    @property
    def is_ended(self) -> bool:
        return self.state in REVIEW_ENDED

    @property
    def is_written(self) -> bool:
        """Whether its office may write in it."""
        return self.state in REVIEW_WRITTEN


class TopicStepQuerySet(models.QuerySet):
    def visible_to(self, office: Office, review: TopicReview):
        """What went on in the office before it sent the topic stays there."""
        return self if review.office_id == office.pk else self.out_of_house()

    def out_of_house(self):
        """Without what went on inside the office."""
        return self.exclude(move__in=TopicStep.IN_HOUSE)

    def for_page(self):
        return self.select_related("user", "office__body__prefecture").order_by("pk")


class TopicStep(models.Model):
    """掲載申請の経過: one move of a topic's review. Rows are only added (trigger)."""

    #: Moves of the step inside an office (庁内確認).
    IN_HOUSE = ("submit", "rework")

    review = models.ForeignKey(
        TopicReview, verbose_name="掲載申請", on_delete=models.PROTECT, related_name="steps"
    )
    at = models.DateTimeField("日時")
    user = models.ForeignKey(User, verbose_name="操作者", on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, verbose_name="課・担当", on_delete=models.PROTECT, related_name="+")
    move = models.CharField("操作", max_length=12)
    label = models.CharField("経過", max_length=80)
    from_state = models.CharField("前の状態", max_length=9)
    to_state = models.CharField("後の状態", max_length=9)
    reason = models.TextField("理由・連絡", blank=True)
    version = models.PositiveIntegerField("版")
    #: What a proposal would change: field → [as it was, as proposed].
    wording = models.JSONField("文案", null=True, blank=True)

    objects = TopicStepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "掲載申請の経過"
        ordering = ["pk"]
        indexes = [models.Index(fields=["review", "id"], name="topic_step_in_order")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(move__in=("return", "rework", "answer")) | ~Q(reason=""),
                name="topic_step_has_reason",
                violation_error_message="理由を入力してください。",
            ),
        ]

    def __str__(self):
        return f"{self.review.topic.number} {self.label}"

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.models import User
from municipalities.models.bodies import LocalGovernment
from municipalities.models.names import LONGEST_WRITTEN, NameVariant
from municipalities.models.partner_lists import Verdict


class NameQuestionQuerySet(models.QuerySet):
    def waiting(self):
        """For a person's verdict."""
        return self.filter(state=NameQuestion.State.WAITING)

    def with_sightings_number(self):
        return self.annotate(sightings_number=sightings_number())

    def most_seen_first(self):
        return self.order_by(*most_seen_first())


def sightings_number() -> Coalesce:
    """In how many lines a name stands."""
    seen = NameSighting.objects.filter(question=OuterRef("pk")).order_by().values("question")
    return Coalesce(Subquery(seen.annotate(number=Count("pk")).values("number")), 0)


def most_seen_first() -> tuple:
    """The order in which they are dealt with."""
    return (sightings_number().desc(), "asked_at", "pk")


class NameQuestion(models.Model):
    """A written name that the resolver does not read without a person, until somebody has said what it means.

    The verdict itself is a `NameVariant`, from which the resolver reads it; it stands as long as this says so.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "待ち"
        DECIDED = "decided", "判断済み"

    written = models.CharField("書かれた名称", max_length=LONGEST_WRITTEN)
    #: The same in `common.text.letters`: by these a verdict is looked up.
    letters = models.CharField("字体をそろえた名称", max_length=LONGEST_WRITTEN, editable=False)
    prefecture = models.ForeignKey(
        LocalGovernment,
        verbose_name="書かれた都道府県",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"kind": "prefecture"},
        help_text="空欄は都道府県の記載がないとき",
    )
    on = models.DateField("名称の時点")
    verdict = models.CharField("判定", max_length=10, choices=Verdict.choices)
    reason = models.CharField("照合の理由", max_length=300, blank=True)
    #: Ids of bodies, the likeliest first.
    candidates = models.JSONField("候補", default=list, blank=True)
    asked_at = models.DateTimeField("最初に現れた日時", auto_now_add=True)
    state = models.CharField("状態", max_length=7, choices=State.choices, default=State.WAITING)
    variant = models.OneToOneField(
        NameVariant,
        verbose_name="判断",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="question",
    )
    decided_by = models.ForeignKey(
        User, verbose_name="判断した人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField("判断した日時", null=True, blank=True)

    objects = NameQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "名称の照合"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["letters", "prefecture"],
                condition=Q(state="waiting"),
                name="name_question_open_once",
                violation_error_message="この名称は、すでに判断を待っています。",
            ),
            models.UniqueConstraint(
                fields=["letters"],
                condition=Q(state="waiting", prefecture__isnull=True),
                name="name_question_open_once_anywhere",
                violation_error_message="この名称は、すでに判断を待っています。",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="waiting",
                    variant__isnull=True,
                    decided_by__isnull=True,
                    decided_at__isnull=True,
                )
                | Q(
                    state="decided",
                    variant__isnull=False,
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="name_question_decided_by_somebody",
                violation_error_message="判断済みには、判断と、判断した人と日時が必要です。",
            ),
        ]

    def __str__(self):
        return f"{self.prefecture.name} {self.written}" if self.prefecture else self.written

    def get_absolute_url(self):
        """In the admin: the public sees nothing of it."""
        return reverse("admin:municipalities_namequestion_change", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def answer(self) -> str:
        """What was decided; empty while it waits."""
        return str(self.variant.body or "該当する団体なし") if self.variant else ""


class NameSighting(models.Model):
    """Where a questioned name stands: a line of a file, kept as it was read."""

    question = models.ForeignKey(
        NameQuestion, verbose_name="名称", on_delete=models.CASCADE, related_name="sightings"
    )
    where = models.CharField("資料と行", max_length=200, help_text="「連携.xlsx 12行目」など")
    line = models.CharField("行の内容", max_length=500, blank=True)
    on = models.DateField("名称の時点")
    seen_at = models.DateTimeField("読み取った日時", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "照合する名称のある行"
        ordering = ["seen_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["question", "where", "line"], name="name_sighting_once"),
        ]

    def __str__(self):
        return self.where

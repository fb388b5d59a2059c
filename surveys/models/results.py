import json
from typing import Any

from django.db import models
from django.db.models import Count, F

from accounts.models import User
from surveys.models.answers import AnswerVersion
from surveys.models.questions import Question
from surveys.models.surveys import Survey
from surveys.models.targets import TargetState


class CodingCategoryQuerySet(models.QuerySet):
    def of_survey(self, survey: Survey):
        return self.filter(question__survey=survey).order_by("question__order", "order", "pk")

    def in_order(self):
        return self.order_by("order", "pk")


class CodingCategory(models.Model):
    """自由記述の分類 of a question: what the secretariat sorts its answers into."""

    question = models.ForeignKey(
        Question, verbose_name="設問", on_delete=models.CASCADE, related_name="categories"
    )
    order = models.PositiveSmallIntegerField("順序", default=0)
    name = models.CharField("分類", max_length=80)

    objects = CodingCategoryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "自由記述の分類"
        ordering = ["question", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "name"],
                name="coding_category_unique",
                violation_error_message="この分類は登録済みです。",
            )
        ]

    def __str__(self):
        return self.name


class CodingQuerySet(models.QuerySet):
    def standing(self):
        """Those of the answers that results count: a corrected answer is sorted anew."""
        target = "version__target"
        return self.filter(
            **{f"{target}__state__in": TargetState.answered(), "version__number": F(f"{target}__version")}
        )

    def of_survey(self, survey: Survey):
        return self.filter(category__question__survey=survey)

    def of_question(self, question: Question):
        return self.filter(category__question=question)

    def by_category(self) -> dict[int, int]:
        """Category id → answers."""
        return dict(self.order_by().values_list("category").annotate(Count("pk")))


class Coding(models.Model):
    """分類の付与: that an answer says something of a category. One answer may say several."""

    category = models.ForeignKey(
        CodingCategory, verbose_name="分類", on_delete=models.CASCADE, related_name="codings"
    )
    version = models.ForeignKey(
        AnswerVersion, verbose_name="提出した回答", on_delete=models.CASCADE, related_name="codings"
    )
    by = models.ForeignKey(User, verbose_name="分類した人", on_delete=models.PROTECT, related_name="+")

    objects = CodingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "分類の付与"
        ordering = ["category", "version"]
        constraints = [models.UniqueConstraint(fields=["category", "version"], name="coding_once")]

    def __str__(self):
        return f"{self.category}：{self.version}"


class PublishedResultQuerySet(models.QuerySet):
    def public(self):
        """Those that everybody sees."""
        return self.filter(survey__in=Survey.objects.published().order_by().values("pk"))


class PublishedResult(models.Model):
    """公表した結果: what was published of a survey, frozen as it was then."""

    survey = models.OneToOneField(
        Survey, verbose_name="アンケート", on_delete=models.PROTECT, related_name="result"
    )
    #: The content in canonical JSON, what its hash is of, and what the public page and the data are made from.
    text = models.TextField("内容")
    sha256 = models.CharField("ハッシュ（SHA-256）", max_length=64)
    made_at = models.DateTimeField("作成日時")
    made_by = models.ForeignKey(User, verbose_name="作成した人", on_delete=models.PROTECT, related_name="+")

    objects = PublishedResultQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公表した結果"
        ordering = ["-made_at"]

    def __str__(self):
        return f"{self.survey}の結果"

    @property
    def content(self) -> dict[str, Any]:
        return json.loads(self.text)


class AnswerDraftQuerySet(models.QuerySet):
    def of_survey(self, survey: Survey):
        return self.filter(version__target__survey=survey)

    def for_list(self):
        return self.select_related("question", "version__target__body__prefecture").order_by(
            "version__target__body__code", "question__order"
        )


class AnswerDraft(models.Model):
    """掲示板への下書き: that an answer given with consent became a draft on the board, in the body's name."""

    version = models.ForeignKey(
        AnswerVersion, verbose_name="提出した回答", on_delete=models.PROTECT, related_name="drafts"
    )
    question = models.ForeignKey(Question, verbose_name="設問", on_delete=models.PROTECT, related_name="+")
    number = models.CharField("投稿の番号", max_length=11)
    at = models.DateTimeField("作成日時")

    objects = AnswerDraftQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "掲示板への下書き"
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["version", "question"], name="answer_draft_once")]

    def __str__(self):
        return f"{self.number}（{self.version}）"

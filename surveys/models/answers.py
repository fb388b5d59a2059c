from django.db import models
from django.db.models import F
from django.urls import reverse

from accounts.models import User
from common.attachments import Document, DocumentQuerySet
from surveys.models.questions import Question
from surveys.models.surveys import Survey
from surveys.models.targets import SurveyTarget, TargetState


class Answer(models.Model):
    """回答 of a body, while it is written: one for each body that is asked, whoever of it writes."""

    target = models.OneToOneField(
        SurveyTarget, verbose_name="対象団体", on_delete=models.CASCADE, related_name="answer"
    )
    #: Question's id as text → what was typed: a text, a list of texts, or row → text. Checked when it is submitted.
    typed = models.JSONField("入力した内容", default=dict, blank=True)
    office = models.CharField("担当課", max_length=80, blank=True)
    person = models.CharField("担当者", max_length=60, blank=True)
    phone = models.CharField("電話番号", max_length=30, blank=True)
    mailbox = models.EmailField("控えの送り先", blank=True)
    saved_at = models.DateTimeField("最後の保存", auto_now=True)
    saved_by = models.ForeignKey(
        User, verbose_name="保存した人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "回答"
        ordering = ["target"]

    def __str__(self):
        return f"{self.target}の回答"


class AnswerVersionQuerySet(models.QuerySet):
    def standing(self):
        """The last version of each body whose answer stands: what results count."""
        return self.filter(number=F("target__version"), target__state__in=TargetState.answered())

    def of_survey(self, survey: Survey):
        return self.filter(target__survey=survey)

    def with_body(self):
        return self.select_related("target__body__prefecture").order_by("target__body__code", "pk")

    def for_counting(self):
        """Of each what is answered and by whom, in the order of the bodies' codes."""
        body = ("code", "name", "kind", "is_designated_city", "area", "prefecture__name")
        names = ("pk", "content", *(f"target__body__{name}" for name in body))
        return self.order_by("target__body__code", "pk").values_list(*names)

    def newest_first(self):
        return self.select_related("submitted_by").order_by("-number")


class AnswerVersion(models.Model):
    """提出した回答: as it was submitted. A corrected one is another version; the last counts."""

    class Door(models.TextChoices):
        MEMBER = "member", "会員ページ"
        CODE = "code", "回答コード"
        PROXY = "proxy", "代理入力"

    target = models.ForeignKey(
        SurveyTarget, verbose_name="対象団体", on_delete=models.CASCADE, related_name="versions"
    )
    number = models.PositiveSmallIntegerField("版")
    #: Question's id as text → value: a text, a number as text, a day in ISO, places of options, row's place → place.
    content = models.JSONField("回答の内容", default=dict)
    door = models.CharField("提出の方法", max_length=6, choices=Door.choices)
    submitted_at = models.DateTimeField("提出日時")
    submitted_by = models.ForeignKey(
        User, verbose_name="提出した人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    #: Who answered stands with the answer (`Answer`), and goes after a time; a version stays.
    signed = models.CharField("担当課", max_length=80)

    objects = AnswerVersionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "提出した回答"
        ordering = ["target", "number"]
        constraints = [
            models.UniqueConstraint(fields=["target", "number"], name="answer_version_number_unique")
        ]

    def __str__(self):
        return f"{self.target} 第{self.number}版"


class AnswerFileQuerySet(DocumentQuerySet):
    def of_questions(self):
        """Handed in with an answer; not the paper it was typed from."""
        return self.filter(question__isnull=False)

    def scans(self):
        """The paper that an answer was typed from; for the secretariat alone."""
        return self.filter(question__isnull=True)


class AnswerFile(Document):
    """回答のファイル: handed in with an answer; without a question, the paper that an answer was typed from."""

    OWNER = "target"

    target = models.ForeignKey(
        SurveyTarget, verbose_name="対象団体", on_delete=models.CASCADE, related_name="files"
    )
    question = models.ForeignKey(
        Question,
        verbose_name="設問",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="空欄は、代理入力のもとにした紙などの写し",
    )

    objects = AnswerFileQuerySet.as_manager()

    class Meta(Document.Meta):
        verbose_name = verbose_name_plural = "回答のファイル"

    def get_absolute_url(self):
        return reverse("surveys:answer_file", args=[self.target.survey.slug, self.name])


class TrialAnswer(models.Model):
    """試しの回答: given while a survey is checked; it goes when that ends."""

    survey = models.ForeignKey(
        Survey, verbose_name="アンケート", on_delete=models.CASCADE, related_name="trials"
    )
    by = models.ForeignKey(User, verbose_name="試した人", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("日時")
    content = models.JSONField("回答の内容", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "試しの回答"
        ordering = ["survey", "-at"]

    def __str__(self):
        return f"{self.survey}の試しの回答"

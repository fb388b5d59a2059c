from django.db import models
from django.db.models import F, Q

from surveys.models.surveys import Survey


class QuestionQuerySet(models.QuerySet):
    def asking(self):
        """Those that want an answer: all but headings."""
        return self.exclude(kind=Question.Kind.HEADING)

    def in_order(self):
        return self.order_by("order").prefetch_related("errata")


class Question(models.Model):
    """設問 of a survey, or a heading between its questions."""

    class Kind(models.TextChoices):
        TEXT = "text", "短い文章"
        LONG_TEXT = "long_text", "長い文章"
        NUMBER = "number", "数"
        DATE = "date", "日付"
        ONE = "one", "一つ選ぶ"
        SEVERAL = "several", "いくつか選ぶ"
        MATRIX = "matrix", "表（行ごとに一つ選ぶ）"
        FILE = "file", "ファイル"
        CONSENT = "consent", "同意の確認"
        HEADING = "heading", "見出し"

    class LeadsTo(models.TextChoices):
        """What an answer becomes on the board, with the body's consent."""

        NOTHING = "", "掲示板に使わない"
        OFFER = "offer", "「提供できること」の下書き"
        NEED = "need", "「困っていること」の下書き"

    #: Kinds with a list of options, and those whose answers are free text.
    CHOOSING = (Kind.ONE, Kind.SEVERAL, Kind.MATRIX)
    WRITING = (Kind.TEXT, Kind.LONG_TEXT)

    survey = models.ForeignKey(
        Survey, verbose_name="アンケート", on_delete=models.CASCADE, related_name="questions"
    )
    order = models.PositiveSmallIntegerField("順序")
    kind = models.CharField("形式", max_length=9, choices=Kind.choices)
    text = models.CharField("設問文", max_length=500)
    help = models.TextField("説明", max_length=1000, blank=True)
    is_required = models.BooleanField("必須", default=False)
    unit = models.CharField("単位", max_length=20, blank=True)
    minimum = models.DecimalField("下限", max_digits=15, decimal_places=2, null=True, blank=True)
    maximum = models.DecimalField("上限", max_digits=15, decimal_places=2, null=True, blank=True)
    most = models.PositiveSmallIntegerField(
        "選べる数", null=True, blank=True, help_text="空欄はいくつでも選べる"
    )
    #: Labels. An answer names one by its place, from 1 on.
    options = models.JSONField("選択肢", default=list, blank=True)
    rows = models.JSONField("表の行", default=list, blank=True)
    shown_if = models.ForeignKey(
        "self",
        verbose_name="表示の条件となる設問",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="conditional",
    )
    #: Places of the options of `shown_if` under which it is asked.
    shown_for = models.JSONField("表示の条件となる選択肢", default=list, blank=True)
    leads_to = models.CharField(
        "掲示板での扱い", max_length=5, choices=LeadsTo.choices, default=LeadsTo.NOTHING, blank=True
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "設問"
        ordering = ["survey", "order"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "order"], name="question_order_unique"),
            models.CheckConstraint(
                condition=Q(minimum__isnull=True) | Q(maximum__isnull=True) | Q(minimum__lte=F("maximum")),
                name="question_bounds",
                violation_error_message="上限は下限以上にしてください。",
            ),
            models.CheckConstraint(
                condition=Q(most__isnull=True) | Q(kind="several", most__gte=1),
                name="question_most_of_several",
                violation_error_message="選べる数は「いくつか選ぶ」のときだけ、1以上で入力してください。",
            ),
            models.CheckConstraint(
                condition=Q(leads_to="") | Q(kind__in=["text", "long_text", "one", "several"]),
                name="question_leads_from_words",
                violation_error_message="掲示板の下書きにできるのは、文章か選択肢の設問だけです。",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["one", "several", "matrix"]) | Q(options=[]),
                name="question_options_to_choose",
                violation_error_message="選択肢があるのは、選ぶ形式の設問だけです。",
            ),
        ]

    def __str__(self):
        return self.text

    @property
    def is_heading(self) -> bool:
        return self.kind == self.Kind.HEADING

    @property
    def wording(self) -> str:
        """What is asked, with the last correction of its wording."""
        errata = self.errata.all()
        return max(errata, key=lambda one: one.number).text if errata else self.text

    @property
    def bounds(self) -> str:
        """「1以上100以下」, as far as there are any."""
        low = "" if self.minimum is None else f"{self.minimum.normalize():f}以上"
        return low + ("" if self.maximum is None else f"{self.maximum.normalize():f}以下")

    def label_of(self, place: str | int) -> str:
        """The option at a place, from 1 on; empty for none."""
        number = int(place) if str(place).isdigit() else 0
        return self.options[number - 1] if 0 < number <= len(self.options) else ""


class Erratum(models.Model):
    """設問の正誤: a correction of a question's wording while the survey is going on. What it asks stays the same."""

    question = models.ForeignKey(
        Question, verbose_name="設問", on_delete=models.CASCADE, related_name="errata"
    )
    number = models.PositiveSmallIntegerField("版")
    text = models.CharField("正しい設問文", max_length=500)
    reason = models.CharField("理由", max_length=300)
    at = models.DateTimeField("訂正日時")
    by = models.ForeignKey(
        "accounts.User", verbose_name="訂正した人", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "設問の正誤"
        ordering = ["question", "number"]
        constraints = [models.UniqueConstraint(fields=["question", "number"], name="erratum_number_unique")]

    def __str__(self):
        return f"{self.question}（第{self.number}版）"

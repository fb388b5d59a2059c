import secrets

from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, Substr
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from common.search import search_columns
from municipalities.models import LocalGovernment, Office
from surveys.models.surveys import Survey

#: Letters that nobody confuses on paper, as typed: no 0 and O, no 1, I and L, no U that looks like V.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
KEY_LENGTH, CODE_LENGTH = 6, 12


def new_key() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(KEY_LENGTH)).lower()


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


class TargetState(models.TextChoices):
    UNSENT = "unsent", "未送付"
    SENT = "sent", "送付済"
    BOUNCED = "bounced", "不達"
    WRITING = "writing", "入力中"
    SUBMITTED = "submitted", "提出"
    RETURNED = "returned", "差戻し"
    RESUBMITTED = "resubmitted", "再提出"
    CONFIRMED = "confirmed", "確認済"
    BY_PROXY = "by_proxy", "代理入力"
    DECLINED = "declined", "辞退"
    EXCLUDED = "excluded", "対象外"

    @classmethod
    def owing(cls) -> tuple:
        """An answer is still to come."""
        return (cls.UNSENT, cls.SENT, cls.BOUNCED, cls.WRITING, cls.RETURNED)

    @classmethod
    def answered(cls) -> tuple:
        """An answer is there and stands. One that was sent back does not, until it comes again."""
        return (cls.SUBMITTED, cls.RESUBMITTED, cls.CONFIRMED, cls.BY_PROXY)

    @classmethod
    def unread(cls) -> tuple:
        """The secretariat has yet to look at the answer."""
        return (cls.SUBMITTED, cls.RESUBMITTED)


def _has_office() -> Exists:
    """Whether the body of the outer query has an office here that can answer."""
    return Exists(Office.objects.staffed().filter(body=OuterRef("body")).order_by())


class SurveyTargetQuerySet(models.QuerySet):
    def owing(self):
        return self.filter(state__in=TargetState.owing())

    def answered(self):
        return self.filter(state__in=TargetState.answered())

    def to_remind(self):
        """Who was asked and owes an answer."""
        return self.owing().exclude(state=TargetState.UNSENT)

    def unread(self):
        """Whose answers the secretariat has yet to look at, while it still can do something about them."""
        return self.filter(state__in=TargetState.unread(), survey__state__in=Survey.State.answering())

    def unsent(self):
        """Who has not been asked yet, or could not be reached."""
        return self.filter(state__in=(TargetState.UNSENT, TargetState.BOUNCED))

    def reached_by(self, *, mail: bool):
        """Bodies with offices that can answer here get mails; to the others letters go."""
        return self.filter(_has_office() if mail else ~_has_office())

    def with_place(self):
        """With the body and its prefecture, which say where it is and how it is written to."""
        texts = search_columns("body", "body__prefecture")
        return self.select_related("body__prefecture").defer(*texts)

    def for_list(self):
        """With the body and `has_office`; who owes an answer comes first."""
        owes = Case(When(state__in=TargetState.owing(), then=0), default=1)
        return self.with_place().annotate(has_office=_has_office()).order_by(owes, "body__code")

    def of_body(self, body: LocalGovernment | None):
        return self.filter(body=body) if body else self.none()

    def may_write(self):
        """Whose answer is still to come and can: the survey is going on; or it was sent back, until the result is
        final."""
        going_on = Q(survey__state=Survey.State.OPEN, state__in=TargetState.owing())
        correcting = (Survey.State.CLOSED, Survey.State.REVIEWING)
        return self.filter(going_on | Q(survey__state__in=correcting, state=TargetState.RETURNED))

    def begun(self):
        """Those of surveys that have begun, whether or not they went on."""
        begun = Q(survey__state__in=Survey.State.begun()) | Q(
            survey__state=Survey.State.CANCELLED, survey__opened_on__isnull=False
        )
        due = Q(survey__state=Survey.State.SCHEDULED, survey__opens_at__lte=timezone.now())
        return self.filter(begun | due)

    def with_body(self):
        return self.select_related("survey", "body__prefecture")

    def in_order(self):
        return self.order_by("body__code")

    def of_survey(self, survey: Survey):
        return self.filter(survey=survey)

    def by_place(self):
        """Bodies by the first digits of their prefecture's code, area, kind and state: rows of these and a number."""
        places = self.order_by().values_list(
            Substr("body__code", 1, 2), "body__area", "body__kind", "state", named=False
        )
        return places.annotate(Count("pk"))

    def number(self) -> Coalesce:
        """How many, as a subquery; 0 for none."""
        counted = self.order_by().values("survey").annotate(number=Count("pk")).values("number")
        return Coalesce(Subquery(counted), 0)

    def tally(self) -> dict[str, int]:
        """State → bodies, of all states."""
        found = dict(self.order_by().values_list("state").annotate(Count("pk")))
        return {state: found.get(state, 0) for state in TargetState.values}


class SurveyTarget(models.Model):
    """対象団体: a body that a survey asks, by which address and code it answers, and how far that is."""

    State = TargetState

    class Way(models.TextChoices):
        MAIL = "mail", "メール"
        POST = "post", "郵送"
        PHONE = "phone", "電話"
        OTHER = "other", "その他"

    survey = models.ForeignKey(
        Survey, verbose_name="アンケート", on_delete=models.CASCADE, related_name="targets"
    )
    body = models.ForeignKey(
        LocalGovernment, verbose_name="自治体", on_delete=models.PROTECT, related_name="survey_targets"
    )
    key = models.CharField("回答用アドレスの記号", max_length=KEY_LENGTH, unique=True, default=new_key)
    code = models.CharField("回答コード", max_length=CODE_LENGTH, default=new_code)
    state = models.CharField("状態", max_length=11, choices=TargetState.choices, default=TargetState.UNSENT)
    state_since = models.DateTimeField("状態の変わった日時", null=True, blank=True)
    #: Number of the version that was submitted last.
    version = models.PositiveSmallIntegerField("提出した版", default=0)
    sent_at = models.DateTimeField("送付日時", null=True, blank=True)
    contacted_at = models.DateTimeField("最後の連絡", null=True, blank=True)
    #: How often it was reminded.
    reminders = models.PositiveSmallIntegerField("催促の回数", default=0)

    objects = SurveyTargetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "対象団体"
        ordering = ["survey", "body__code"]
        indexes = [models.Index(fields=["survey", "state"], name="survey_target_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "body"],
                name="survey_target_once",
                violation_error_message="この自治体は、このアンケートの対象になっています。",
            ),
            models.CheckConstraint(
                condition=Q(reminders__lte=3),
                name="survey_target_reminders",
                violation_error_message="催促は3回までです。",
            ),
        ]

    def __str__(self):
        return f"{self.body}（{self.survey}）"

    def get_absolute_url(self):
        """Where the body answers with its code."""
        return reverse("surveys:enter", args=[self.key])

    @property
    def desk_url(self) -> str:
        return reverse("surveys:target", args=[self.survey.slug, self.body.code])

    @property
    def typed_code(self) -> str:
        """「ABCD-EFGH-JKMN」, as it is printed."""
        return "-".join(self.code[at : at + 4] for at in range(0, CODE_LENGTH, 4))

    @property
    def state_for_body(self) -> str:
        """In words for the body itself: by which way it was asked is nothing to it."""
        waiting = (TargetState.UNSENT, TargetState.SENT, TargetState.BOUNCED)
        return "未回答" if self.state in waiting else str(TargetState(self.state).label)

    @property
    def returned_because(self) -> str:
        """What the secretariat asked for when it sent the answer back; empty where it did not."""
        if self.state != TargetState.RETURNED:
            return ""
        last = self.contacts.filter(what=Contact.What.RETURNED).first()
        return last.note if last else ""

    @property
    def has_answered(self) -> bool:
        return self.state in TargetState.answered()


class Contact(models.Model):
    """対象団体との連絡: that a body was written or spoken to, and what was said."""

    class What(models.TextChoices):
        INVITED = "invited", "依頼の送付"
        REMINDED = "reminded", "催促"
        BOUNCED = "bounced", "不達"
        RETURNED = "returned", "差戻し"
        TALKED = "talked", "連絡"
        MOVED = "moved", "状態の変更"

    target = models.ForeignKey(
        SurveyTarget, verbose_name="対象団体", on_delete=models.CASCADE, related_name="contacts"
    )
    at = models.DateTimeField("日時")
    by = models.ForeignKey(
        User, verbose_name="記録した人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    what = models.CharField("内容の種類", max_length=8, choices=What.choices)
    way = models.CharField("方法", max_length=5, choices=SurveyTarget.Way.choices)
    note = models.CharField("内容", max_length=1000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "対象団体との連絡"
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.target} {self.get_what_display()}"


class Reminder(models.Model):
    """催促: sent to all who owe an answer on a day; three at most, five working days apart."""

    survey = models.ForeignKey(
        Survey, verbose_name="アンケート", on_delete=models.CASCADE, related_name="reminders"
    )
    number = models.PositiveSmallIntegerField("回")
    at = models.DateTimeField("送付日時")
    by = models.ForeignKey(User, verbose_name="送付した人", on_delete=models.PROTECT, related_name="+")
    mailed = models.PositiveIntegerField("メールで送った団体")
    posted = models.PositiveIntegerField("郵送する団体")

    class Meta:
        verbose_name = verbose_name_plural = "催促"
        ordering = ["survey", "number"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "number"], name="reminder_number_unique"),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=3),
                name="reminder_three_at_most",
                violation_error_message="催促は3回までです。",
            ),
        ]

    def __str__(self):
        return f"{self.survey}の第{self.number}回の催促"


def offices_of(targets) -> dict[int, list[Office]]:
    """Body id → its offices that can answer in the members' area today."""
    found: dict[int, list[Office]] = {}
    bodies = targets.order_by().values("body")
    for office in Office.objects.staffed().filter(body__in=bodies).select_related("body__prefecture"):
        found.setdefault(office.body_id, []).append(office)
    return found

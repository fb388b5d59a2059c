"""What the public sees and since when: drafts, publication planned for a day, and its end."""

import datetime as dt

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from common.dates import today, wareki
from common.db import queue
from common.models import within

NO_DAY = "公開するには公開日が必要です。"
ENDS_TOO_EARLY = "公開終了日は公開日より後にしてください。"


class State(models.TextChoices):
    DRAFT = "draft", "下書き"
    PUBLISHED = "published", "公開"


def is_published(prefix: str = "") -> Q:
    """The one condition under which the public sees a record; `prefix` reaches over a relation ("project__")."""
    day = today()
    begun = Q(**{f"{prefix}state": State.PUBLISHED, f"{prefix}published_on__lte": day})
    return begun & (Q(**{f"{prefix}expires_on__isnull": True}) | Q(**{f"{prefix}expires_on__gt": day}))


class PublishableQuerySet(models.QuerySet):
    def published(self):
        return self.filter(is_published())

    def drafts(self):
        """What is yet to be put before the public."""
        return self.filter(state=State.DRAFT)

    def visible_to(self, user):
        """Records a user may see: the published ones; drafts only for who may change them, as a preview."""
        meta = self.model._meta
        return self.all() if user.has_perm(f"{meta.app_label}.change_{meta.model_name}") else self.published()


class Publishable(models.Model):
    """A record that the public sees in the half-open period [published_on, expires_on) once it is no draft."""

    State = State

    state = models.CharField("状態", max_length=9, choices=State.choices, default=State.DRAFT)
    published_on = models.DateField(
        "公開日", null=True, blank=True, help_text="先の日にすると、その日に自動で公開されます"
    )
    expires_on = models.DateField(
        "公開終了日", null=True, blank=True, help_text="この日から公開しない。空欄は期限なし"
    )

    class Meta:
        abstract = True

    @property
    def is_public(self) -> bool:
        """Whether everyone may see it: the question of `is_published()` for one record."""
        return self.state == State.PUBLISHED and within(today(), self.published_on, self.expires_on)

    @property
    def why_hidden(self) -> str:
        """For who sees it all the same: why the public does not; empty while it does."""
        if self.is_public:
            return ""
        if self.state == State.DRAFT:
            return "下書きのため、公開されていません。"
        if self.published_on and self.published_on > today():
            return f"{wareki(self.published_on)}に公開される予定です。"
        return "公開を終了しています。"

    @staticmethod
    def constraints(name: str) -> list[models.CheckConstraint]:
        """What holds of every publishable record; `name` begins the constraints' names."""
        return [
            models.CheckConstraint(
                condition=Q(state=State.DRAFT) | Q(published_on__isnull=False),
                name=f"{name}_published_has_day",
                violation_error_message=NO_DAY,
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True)
                | Q(published_on__isnull=True)
                | Q(published_on__lt=F("expires_on")),
                name=f"{name}_expires_after_publication",
                violation_error_message=ENDS_TOO_EARLY,
            ),
        ]


def number_validator(prefix: str) -> RegexValidator:
    """Only such a number is an address (common.converters.NumberConverter)."""
    return RegexValidator(
        rf"^{prefix}-[0-9]{{4}}-[0-9]{{4}}\Z", f"番号は「{prefix}-2026-0123」の形で入力してください。"
    )


#: The advisory locks at which new records queue for a number, one for each letter that begins them.
NUMBER_LOCKS = 20150200


def next_number(queryset: models.QuerySet, prefix: str, day: dt.date | None = None) -> str:
    """The first free number of a day's year: "P-2026-0124". In a transaction it stays free for who asked, until that
    ends: whoever else asks meanwhile waits."""
    queue(NUMBER_LOCKS + ord(prefix))
    begins = f"{prefix}-{(day or today()).year}-"
    last = queryset.filter(number__startswith=begins).order_by("-number").values_list("number", flat=True)[:1]
    return f"{begins}{int(last[0][-4:]) + 1 if last else 1:04}"

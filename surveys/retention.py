"""What is kept for its time only: who of a body answered, and how to reach the person."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.actions import record
from surveys.models import Answer, Survey

#: What is forgotten of an answer. Its content stays, and who handed it in stands in its versions.
PERSONAL = ("office", "person", "phone", "mailbox")


@transaction.atomic
def forget_respondents(now: dt.datetime) -> str:
    """The job: SURVEY_CONTACT_RETENTION_DAYS after the result was published, or a cancelled survey would have closed,
    nobody has to be asked anything of the answer any more."""
    before = timezone.localdate(now - dt.timedelta(days=settings.SURVEY_CONTACT_RETENTION_DAYS))
    ended = Survey.objects.filter(
        Q(state=Survey.State.PUBLISHED, published_on__lt=before)
        | Q(state=Survey.State.CANCELLED, closes_at__date__lt=before)
    )
    known = Q()
    for name in PERSONAL:
        known |= ~Q(**{name: ""})
    answers = Answer.objects.filter(known, target__survey__in=ended)
    slugs = sorted(set(answers.order_by().values_list("target__survey__slug", flat=True)))
    if not slugs:
        return ""
    number = 0
    for answer in answers.select_for_update(of=("self",)):
        _forget(answer)
        number += 1
    summary = f"終わったアンケートの回答{number}件から、回答した人の連絡先を消去"
    record(by=None, verb="dispose_respondents", summary=summary, data={"surveys": slugs})
    return f"{summary}しました。"


def _forget(answer: Answer) -> None:
    """Also out of what was typed, which is kept beside."""
    for name in PERSONAL:
        setattr(answer, name, "")
        answer.typed.pop(name, None)
    answer.save(update_fields=[*PERSONAL, "typed"])

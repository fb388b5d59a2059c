"""The door of a survey's result: counted once, published, and from then on what it was."""

from hashlib import sha256

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.actions import record
from accounts.models import User
from common.dates import today
from common.stale import StaleError
from surveys.asking.actions import locked
from surveys.models import PublishedResult, Survey
from surveys.results.content import canonical, published_content
from surveys.transitions import SURVEY_MOVES, has_right

MOVE = SURVEY_MOVES["publish"]


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


@transaction.atomic
def publish_result(*, survey: Survey, by: User, seen: str) -> PublishedResult:
    """Freeze the result and publish it, as it was read: `seen` is the hash of what the preview showed. StaleError where
    it is another by now."""
    if not has_right(MOVE, by):
        raise PermissionDenied
    survey = locked(survey)
    MOVE.check(survey.state, survey.get_state_display())
    content = published_content(survey)
    text = canonical(content)
    if digest(text) != seen:
        raise StaleError("確かめた後に、集計の内容が変わりました。今の内容を確かめてください。")
    response = content["response"]
    if not response["base"]:
        raise ValidationError("対象の団体がないため、公表できません。")
    result = PublishedResult.objects.create(
        survey=survey, text=text, sha256=digest(text), made_at=timezone.now(), made_by=by
    )
    survey.state, survey.published_on = Survey.State.PUBLISHED, today()
    survey.asked, survey.answered = response["base"], response["answered"]
    survey.save()
    record(
        by=by,
        verb="survey.publish",
        target=f"surveys.survey:{survey.pk}",
        summary=f"アンケート「{survey.title}」：{MOVE.told}。"[:500],
        data={"sha256": result.sha256},
    )
    return result

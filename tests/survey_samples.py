"""A survey in the sample world that is going on, for the pages of the secretariat."""

import datetime as dt

from django.utils import timezone

from accounts.models import User
from surveys.asking.actions import move_survey
from surveys.models import AnswerVersion, Question, SurveyTarget
from surveys.targets.actions import note_contact
from tests.factories.survey_targets import AnswerFileFactory, ReminderFactory
from tests.factories.surveys import ConductedSurveyFactory, QuestionFactory

SLUG = "2020-90"
HERE = f"/members/surveys/{SLUG}/targets"
#: Of a body that has answered, and of one that has not.
ANSWERED, OWING = "033669", "032069"
TARGET_PAGES = [
    f"{HERE}/",
    f"{HERE}/?state=submitted&reached=member",
    f"{HERE}/confirm/",
    f"{HERE}/letters/",
    f"{HERE}/letters/invite/",
    f"{HERE}/remind/",
    f"{HERE}/{ANSWERED}/",
    f"{HERE}/{ANSWERED}/note/",
    f"{HERE}/{ANSWERED}/code/",
    f"{HERE}/{ANSWERED}/moves/return/",
    f"{HERE}/{OWING}/enter/",
    f"{HERE}/{OWING}/moves/send/",
]


def sample_survey(*, by: User) -> None:
    """Asked of all cities, towns and villages."""
    now = timezone.now()
    survey = ConductedSurveyFactory(
        slug=SLUG,
        title="特別区との連携に関する意向調査（見本）",
        base_day=dt.date(2026, 8, 1),
        opens_at=now + dt.timedelta(hours=1),
        closes_at=now + dt.timedelta(days=20),
    )
    words = QuestionFactory(
        survey=survey, order=1, kind=Question.Kind.LONG_TEXT, text="どのような連携を望みますか"
    )
    QuestionFactory(
        survey=survey,
        order=2,
        kind=Question.Kind.MATRIX,
        text="重要さ",
        rows=["人の交流", "物産"],
        options=["高い", "低い"],
    )
    for move in ("check", "schedule", "open"):
        move_survey(survey=survey, move=move, by=by)
    survey.refresh_from_db()
    target = SurveyTarget.objects.with_body().get(survey=survey, body__code=ANSWERED)
    SurveyTarget.objects.filter(pk=target.pk).update(state="submitted", version=1, state_since=now)
    AnswerVersion.objects.create(
        target=target,
        number=1,
        content={str(words.pk): "雪を活かした催し"},
        door=AnswerVersion.Door.PROXY,
        submitted_at=now,
        signed="企画課 見本花子",
    )
    AnswerFileFactory(target=target)
    note_contact(target=target, by=by, way="phone", note="企画課に電話")
    ReminderFactory(survey=survey, by=by)

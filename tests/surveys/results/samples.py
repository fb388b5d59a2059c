"""A survey with one of every kind of question, and bodies that answered it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from accounts.models import User
from common.dates import today
from municipalities.models import LocalGovernment
from surveys.models import AnswerVersion, PublishedResult, Question, Survey, SurveyTarget, TargetState
from surveys.results.content import canonical, published_content
from surveys.results.publishing import digest
from tests import factories as f

#: Of the answers of `answered`, one after the other.
TEXTS = ("雪かきの人手が足りません。", "=1+1 物産展に出たい。", "")
QUESTIONS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("heading", "特別区との連携について", {}),
    ("one", "連携に関心がありますか。", {"options": ["ある", "少しある", "ない"]}),
    ("several", "関心のある分野を選んでください。", {"options": ["産業", "観光", "防災", "教育"]}),
    ("number", "職員数を教えてください。", {"unit": "人"}),
    ("matrix", "分野ごとの関心", {"rows": ["産業", "観光"], "options": ["高い", "低い"]}),
    ("date", "希望する時期", {}),
    ("long_text", "困っていること", {"leads_to": "need"}),
    ("file", "資料", {}),
    ("consent", "掲示板に載せることへの同意", {}),
)


def survey_with_questions(*, first: int | None = None, **values: Any) -> Survey:
    """A draft that is to be final; bodies are added by `ask`. `first`: the id before that of the first question."""
    now = timezone.now()
    values = {
        "state": "draft",
        "base_day": dt.date(2026, 8, 1),
        "opened_on": dt.date(2026, 9, 1),
        "opens_at": now - dt.timedelta(days=60),
        "closes_at": now - dt.timedelta(days=30),
        "published_on": None,
    } | values
    survey = f.SurveyFactory(**values)
    for order, (kind, text, more) in enumerate(QUESTIONS, 1):
        pk = first and first + order
        Question.objects.create(pk=pk, survey=survey, order=order, kind=kind, text=text, **more)
    return survey


def content_of(survey: Survey, number: int) -> dict[str, Any]:
    """What the answer with a number says: each is a little different."""
    values: dict[str, Any] = {
        "one": number % 3 + 1,
        "several": [1, number % 3 + 2],
        "number": str(10 * number),
        "matrix": {"1": 1, "2": number % 2 + 1},
        "date": f"2026-{number % 3 + 4:02}-01",
        "long_text": TEXTS[number % 3],
        "file": ["計画書"] if number % 2 else [],
        "consent": number % 2 == 0,
    }
    return {
        str(question.pk): values[question.kind]
        for question in survey.questions.asking()
        if values[question.kind] not in ("", [])
    }


def ask(survey: Survey, body: LocalGovernment, state: str = TargetState.SENT) -> SurveyTarget:
    return SurveyTarget.objects.create(survey=survey, body=body, state=state)


def answer(
    survey: Survey,
    body: LocalGovernment,
    content: dict[str, Any],
    state: str = TargetState.CONFIRMED,
    *,
    pk: int | None = None,
) -> AnswerVersion:
    target = ask(survey, body, state)
    target.version = 1
    target.save()
    return AnswerVersion.objects.create(
        pk=pk,
        target=target,
        number=1,
        content=content,
        door="member",
        submitted_at=timezone.now(),
        signed="企画課",
    )


def be(survey: Survey, state: str) -> Survey:
    """Bring it to a state past all doors."""
    Survey.objects.filter(pk=survey.pk).update(state=state)
    survey.refresh_from_db()
    return survey


def answered(number: int = 6, silent: int = 4, *, state: str = "final", **values: Any) -> Survey:
    """A survey that so many towns of two prefectures answered, and so many did not."""
    survey = survey_with_questions(**values)
    iwate = f.PrefectureFactory(code="030007", name="岩手県", kana="いわてけん")
    okayama = f.PrefectureFactory(code="330001", name="岡山県", kana="おかやまけん")
    for place in range(number + silent):
        prefecture = iwate if place % 2 else okayama
        body = f.LocalGovernmentFactory(
            prefecture=prefecture,
            code=f"{prefecture.code[:2]}{400 + place}0",
            name=f"見本{place}町" if place % 3 else f"見本{place}市",
            kind="town" if place % 3 else "city",
        )
        if place < number:
            answer(survey, body, content_of(survey, place))
        else:
            ask(survey, body)
    return be(survey, state)


def answered_by(bodies: Sequence[LocalGovernment], *, first: int | None = None, **values: Any) -> Survey:
    """A final survey that all of some bodies but the last answered."""
    survey = survey_with_questions(first=first, **values)
    for place, body in enumerate(bodies[:-1]):
        pk = first + place if first else None
        answer(survey, body, content_of(survey, place), pk=pk)
    ask(survey, bodies[-1])
    return be(survey, "final")


def publish_at_once(survey: Survey, by: User) -> PublishedResult:
    """Past the door, by anybody."""
    content = published_content(survey)
    text = canonical(content)
    made = PublishedResult.objects.create(
        survey=survey, text=text, sha256=digest(text), made_at=timezone.now(), made_by=by
    )
    response = content["response"]
    Survey.objects.filter(pk=survey.pk).update(
        state="published", published_on=today(), asked=response["base"], answered=response["answered"]
    )
    return made

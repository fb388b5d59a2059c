"""A survey with a question of each kind, asked of 西和賀町 and 鏡野町."""

import datetime as dt

import pytest
from django.utils import timezone

from surveys.asking.actions import move_survey
from surveys.models import Question, Survey, SurveyTarget
from tests.factories import ConductedSurveyFactory

Kind = Question.Kind
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def draft(nishiwaga, kagamino):
    """To begin in an hour, for ten days."""
    now = timezone.now()
    survey = ConductedSurveyFactory(
        slug="2026-1",
        title="連携の意向調査",
        base_day=dt.date(2026, 8, 1),
        opens_at=now + HOUR,
        closes_at=now + dt.timedelta(days=10),
        eligible=Survey.Eligible.MUNICIPALITIES,
    )
    questions = [
        {"kind": Kind.HEADING, "text": "連携について"},
        {
            "kind": Kind.ONE,
            "text": "連携に関心がありますか",
            "options": ["ある", "ない"],
            "is_required": True,
        },
        {"kind": Kind.LONG_TEXT, "text": "どのような連携ですか", "is_required": True},
        {"kind": Kind.NUMBER, "text": "職員数", "unit": "人", "minimum": 1, "maximum": 100_000},
        {"kind": Kind.SEVERAL, "text": "分野", "options": ["防災", "観光", "教育"], "most": 2},
        {"kind": Kind.MATRIX, "text": "重要さ", "rows": ["人", "物"], "options": ["高い", "低い"]},
        {"kind": Kind.DATE, "text": "計画の開始日"},
        {"kind": Kind.TEXT, "text": "提供できること", "leads_to": "offer"},
        {"kind": Kind.FILE, "text": "資料"},
        {"kind": Kind.CONSENT, "text": "回答を掲示板の下書きに使うことに同意する"},
    ]
    made = [
        Question.objects.create(survey=survey, order=order, **values)
        for order, values in enumerate(questions, 1)
    ]
    made[2].shown_if, made[2].shown_for = made[1], [1]
    made[2].save()
    return survey


@pytest.fixture
def q(draft):
    """Question's kind → name of its field."""
    return {one.kind: f"q{one.pk}" for one in draft.questions.all()}


@pytest.fixture
def scheduled(draft, secretariat, secretariat_office):
    for move in ("check", "schedule"):
        move_survey(survey=draft, move=move, by=secretariat)
    draft.refresh_from_db()
    return draft


@pytest.fixture
def going_on(scheduled, nishiwaga_office, kagamino, secretariat):
    """西和賀町 is a member, 鏡野町 is not."""
    move_survey(survey=scheduled, move="open", by=secretariat)
    scheduled.refresh_from_db()
    return scheduled


@pytest.fixture
def member_target(going_on, nishiwaga):
    return SurveyTarget.objects.get(survey=going_on, body=nishiwaga)


@pytest.fixture
def code_target(going_on, kagamino):
    return SurveyTarget.objects.get(survey=going_on, body=kagamino)


@pytest.fixture
def said(q):
    """A whole answer, as a form sends it."""
    matrix = q[Kind.MATRIX]
    return {
        q[Kind.ONE]: "1",
        q[Kind.LONG_TEXT]: "雪を運びたい",
        q[Kind.NUMBER]: "１，２００人",
        q[Kind.SEVERAL]: ["1", "3"],
        f"{matrix}-1": "1",
        f"{matrix}-2": "2",
        q[Kind.DATE]: "令和8年4月1日",
        q[Kind.TEXT]: "雪",
        q[Kind.CONSENT]: "on",
        "office": "企画課",
        "person": "鏡野 花子",
        "phone": "",
        "mailbox": "kikaku@kagamino.example.jp",
    }


@pytest.fixture
def desk(sign_in, secretariat, secretariat_office):
    """The secretariat at work."""
    return sign_in(secretariat)

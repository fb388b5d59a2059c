"""The surveys of the sample world (見本): one that is going on and partly answered, one that is being built."""

import datetime as dt
from typing import Any

from django.utils import timezone

from accounts.models import User
from common.dates import today
from surveys.answering.submitting import submit
from surveys.asking.actions import move_survey, write_question, write_survey
from surveys.models import Question, Survey

PEOPLE = {"office": "企画課（見本）", "person": "見本 花子", "phone": "", "mailbox": ""}


def make_survey(told: dict[str, Any], *, by: User) -> Survey:
    """Built by the actions that the secretariat uses; a running one opened and answered by theirs who answer."""
    now = timezone.now()
    survey = write_survey(
        survey=None,
        by=by,
        values={
            "title": told["title"],
            "purpose": told["purpose"],
            "base_day": today(),
            "opens_at": now + dt.timedelta(hours=1),
            "closes_at": now + dt.timedelta(days=told["days"]),
            "eligible": told["eligible"],
            "agreement": None,
            "listed": [],
            "is_anonymous": True,
            "smallest_cell": 3,
        },
    )
    questions: list[Question] = []
    for one in told["questions"]:
        questions.append(_question(survey, one, questions, by))
    if "answers" in told:
        for move in ("check", "schedule", "open"):
            move_survey(survey=survey, move=move, by=by)
        _answer(survey, questions, told["answers"], told["every"])
    return survey


def _question(survey: Survey, told: dict[str, Any], before: list[Question], by: User) -> Question:
    """`if` names an earlier question, by its place among all, and the options under which it is asked."""
    values = {name: value for name, value in told.items() if name != "if"}
    if "if" in told:
        place, options = told["if"]
        values |= {"shown_if": before[place], "shown_for": options}
    return write_question(survey=survey, question=None, by=by, values=values)


def _answer(survey: Survey, questions: list[Question], answers: list[list[Any]], every: int) -> None:
    """One body of so many answers with its code, with what the sample answers say in turn; null says nothing."""
    asked = list(survey.targets.filter(body__memberships__isnull=True).in_order()[::every])
    for number, target in enumerate(asked):
        said = answers[number % len(answers)]
        content = {
            str(question.pk): value
            for question, value in zip(questions, said, strict=True)
            if value is not None
        }
        submit(target=target, content=content, people=PEOPLE, by=None, office=None)

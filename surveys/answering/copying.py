"""An answer as people read it: on the page to check before it is handed in, on paper, and in the mail."""

import datetime as dt
from typing import Any, NamedTuple

from common.dates import wareki
from surveys.models import AnswerVersion, Question
from surveys.reading import Numbered, questions_of

Kind = Question.Kind
NOTHING = "（回答なし）"


class Said(NamedTuple):
    """A question and what was answered, in lines; headings have none."""

    one: Numbered
    lines: list[str]


def answers_of(questions: list[Numbered], content: dict[str, Any]) -> list[Said]:
    """In the order of the questions, those that were not answered among them."""
    return [
        Said(
            one, [] if one.question.is_heading else lines_of(one.question, content.get(str(one.question.pk)))
        )
        for one in questions
    ]


def lines_of(question: Question, value: Any) -> list[str]:
    if question.kind == Kind.CONSENT:
        return ["同意する" if value else "同意しない"]
    if value in (None, "", [], {}):
        return [NOTHING]
    if question.kind == Kind.ONE:
        return [question.label_of(value)]
    if question.kind == Kind.SEVERAL:
        return [question.label_of(place) for place in value]
    if question.kind == Kind.MATRIX:
        rows = enumerate(question.rows, 1)
        return [f"{row}：{question.label_of(value.get(str(place), 0)) or NOTHING}" for place, row in rows]
    if question.kind == Kind.NUMBER:
        return [f"{value}{question.unit}"]
    if question.kind == Kind.DATE:
        return [_day(value)]
    return value if isinstance(value, list) else value.splitlines()


def _day(text: str) -> str:
    return wareki(dt.date.fromisoformat(text))


def copy_text(version: AnswerVersion) -> str:
    """For mails: the whole of it in plain text."""
    parts = []
    for said in answers_of(questions_of(version.target.survey), version.content):
        question = said.one.question
        if question.is_heading:
            parts.append(f"■ {question.wording}")
        else:
            answer = "\n".join(f"　{line}" for line in said.lines)
            parts.append(f"{said.one.label} {question.wording}\n{answer}")
    return "\n\n".join(parts)

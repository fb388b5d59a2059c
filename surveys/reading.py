"""What pages show of a survey's questions."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from surveys.models import Question, Survey


class Numbered(NamedTuple):
    """A question with what it is called; headings have no number."""

    label: str  # 「問3」
    question: Question
    #: On which answer it is asked: 「問2で「はい」を選んだ場合」; empty where always.
    condition: str = ""


def numbered(questions: Iterable[Question]) -> Iterator[Numbered]:
    """In their order."""
    labels: dict[int, str] = {}
    known: dict[int, Question] = {}
    for question in questions:
        if question.is_heading:
            yield Numbered("", question, _condition(question, known, labels))
            continue
        labels[question.pk], known[question.pk] = f"問{len(labels) + 1}", question
        yield Numbered(labels[question.pk], question, _condition(question, known, labels))


def _condition(question: Question, known: dict[int, Question], labels: dict[int, str]) -> str:
    ground = known.get(question.shown_if_id or 0)
    if ground is None:
        return ""
    chosen = "、".join(f"「{ground.label_of(place)}」" for place in question.shown_for)
    return f"{labels[ground.pk]}で{chosen}{'のどれか' if len(question.shown_for) > 1 else ''}を選んだ場合"


def questions_of(survey: Survey) -> list[Numbered]:
    """Two statements."""
    return list(numbered(Question.objects.filter(survey=survey).in_order()))

"""What the secretariat's pages of results show."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from accounts.models import User
from common.tables import Table
from surveys.models import Coding, CodingCategory, Question, Survey, TargetState
from surveys.reading import questions_of
from surveys.results.content import categories_of
from surveys.results.counting import cross, crossed, section_of
from surveys.results.forms import CrossForm
from surveys.results.given import AXES, Given, answers_of, told
from surveys.results.publishing import MOVE
from surveys.results.rates import definition, rates_of
from surveys.results.shown import Part, cross_table, of_rates, part, rate_table
from surveys.transitions import has_right

#: Kinds whose answers are read one by one.
READABLE = (*Question.WRITING, Question.Kind.FILE)


@dataclass(frozen=True)
class Asked:
    """A question with what was answered; `is_read`: its answers are read one by one."""

    question: Question
    part: Part
    is_read: bool


def overview(survey: Survey) -> dict[str, Any]:
    """The answers are read once, whatever is counted of them."""
    answers, rates, categories = answers_of(survey), rates_of(survey), categories_of(survey)
    asked = []
    for place, one in enumerate(questions_of(survey), 1):
        section = section_of(one, answers, categories.get(one.question.pk, []))
        is_read = one.question.kind in READABLE
        asked.append(Asked(one.question, part(section, rates.whole.base, place), is_read))
    return {
        "whole": rates.whole,
        "definition": definition(survey, rates.whole.base),
        "states": [(TargetState(state).label, number) for state, number in rates.states.items() if number],
        "rates": [
            rate_table("エリア別の回答率", "エリア", of_rates(rates.areas)),
            rate_table("市町村の種別の回答率", "種別", of_rates(rates.kinds)),
            rate_table("都道府県別の回答率", "都道府県", of_rates(rates.prefectures)),
        ],
        "asked": asked,
        "leads_to_board": any(one.question.leads_to for one in asked),
    }


def cross_of(survey: Survey, form: CrossForm) -> Table | None:
    """None where nothing, or nothing that can be, is asked for."""
    if not form.is_valid() or not (form.cleaned_data["question"] and form.cleaned_data["by"]):
        return None
    one, by = form.questions[form.cleaned_data["question"]], form.cleaned_data["by"]
    answers = answers_of(survey)
    if by in AXES:
        return cross_table(cross(one.question, answers, AXES[by]), one.label)
    other = form.questions[by.removeprefix("q")]
    return cross_table(crossed(one.question, answers, other.question), f"{one.label}×{other.label}")


@dataclass(frozen=True)
class Listed:
    """The answers in words to a question, its categories, and which answer is sorted into which."""

    question: Question
    all_answers: list[Given]
    answers: list[Given]
    categories: list[CodingCategory]
    sorted: list[tuple[int, int]]

    @classmethod
    def of(cls, survey: Survey, question: Question, *, unsorted: bool) -> "Listed":
        answers = [answer for answer in answers_of(survey) if answer.to(question) is not None]
        found = Coding.objects.standing().of_question(question).values_list("category", "version")
        sorted_into = list(found)
        done = {version for _, version in sorted_into} if unsorted else set()
        return cls(
            question,
            answers,
            [answer for answer in answers if answer.version not in done],
            list(question.categories.in_order()),
            sorted_into,
        )

    def named(self, versions: Collection[int]) -> list[Given]:
        return [answer for answer in self.all_answers if answer.version in versions]

    @property
    def counts(self) -> list[tuple[CodingCategory, int]]:
        numbers = [category for category, _ in self.sorted]
        return [(category, numbers.count(category.pk)) for category in self.categories]

    @property
    def number_unsorted(self) -> int:
        return len(self.all_answers) - len({version for _, version in self.sorted})


def opinion_of(survey: Survey, question: Question, version: int) -> tuple[Given, dict[str, str]]:
    """An answer in words, and what the form to publish it begins with."""
    listed = Listed.of(survey, question, unsorted=False)
    found = listed.named([version])
    if not found:
        raise Http404("この回答はありません。")
    into = {category for category, of in listed.sorted if of == version}
    names = [category.name for category in listed.categories if category.pk in into]
    return found[0], {
        "heading": (names or [question.wording])[0][:80],
        "text": told(question, found[0].to(question)),
    }


def publication(survey: Survey, user: User) -> dict[str, Any]:
    """What stands in the way of publishing."""
    is_final = survey.state in MOVE.sources
    return {
        "is_final": is_final,
        "may_publish": is_final and has_right(MOVE, user),
        "is_anonymous": survey.is_anonymous,
    }

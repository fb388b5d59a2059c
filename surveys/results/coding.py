"""分類: what the secretariat sorts answers in words into, and the opinions it chooses to publish."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from accounts.models import User
from common.moves import Refused
from surveys.asking.actions import locked
from surveys.models import (
    AnswerVersion,
    Coding,
    CodingCategory,
    Question,
    Survey,
    SurveyOpinion,
)

#: Once the result is published nothing of it changes; before the survey began there is nothing to sort.
SORTABLE = (Survey.State.OPEN, Survey.State.CLOSED, Survey.State.REVIEWING, Survey.State.FINAL)


def may_sort(survey: Survey) -> bool:
    return survey.state in SORTABLE


def _sortable(survey: Survey, by: User) -> Survey:
    if not by.has_perm("municipalities.edit_as_secretariat"):
        raise PermissionDenied
    survey = locked(survey)
    if not may_sort(survey):
        raise Refused(f"「{survey.get_state_display()}」のアンケートの回答は分類できません。")
    return survey


@transaction.atomic
def write_category(
    *, question: Question, category: CodingCategory | None, by: User, name: str
) -> CodingCategory:
    """A new category at the end, or another name of one."""
    _sortable(question.survey, by)
    if category is None:
        last = question.categories.aggregate(last=Max("order"))["last"] or 0
        category = CodingCategory(question=question, order=last + 1)
    category.name = name
    category.full_clean()
    category.save()
    return category


@transaction.atomic
def remove_category(*, category: CodingCategory, by: User) -> None:
    """With what was sorted into it."""
    _sortable(category.question.survey, by)
    category.delete()


@transaction.atomic
def move_category(*, category: CodingCategory, by: User, steps: int) -> None:
    """One up (-1) or down (1); at the end nothing happens."""
    _sortable(category.question.survey, by)
    categories = list(category.question.categories.in_order())
    place = categories.index(category)
    categories.insert(min(max(place + steps, 0), len(categories) - 1), categories.pop(place))
    for order, one in enumerate(categories, 1):
        one.order = order
    CodingCategory.objects.bulk_update(categories, ["order"])


@transaction.atomic
def sort_answers(
    *, question: Question, by: User, versions: Collection[int], chosen: Collection[tuple[int, int]]
) -> None:
    """Sort the answers of a page: of `versions`, all that a page showed, each into the categories `chosen` for it, as
    (category, version). What others have sorted elsewhere stays."""
    survey = _sortable(question.survey, by)
    standing = AnswerVersion.objects.standing().of_survey(survey).filter(pk__in=list(versions))
    answers = set(standing.values_list("pk", flat=True))
    categories = set(question.categories.values_list("pk", flat=True))
    wanted = {(category, version) for category, version in chosen if category in categories}
    wanted = {pair for pair in wanted if pair[1] in answers}
    shown = Coding.objects.of_question(question).filter(version__in=answers)
    there = {(one.category_id, one.version_id): one.pk for one in shown}
    Coding.objects.filter(pk__in=[pk for pair, pk in there.items() if pair not in wanted]).delete()
    Coding.objects.bulk_create(
        Coding(category_id=category, version_id=version, by=by)
        for category, version in sorted(wanted - there.keys())
    )


@transaction.atomic
def choose_opinion(*, survey: Survey, by: User, heading: str, text: str) -> SurveyOpinion:
    """An opinion to be published word for word, or shortened, under a heading; after the others of that heading."""
    survey = _sortable(survey, by)
    last = survey.opinions.aggregate(last=Max("order"))["last"] or 0
    return SurveyOpinion.objects.create(survey=survey, order=last + 1, heading=heading, text=text)


@transaction.atomic
def drop_opinion(*, opinion: SurveyOpinion, by: User) -> None:
    _sortable(opinion.survey, by)
    opinion.delete()

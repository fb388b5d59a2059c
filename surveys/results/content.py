"""The result of a survey as plain data: everything counted, and what of it is published."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from surveys.models import Coding, CodingCategory, Survey
from surveys.reading import Numbered, questions_of
from surveys.results.counting import Section, section_of, with_crosses
from surveys.results.given import Given, answers_of
from surveys.results.hidden import Groups, hidden_rates, hidden_section
from surveys.results.hiding import HIDDEN
from surveys.results.rates import Rate, Rates, definition, rates_of

Content = dict[str, Any]
#: The version of the rules by which is counted and hidden: raised when one changes (docs/manual/survey-results.md).
RULES = "2026-12"
NOTHING: Groups = {}
HIDDEN_ABOUT = (
    "「x」は秘匿した数です。{smallest}件未満（0件を除く）の数と、合計との差などからその数が分かる欄を伏せています。"
    "回答数を伏せた地域・区分は、内訳もすべて伏せます。"
)


def canonical(content: Content) -> str:
    """The one text of a content: what is frozen and hashed."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def categories_of(survey: Survey) -> dict[int, list[tuple[str, int]]]:
    """Question id → its categories with how many of the answers that stand say something of each."""
    counts = Coding.objects.standing().of_survey(survey).by_category()
    found: dict[int, list[tuple[str, int]]] = {}
    for category in CodingCategory.objects.of_survey(survey):
        found.setdefault(category.question_id, []).append((category.name, counts.get(category.pk, 0)))
    return found


def published_content(survey: Survey) -> Content:
    """What the public gets to see: everything counted now, and what is small hidden."""
    return _content(survey, survey.smallest_cell if survey.smallest_cell > 1 else 0)


def whole_content(survey: Survey) -> Content:
    """The same with nothing hidden, for the secretariat."""
    return _content(survey, 0)


def _content(survey: Survey, smallest: int) -> Content:
    answers, rates, categories = answers_of(survey), rates_of(survey), categories_of(survey)
    groups = hidden_rates(rates, smallest) if smallest else NOTHING
    return {
        "rules": RULES,
        "survey": _about(survey, smallest),
        "response": _response(survey, rates, groups),
        "questions": [
            hidden_section(_full(one, answers, categories, smallest), smallest, groups)
            for one in questions_of(survey)
        ],
        "opinions": list(survey.opinions.order_by("order").values("heading", "text")),
        "respondents": [] if survey.is_anonymous else [[one.code, one.body] for one in answers],
    }


def _full(one: Numbered, answers: list[Given], categories: Mapping[int, list], smallest: int) -> Section:
    section = section_of(one, answers, categories.get(one.question.pk, []), exact=not smallest)
    return with_crosses(section, one.question, answers)


def _about(survey: Survey, smallest: int) -> dict[str, Any]:
    def day(moment) -> str | None:
        return timezone.localdate(moment).isoformat() if moment else None

    return {
        "slug": survey.slug,
        "title": survey.title,
        "purpose": survey.purpose,
        "base_day": survey.base_day.isoformat() if survey.base_day else None,
        "opened_on": survey.opened_on.isoformat() if survey.opened_on else day(survey.opens_at),
        "closed_on": day(survey.closes_at),
        "eligible": survey.get_eligible_display(),
        "is_anonymous": survey.is_anonymous,
        "smallest_cell": smallest,
    }


def _response(survey: Survey, rates: Rates, groups: Groups) -> dict[str, Any]:
    def parts(rates: list[Rate], hidden) -> list[dict[str, Any]]:
        return [
            {
                "key": rate.key,
                "label": rate.label,
                "base": rate.base,
                "answered": HIDDEN if rate.key in hidden else rate.answered,
            }
            for rate in rates
        ]

    return {
        "base": rates.whole.base,
        "answered": rates.whole.answered,
        "percent": rates.whole.percent,
        "definition": definition(survey, rates.whole.base),
        "by_prefecture": parts(rates.prefectures, groups.get("prefecture", ())),
        "by_area": parts(rates.areas, groups.get("area", ())),
        "by_kind": parts(rates.kinds, groups.get("kind", ())),
    }

"""How many of the bodies that are asked have answered: over all, and by prefecture, area and kind.

The base is everybody that was asked when the survey began, 辞退 and 対象外 among them; it never changes.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from municipalities.models import LocalGovernment
from municipalities.models.bodies import Area
from surveys.models import Survey, SurveyTarget, TargetState

#: 「区」 and the others as people say them, in the order of tables.
KINDS = {
    LocalGovernment.Kind.CITY: "市",
    LocalGovernment.Kind.TOWN: "町",
    LocalGovernment.Kind.VILLAGE: "村",
    LocalGovernment.Kind.SPECIAL_WARD: "区",
    LocalGovernment.Kind.PREFECTURE: "都道府県",
}


@dataclass
class Rate:
    """Of a part of the base: `key` names it for machines, `inside` the part that it belongs to."""

    key: str
    label: str
    base: int = 0
    answered: int = 0
    inside: str = ""

    @property
    def percent(self) -> float | None:
        return percent(self.answered, self.base)


@dataclass
class Rates:
    whole: Rate
    prefectures: list[Rate]
    areas: list[Rate]
    kinds: list[Rate]
    #: State → bodies, of all states.
    states: dict[str, int] = field(default_factory=dict)


def percent(part: int, whole: int) -> float | None:
    """With one decimal, half rounded up; None where there is nothing to be a part of."""
    return (2000 * part + whole) // (2 * whole) / 10 if whole else None


def rates_of(survey: Survey) -> Rates:
    """In two statements, however many bodies are asked."""
    names = LocalGovernment.objects.prefectures().order_by("code").values_list("code", "name")
    prefectures = {code[:2]: Rate(code, name) for code, name in names}
    areas = {area.value: Rate(area.value, area.label) for area in Area}
    kinds = {kind.value: Rate(kind.value, label) for kind, label in KINDS.items()}
    whole, states = Rate("all", "全体"), Counter[str]()
    for place, area, kind, state, number in SurveyTarget.objects.of_survey(survey).by_place():
        states[state] += number
        if place in prefectures:
            prefectures[place].inside = area
        for rate in (whole, prefectures.get(place), areas.get(area), kinds.get(kind)):
            if rate is not None:
                rate.base += number
                rate.answered += number if state in TargetState.answered() else 0
    return Rates(
        whole,
        list(prefectures.values()),
        [*_with_base(areas.values())],
        [*_with_base(kinds.values())],
        {state: states[state] for state in TargetState.values},
    )


def _with_base(rates: Iterable[Rate]) -> Iterable[Rate]:
    return (rate for rate in rates if rate.base)


def definition(survey: Survey, base: int) -> str:
    """What the response rate is, in words."""
    day = f"{survey.base_day.isoformat()}を基準日とする" if survey.base_day else ""
    return (
        f"回答率は、回答した団体の数を対象団体の数で割ったもの（小数第1位まで）です。対象団体は、{day}"
        f"「{survey.get_eligible_display()}」の{base:,}団体で、実施を始めたときに確定し、その後は変わりません。"
        "辞退した団体、対象外とした団体も、対象団体の数に含みます。"
        "回答した団体は、提出・再提出・確認済・代理入力の団体で、差戻し中の団体は含みません。"
    )

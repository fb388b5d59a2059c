"""The answers of a survey as they are counted, read once for a page; and what they say to a question."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from common.dates import parse_day
from municipalities.models import LocalGovernment
from municipalities.models.bodies import Area
from surveys.models import AnswerVersion, Question, Survey
from surveys.results.rates import KINDS

Kind = Question.Kind


class Given(NamedTuple):
    """An answer that stands, and whose it is."""

    version: int
    content: dict[str, Any]
    code: str
    name: str
    kind: str
    is_designated: bool
    area: str
    prefecture: str | None

    @property
    def body(self) -> str:
        """「岩手県西和賀町」; a special ward and a prefecture go by the name alone."""
        plain = self.kind in (LocalGovernment.Kind.SPECIAL_WARD, LocalGovernment.Kind.PREFECTURE)
        return self.name if plain else f"{self.prefecture or ''}{self.name}"

    def to(self, question: Question) -> Any:
        """What is answered to a question; None where nothing is."""
        value = self.content.get(str(question.pk))
        return None if value in ("", [], {}) else value


def answers_of(survey: Survey) -> list[Given]:
    """In one statement."""
    return [Given(*row) for row in AnswerVersion.objects.standing().of_survey(survey).for_counting()]


#: 「同意の確認」 is a choice of these, from the first on.
CONSENT = ("同意する", "同意しない")
#: What answers can be chosen from.
CHOOSING = (Kind.ONE, Kind.SEVERAL, Kind.CONSENT)


def options_of(question: Question) -> list[str]:
    return list(CONSENT) if question.kind == Kind.CONSENT else list(question.options)


def places_of(question: Question, value: Any) -> list[int]:
    """The options that an answer chooses, counted from 0 on, each once."""
    if question.kind == Kind.CONSENT:
        return [0 if value else 1]
    chosen = value if isinstance(value, list) else [value]
    return sorted(
        {place - 1 for place in chosen if isinstance(place, int) and 0 < place <= len(question.options)}
    )


def number_of(value: Any) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def numbers_of(question: Question, answers: list[Given]) -> list[Decimal]:
    found = (number_of(answer.to(question)) for answer in answers if answer.to(question) is not None)
    return [number for number in found if number is not None]


def days_of(question: Question, answers: list[Given]) -> list[str]:
    """In ISO 8601."""
    values = (answer.to(question) for answer in answers)
    return [day for value in values if isinstance(value, str) and (day := _day(value))]


def _day(text: str) -> str:
    try:
        return parse_day(text).isoformat()
    except ValueError:
        return ""


def told(question: Question, value: Any) -> str:
    """An answer in words, in one text."""
    match question.kind:
        case Kind.ONE | Kind.SEVERAL | Kind.CONSENT:
            return "、".join(options_of(question)[place] for place in places_of(question, value))
        case Kind.MATRIX:
            return "、".join(f"{row}：{option}" for row, option in matrix_of(question, value))
        case Kind.FILE:
            return "、".join(map(str, value))
        case _:
            return str(value)


def matrix_of(question: Question, value: Any) -> Iterator[tuple[str, str]]:
    """Row and option, of the rows that are answered."""
    for place, row in enumerate(question.rows, 1):
        chosen = value.get(str(place)) if isinstance(value, dict) else None
        if label := question.label_of(chosen if chosen is not None else 0):
            yield row, label


class Axis(NamedTuple):
    """What answers are grouped by: the groups that there are, key and label, and in which an answer is."""

    key: str
    label: str
    groups: list[tuple[str, str]]
    is_several: bool = False

    def of(self, answer: Given) -> list[str]:
        match self.key:
            case "area":
                return [answer.area]
            case "kind":
                return [answer.kind]
            case _:
                return [DESIGNATED if answer.is_designated else answer.kind]


DESIGNATED = "designated"
AREA = Axis("area", "エリア", [(area.value, str(area.label)) for area in Area])
KIND = Axis("kind", "市町村の種別", [(kind.value, label) for kind, label in KINDS.items()])
#: How many people live in a body is not on record: what is known of its size is its kind, and 政令指定都市.
SIZE = Axis(
    "size",
    "規模",
    [
        (DESIGNATED, "政令指定都市"),
        *(
            (key, "市（政令指定都市を除く）" if key == LocalGovernment.Kind.CITY else label)
            for key, label in KIND.groups
        ),
    ],
)
AXES = {axis.key: axis for axis in (AREA, KIND, SIZE)}

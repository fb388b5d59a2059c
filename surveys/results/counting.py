"""What was answered to each question, as plain data: what pages, files and the published result are made from."""

from collections import Counter
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Any

from surveys.models import Question
from surveys.reading import Numbered
from surveys.results.given import (
    AREA,
    KIND,
    Axis,
    Given,
    days_of,
    matrix_of,
    numbers_of,
    options_of,
    places_of,
)

Kind = Question.Kind
#: What is said of one question: `label` (「問3」), `kind`, `text`, `n` (who answered it), `tables`, `facts`, `crosses`.
Section = dict[str, Any]
#: More months than this are told as years.
MOST_MONTHS = 24
#: Classes of a size: at most so many, of 1, 2 or 5 times a power of ten.
CLASSES = 6


def section_of(
    one: Numbered,
    answers: list[Given],
    categories: Sequence[tuple[str, int]] = (),
    *,
    exact: bool = True,
) -> Section:
    """`categories`: what answers in words were sorted into, each with how many. Not `exact`: no number that was
    answered stands for itself."""
    question = one.question
    section: Section = {
        "label": one.label,
        "condition": one.condition,
        "kind": question.kind,
        "text": question.wording,
        "unit": question.unit,
        "n": sum(answer.to(question) is not None for answer in answers),
        "tables": [],
        "facts": [],
        "crosses": [],
    }
    match question.kind:
        case Kind.ONE | Kind.CONSENT:
            section["tables"] = [chosen(question, answers)]
        case Kind.SEVERAL:
            section["tables"] = [chosen(question, answers) | {"sums": False}]
        case Kind.MATRIX:
            section["tables"] = matrix(question, answers)
        case Kind.NUMBER:
            section |= numbers(question, answers, exact=exact)
        case Kind.DATE:
            section |= days(question, answers)
        case Kind.TEXT | Kind.LONG_TEXT if categories:
            section["tables"] = [table("分類", section["n"], categories) | {"sums": False}]
    return section


def table(heading: str, n: int, rows: Sequence[tuple[str, int]], title: str = "") -> dict[str, Any]:
    """Counts of `n` answers; they sum up to `n` where it is not said otherwise (`sums`)."""
    return {
        "title": title,
        "heading": heading,
        "n": n,
        "sums": True,
        "rows": [{"label": label, "count": count} for label, count in rows],
    }


def chosen(question: Question, answers: list[Given]) -> dict[str, Any]:
    counts, options = Counter[int](), options_of(question)
    values = [value for answer in answers if (value := answer.to(question)) is not None]
    for value in values:
        counts.update(places_of(question, value))
    return table("選択肢", len(values), [(label, counts[place]) for place, label in enumerate(options)])


def matrix(question: Question, answers: list[Given]) -> list[dict[str, Any]]:
    """A table for each row."""
    counts: dict[str, Counter[str]] = {row: Counter() for row in question.rows}
    for answer in answers:
        for row, option in matrix_of(question, answer.to(question)):
            counts[row][option] += 1
    return [
        table("選択肢", found.total(), [(label, found[label]) for label in question.options], title=row)
        for row, found in counts.items()
    ]


def numbers(question: Question, answers: list[Given], *, exact: bool) -> Section:
    values = sorted(numbers_of(question, answers))
    if not values:
        return {}
    total = sum(values, Decimal())
    facts = [
        ("sum", "合計", total),
        ("mean", "平均", total / len(values)),
        ("median", "中央値", median(values)),
        ("minimum", "最小", values[0]),
        ("maximum", "最大", values[-1]),
    ]
    return {
        "facts": [
            {"key": key, "label": label, "value": plain(value), "unit": question.unit}
            for key, label, value in facts
        ],
        "tables": [table("階級", len(values), classes(values, question.unit, exact=exact))],
    }


def plain(number: Decimal) -> str:
    """With two decimals at most, none where there are none."""
    text = f"{number.quantize(Decimal('0.01'), ROUND_HALF_UP):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def classes(values: Sequence[Decimal], unit: str, *, exact: bool = True) -> list[tuple[str, int]]:
    """Of sorted numbers: where few are different each stands for itself (`exact`), else classes of one width."""
    different = Counter(values)
    if exact and len(different) <= CLASSES:
        return [(f"{plain(value)}{unit}", count) for value, count in sorted(different.items())]
    width = _width((values[-1] - values[0]) / (CLASSES - 1))
    first = values[0] // width
    if first * width > values[0]:  # Decimal divides towards zero
        first -= 1
    counts = Counter(int((value - first * width) // width) for value in values)
    return [
        (
            f"{plain((first + place) * width)}以上{plain((first + place + 1) * width)}未満{unit}",
            counts[place],
        )
        for place in range(max(counts) + 1)
    ]


def _width(least: Decimal) -> Decimal:
    """The smallest of 1, 2 or 5 times a power of ten that is not less."""
    power = Decimal(10) ** (least.adjusted())
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= least)


def days(question: Question, answers: list[Given]) -> Section:
    found = sorted(days_of(question, answers))
    if not found:
        return {}
    months = Counter(day[:7] for day in found)
    years = Counter(f"{day[:4]}年" for day in found)
    rows = sorted((months if len(months) <= MOST_MONTHS else years).items())
    return {
        "facts": [
            {"key": "earliest", "label": "最も早い日", "value": found[0], "unit": ""},
            {"key": "latest", "label": "最も遅い日", "value": found[-1], "unit": ""},
        ],
        "tables": [table("時期", len(found), rows)],
    }


Grouping = Callable[[Given], list[str]]


def cross(question: Question, answers: list[Given], axis: Axis, of: Grouping | None = None) -> dict[str, Any]:
    """How those of each group chose. Groups without an answer are left out."""
    grouping, options = of or axis.of, options_of(question)
    sizes: Counter[str] = Counter()
    counts: Counter[tuple[int, str]] = Counter()
    totals: Counter[int] = Counter()
    for answer in answers:
        value = answer.to(question)
        if value is None:
            continue
        places, keys = places_of(question, value), grouping(answer)
        sizes.update(keys)
        totals.update(places)
        counts.update((place, key) for place in places for key in keys)
    groups = [{"key": key, "label": label, "n": sizes[key]} for key, label in axis.groups if sizes[key]]
    return {
        "axis": axis.key,
        "label": axis.label,
        "n": sum(answer.to(question) is not None for answer in answers),
        "sums": question.kind != Kind.SEVERAL,
        "groups": groups,
        "rows": [
            {
                "label": label,
                "total": totals[place],
                "counts": [counts[place, group["key"]] for group in groups],
            }
            for place, label in enumerate(options)
        ],
    }


def crossed(question: Question, answers: list[Given], other: Question) -> dict[str, Any]:
    """By what was chosen at another question; those who did not answer it are a group of their own."""
    groups = [(str(place), label) for place, label in enumerate(options_of(other))]
    axis = Axis("question", other.wording, [*groups, ("", "無回答")], other.kind == Kind.SEVERAL)

    def grouping(answer: Given) -> list[str]:
        value = answer.to(other)
        return [""] if value is None else [str(place) for place in places_of(other, value)]

    return cross(question, answers, axis, grouping)


#: The groups that published results show: size lies within kind, and with both what is hidden could be reckoned.
PUBLISHED_AXES = (AREA, KIND)


def with_crosses(section: Section, question: Question, answers: list[Given]) -> Section:
    """With the cross tables that are published: none where all are of one group."""
    if question.kind not in (Kind.ONE, Kind.SEVERAL):
        return section
    tables = [cross(question, answers, axis) for axis in PUBLISHED_AXES]
    return section | {"crosses": [one for one in tables if len(one["groups"]) > 1]}

"""The secretariat's own workbook: every answer as it was given, a row for each body, and every figure in full."""

import datetime as dt
from collections.abc import Iterator
from typing import Any, BinaryIO

from common.datasets import DataColumn, DataKind, Datum
from common.dates import parse_day
from municipalities.models import LocalGovernment
from municipalities.models.bodies import Area
from surveys.models import Question, Survey
from surveys.reading import Numbered, questions_of
from surveys.results.content import whole_content
from surveys.results.figures import FIGURE_COLUMNS, FIGURES, figures_of
from surveys.results.given import (
    Given,
    answers_of,
    matrix_of,
    number_of,
    options_of,
    places_of,
    told,
)
from surveys.results.sheets import Book

Kind = Question.Kind
ANSWERS = "回答 データ"
KINDS, AREAS = dict(LocalGovernment.Kind.choices), dict(Area.choices)


def write_answers(file: BinaryIO, survey: Survey, made_at: dt.datetime) -> None:
    columns = [*BODY_COLUMNS, *question_columns(questions_of(survey))]
    with Book(file, f"{survey.title}（回答の一覧）", made_at) as book:
        book.data(ANSWERS, columns, answers_of(survey))
        book.data(FIGURES, FIGURE_COLUMNS, figures_of(whole_content(survey)))
        book.dictionary([(ANSWERS, columns), (FIGURES, FIGURE_COLUMNS)])


BODY_COLUMNS = (
    DataColumn("code", "団体コード", "全国地方公共団体コード（6桁）", lambda one: one.code, DataKind.CODE),
    DataColumn(
        "prefecture", "都道府県", "団体のある都道府県。都道府県自身は空欄", lambda one: one.prefecture
    ),
    DataColumn("name", "団体名", "団体の名称", lambda one: one.name),
    DataColumn(
        "kind",
        "種別",
        "団体の種別",
        lambda one: KINDS.get(one.kind),
        choices=tuple(map(str, KINDS.values())),
    ),
    DataColumn(
        "designated",
        "政令指定都市",
        "政令指定都市は1、ほかは0",
        lambda one: int(one.is_designated),
        DataKind.NUMBER,
    ),
    DataColumn(
        "area",
        "エリア",
        "団体のあるエリア",
        lambda one: AREAS.get(one.area),
        choices=tuple(map(str, AREAS.values())),
    ),
)


def question_columns(questions: list[Numbered]) -> Iterator[DataColumn]:
    """A column for each datum: where several can be chosen, and in a table, more than one."""
    for label, question, condition in questions:
        meaning = question.wording + (f"（{condition}）" if condition else "")
        match question.kind:
            case Kind.HEADING:
                continue
            case Kind.SEVERAL:
                for place, option in enumerate(options_of(question)):
                    yield DataColumn(
                        f"{label}-{place + 1}",
                        f"{label}-{place + 1} {option}",
                        f"{meaning}：「{option}」を選んだ団体は1、選ばない団体は0、無回答は空欄",
                        _chose(question, place),
                        DataKind.NUMBER,
                    )
            case Kind.MATRIX:
                for place, row in enumerate(question.rows):
                    yield DataColumn(
                        f"{label}-{place + 1}",
                        f"{label}-{place + 1} {row}",
                        f"{meaning}：{row}",
                        _in_row(question, row),
                        choices=tuple(question.options),
                    )
            case _:
                unit = f"（{question.unit}）" if question.unit else ""
                yield DataColumn(
                    label,
                    f"{label}{unit} {question.wording}"[:120],
                    meaning,
                    _datum(question),
                    {Kind.NUMBER: DataKind.NUMBER, Kind.DATE: DataKind.DAY}.get(question.kind, DataKind.TEXT),
                    tuple(options_of(question)) if question.kind in (Kind.ONE, Kind.CONSENT) else (),
                )


def _chose(question: Question, place: int):
    def datum(one: Given) -> Datum:
        value = one.to(question)
        return None if value is None else int(place in places_of(question, value))

    return datum


def _in_row(question: Question, row: str):
    def datum(one: Given) -> Datum:
        value = one.to(question)
        return None if value is None else dict(matrix_of(question, value)).get(row)

    return datum


def _datum(question: Question):
    def datum(one: Given) -> Datum:
        value: Any = one.to(question)
        if value is None:
            return None
        if question.kind == Kind.NUMBER:
            number = number_of(value)
            return None if number is None else float(number)
        if question.kind == Kind.DATE:
            return _day(str(value))
        return told(question, value)

    return datum


def _day(text: str) -> Datum:
    try:
        return parse_day(text)
    except ValueError:
        return text

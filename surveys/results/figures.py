"""Every figure of a result in long form, one a row: what the データ sheet of its workbook holds."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from common.datasets import DataColumn, DataKind
from surveys.results.content import Content
from surveys.results.counting import Section
from surveys.results.hiding import HIDDEN, Shown
from surveys.results.rates import percent

WHOLE = "全体"


class FigureRow(NamedTuple):
    """A figure: of what (`about`), of which question, of which group, which item; and out of how many (`n`)."""

    about: str
    label: str
    question: str
    row: str
    axis: str
    group: str
    item: str
    value: float | None
    unit: str
    n: int | None
    percent: float | None
    is_hidden: bool


def _figure(about: str, item: str, value: Shown, unit: str, n: Shown | None = None, **of: str) -> FigureRow:
    number = None if value == HIDDEN else int(value)
    whole = None if n is None or n == HIDDEN else int(n)
    part = None if number is None or whole is None else percent(number, whole)
    names: dict[str, Any] = {
        "label": "",
        "question": "",
        "row": "",
        "axis": WHOLE,
        "group": WHOLE,
    } | of
    return FigureRow(
        about,
        item=item,
        value=number,
        unit=unit,
        n=whole,
        percent=part,
        is_hidden=value == HIDDEN,
        **names,
    )


def figures_of(content: Content) -> Iterator[FigureRow]:
    response = content["response"]
    yield _figure("回答率", "回答した団体", response["answered"], "団体", response["base"])
    for key, axis in (("by_area", "エリア"), ("by_kind", "市町村の種別"), ("by_prefecture", "都道府県")):
        for part in response[key]:
            yield _figure(
                "回答率",
                "回答した団体",
                part["answered"],
                "団体",
                part["base"],
                axis=axis,
                group=part["label"],
            )
    for section in content["questions"]:
        yield from _of_section(section)


def _of_section(section: Section) -> Iterator[FigureRow]:
    of = {"label": section["label"], "question": section["text"]}
    if not section["label"]:
        return
    yield _figure("設問", "回答した団体", section["n"], "団体", **of)
    for fact in section["facts"]:
        yield _fact(fact, of)
    for table in section["tables"]:
        for row in table["rows"]:
            yield _figure("設問", row["label"], row["count"], "団体", table["n"], row=table["title"], **of)
    for cross in section["crosses"]:
        for place, group in enumerate(cross["groups"]):
            names = of | {"axis": cross["label"], "group": group["label"]}
            yield _figure("クロス集計", "回答した団体", group["n"], "団体", **names)
            for row in cross["rows"]:
                yield _figure("クロス集計", row["label"], row["counts"][place], "団体", group["n"], **names)


def _fact(fact: dict[str, Any], of: dict[str, str]) -> FigureRow:
    """A day is no number: it stands as the item."""
    value, is_day = fact["value"], fact["key"] in ("earliest", "latest")
    hidden = value == HIDDEN
    return FigureRow(
        "設問",
        of["label"],
        of["question"],
        "",
        WHOLE,
        WHOLE,
        f"{fact['label']}：{value}" if is_day and not hidden else fact["label"],
        None if hidden or is_day else float(value),
        "日付" if is_day else fact["unit"],
        None,
        None,
        hidden,
    )


FIGURES = "集計 データ"
FIGURE_COLUMNS = (
    DataColumn(
        "about",
        "内容",
        "何の数か",
        lambda row: row.about,
        choices=("回答率", "設問", "クロス集計"),
        required=True,
    ),
    DataColumn("label", "設問番号", "設問の番号。回答率の行は空欄", lambda row: row.label, DataKind.CODE),
    DataColumn("question", "設問", "設問文（正誤を出したときは正しいもの）", lambda row: row.question),
    DataColumn("row", "表の行", "表形式の設問の行。ほかの設問は空欄", lambda row: row.row),
    DataColumn("axis", "区分の種類", "何で分けた数か。「全体」は分けない数", lambda row: row.axis),
    DataColumn("group", "区分", "エリア、都道府県などの名称", lambda row: row.group),
    DataColumn("item", "項目", "選択肢、階級、分類など", lambda row: row.item, required=True),
    DataColumn(
        "value", "数値", "単位は「単位」の列。空欄は秘匿した数", lambda row: row.value, DataKind.NUMBER
    ),
    DataColumn("unit", "単位", "数値の単位", lambda row: row.unit),
    DataColumn(
        "n",
        "母数（団体）",
        "割合の分母。回答率では対象団体数、設問ではその設問（区分）に回答した団体数",
        lambda row: row.n,
        DataKind.NUMBER,
    ),
    DataColumn(
        "percent",
        "割合（％）",
        "数値を母数で割ったもの。小数第1位まで",
        lambda row: row.percent,
        DataKind.NUMBER,
    ),
    DataColumn(
        "is_hidden",
        "秘匿",
        "「秘匿」は、少数のため伏せた数",
        lambda row: "秘匿" if row.is_hidden else None,
        choices=("秘匿",),
    ),
)

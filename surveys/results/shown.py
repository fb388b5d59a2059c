"""Results for people: of the plain data (surveys.results.counting, content) tables and charts."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from common.charts import RowChart, row_chart
from common.tables import Cell, Column, Table
from surveys.models import Question
from surveys.results.content import HIDDEN_ABOUT, Content
from surveys.results.counting import Section
from surveys.results.hiding import HIDDEN, Shown
from surveys.results.rates import Rate, percent

Kind = Question.Kind
NUMBER, PERCENT = "団体", "％"


def cell(number: Shown) -> Cell:
    """A count; one that is hidden says so."""
    return Cell(None, HIDDEN) if number == HIDDEN else Cell.of(number)


def share(part: Shown, whole: Shown) -> Cell:
    """In percent with one decimal; hidden with what it is reckoned from."""
    if HIDDEN in (part, whole):
        return Cell(None, HIDDEN)
    value = percent(int(part), int(whole))
    return Cell(value, "－" if value is None else f"{value:.1f}")


def n_text(n: Shown) -> str:
    return f"n＝{n}" if n == HIDDEN else f"n＝{n:,}"


class Shape(NamedTuple):
    """A table of a question with its chart."""

    table: Table
    chart: RowChart | None


class Part(NamedTuple):
    """What a page shows of a question; of a heading nothing but its text."""

    id: str
    section: Section
    is_heading: bool
    n: str
    shapes: list[Shape]
    crosses: list[Table]


def parts(sections: Sequence[Section], base: int) -> list[Part]:
    return [part(section, base, place) for place, section in enumerate(sections, 1)]


def part(section: Section, base: int, place: int = 1) -> Part:
    title = section["label"] or section["text"]
    return Part(
        f"q{place}",
        section,
        section["kind"] == Kind.HEADING,
        n_text(section["n"]),
        [Shape(question_table(one, base, title), drawn(one, title)) for one in section["tables"]],
        [cross_table(one, title) for one in section["crosses"]],
    )


def question_table(table: dict[str, Any], base: int, title: str) -> Table:
    """Counts, and what part they are of who answered and of all who were asked."""
    n = table["n"]
    columns = [
        Column(table["heading"]),
        Column("回答", unit=NUMBER, numeric=True),
        Column("回答に占める割合", unit=f"{PERCENT}、{n_text(n)}", numeric=True),
        Column("対象に占める割合", unit=f"{PERCENT}、{n_text(base)}", numeric=True),
    ]
    rows = [
        [Cell.of(row["label"]), cell(row["count"]), share(row["count"], n), share(row["count"], base)]
        for row in table["rows"]
    ]
    return Table(caption(table, title), columns, rows)


def caption(table: dict[str, Any], title: str) -> str:
    return f"{title}　{table['title']}" if table["title"] else title


def drawn(table: dict[str, Any], title: str) -> RowChart | None:
    counts = [row["count"] for row in table["rows"]]
    if not any(count == HIDDEN or count for count in counts):
        return None
    items = [(row["label"], None if row["count"] == HIDDEN else row["count"], "") for row in table["rows"]]
    return row_chart(f"{caption(table, title)}（{n_text(table['n'])}）", items, NUMBER, unknown=HIDDEN)


def cross_table(cross: dict[str, Any], title: str) -> Table:
    """A row for each group, with what part of it chose each option."""
    columns = [Column(cross["label"]), Column("回答した団体", unit=NUMBER, numeric=True)]
    columns += [Column(row["label"], unit=NUMBER, numeric=True) for row in cross["rows"]]
    lines = [_cross_line("全体", cross["n"], [row["total"] for row in cross["rows"]])]
    lines += [
        _cross_line(group["label"], group["n"], [row["counts"][place] for row in cross["rows"]])
        for place, group in enumerate(cross["groups"])
    ]
    return Table(f"{title}　{cross['label']}による内訳", columns, lines)


def _cross_line(label: str, n: Shown, counts: Sequence[Shown]) -> list[Cell]:
    return [Cell.of(label), cell(n), *(_with_share(count, n) for count in counts)]


def _with_share(count: Shown, n: Shown) -> Cell:
    shown, part = cell(count), share(count, n)
    note = f"（{part.text}％）" if isinstance(part.value, float) else ""
    return Cell(shown.value, shown.text, note=note)


def rate_table(title: str, heading: str, lines: Sequence[dict[str, Any]]) -> Table:
    columns = [
        Column(heading),
        Column("対象", unit=NUMBER, numeric=True),
        Column("回答", unit=NUMBER, numeric=True),
        Column("回答率", unit=PERCENT, numeric=True),
    ]
    rows = [
        [
            Cell.of(line["label"]),
            Cell.of(line["base"]),
            cell(line["answered"]),
            share(line["answered"], line["base"]),
        ]
        for line in lines
    ]
    return Table(title, columns, rows)


def of_rates(rates: Sequence[Rate]) -> list[dict[str, Any]]:
    """As the published result has them, nothing hidden."""
    return [
        {"key": rate.key, "label": rate.label, "base": rate.base, "answered": rate.answered} for rate in rates
    ]


PLACES = (
    ("by_area", "エリア別の回答率", "エリア"),
    ("by_kind", "市町村の種別の回答率", "種別"),
    ("by_prefecture", "都道府県別の回答率", "都道府県"),
)


def rate_tables(response: dict[str, Any]) -> list[Table]:
    return [rate_table(title, heading, response[key]) for key, title, heading in PLACES]


def page_of(content: Content) -> dict[str, Any]:
    """What a page shows of a published result, or of one that is about to be."""
    response, smallest = content["response"], content["survey"]["smallest_cell"]
    return {
        "about": content["survey"],
        "response": response,
        "rates": rate_tables(response),
        "parts": parts(content["questions"], response["base"]),
        "opinions": content["opinions"],
        "respondents": content["respondents"],
        "hidden_about": HIDDEN_ABOUT.format(smallest=smallest) if smallest else "",
    }

"""The rules of hiding (surveys.results.hiding) applied to the parts of a result."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from surveys.results.counting import Section
from surveys.results.hiding import HIDDEN, hidden_in_grid, hidden_in_line, is_small, shown
from surveys.results.rates import Rate, Rates

#: Facts that are the answer of one body.
OF_ONE = ("minimum", "maximum", "earliest", "latest")
#: Axis → keys of the groups whose answers are not told.
Groups = Mapping[str, Collection[str]]


def hidden_rates(rates: Rates, smallest: int) -> Groups:
    """Which parts do not tell how many answered: areas and kinds beside the whole, prefectures beside their area. Of
    an area that is hidden all prefectures are."""
    areas, kinds = _hidden(rates.areas, smallest), _hidden(rates.kinds, smallest)
    prefectures: set[str] = set()
    for area in rates.areas:
        inside = [rate for rate in rates.prefectures if rate.inside == area.key]
        prefectures |= {rate.key for rate in inside} if area.key in areas else _hidden(inside, smallest)
    return {"area": areas, "kind": kinds, "prefecture": prefectures}


def _hidden(rates: Sequence[Rate], smallest: int) -> set[str]:
    """What is the whole of what is known needs no hiding: one part of one is the total itself."""
    if len([rate for rate in rates if rate.base]) < 2:
        return set()
    places = hidden_in_line([rate.answered for rate in rates], smallest, most=[rate.base for rate in rates])
    return {rates[place].key for place in places}


def hidden_section(section: Section, smallest: int, groups: Groups) -> Section:
    """What is published of a question."""
    if not smallest:
        return section
    if is_small(section["n"], smallest):
        return section | {
            "n": HIDDEN,
            "tables": [_all_hidden(table) for table in section["tables"]],
            "facts": [fact | {"value": HIDDEN} for fact in section["facts"]],
            "crosses": [],
        }
    tables = [hidden_table(table, smallest) for table in section["tables"]]
    rows = {
        place for table in tables[:1] for place, row in enumerate(table["rows"]) if row["count"] == HIDDEN
    }
    return section | {
        "tables": tables,
        "facts": [fact | {"value": HIDDEN} if fact["key"] in OF_ONE else fact for fact in section["facts"]],
        "crosses": [
            hidden_cross(cross, smallest, rows, groups.get(cross["axis"], ())) for cross in section["crosses"]
        ],
    }


def hidden_table(table: dict[str, Any], smallest: int) -> dict[str, Any]:
    """Also where the counts do not sum up, one that is hidden never stands alone: it would be known to be small."""
    if is_small(table["n"], smallest):
        return _all_hidden(table)
    hidden = hidden_in_line([row["count"] for row in table["rows"]], smallest)
    return table | {
        "rows": [
            row | {"count": HIDDEN} if place in hidden else row for place, row in enumerate(table["rows"])
        ]
    }


def _all_hidden(table: dict[str, Any]) -> dict[str, Any]:
    n = HIDDEN if table["n"] else 0
    return table | {"n": n, "rows": [row | {"count": HIDDEN} for row in table["rows"]]}


def hidden_cross(
    cross: dict[str, Any], smallest: int, rows: Collection[int], groups: Collection[str]
) -> dict[str, Any]:
    """`rows`: the options whose total is hidden; `groups`: those whose answers are not told anywhere."""
    sizes = [group["n"] for group in cross["groups"]]
    forced = {place for place, group in enumerate(cross["groups"]) if group["key"] in groups}
    columns = hidden_in_line(sizes, smallest, forced)
    values = [row["counts"] for row in cross["rows"]]
    if cross["sums"]:
        cells = hidden_in_grid(values, smallest, rows, columns)
    else:
        bounds = [None if place in columns else size for place, size in enumerate(sizes)]
        cells = {
            (at, place)
            for at, line in enumerate(values)
            for place in (range(len(line)) if at in rows else hidden_in_line(line, smallest, columns, bounds))
        }
    return cross | {
        "groups": [
            group | {"n": HIDDEN} if place in columns else group
            for place, group in enumerate(cross["groups"])
        ],
        "rows": [
            row
            | {
                "total": HIDDEN if at in rows else row["total"],
                "counts": shown(row["counts"], {place for line, place in cells if line == at}),
            }
            for at, row in enumerate(cross["rows"])
        ],
    }

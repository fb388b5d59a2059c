"""A release for people: its frozen tables, beside them what the records say today."""

from typing import Any

from common.tables import Cell, Column, Table
from portal.models import Release
from portal.releases.restated import Restated, restated
from portal.statistics.content import Content
from portal.statistics.ledger import Ledger
from portal.statistics.story import story_of

#: Rows of a list on one page.
PAGE_SIZE = 200
Place = tuple[str, str, str]


def page_of(release: Release, ledger: Ledger) -> dict[str, Any]:
    """Everything the page of a release shows of its tables."""
    changes = restated(release, ledger)
    by_place = {(change.table, change.row, change.column): change for change in changes}
    return {
        "release": release,
        "changes": changes,
        "story": story_of(release.as_of) if release.source_id else None,
        "tables": [shown_table(table.content, by_place) for table in release.tables.all()],
    }


def shown_table(content: Content, changes: dict[Place, Restated]) -> dict[str, Any]:
    shown = {name: content[name] for name in ("table", "kind", "title", "definition", "unit")}
    if content["kind"] == "list":
        return shown | {"number": len(content["rows"])}
    return shown | {"grid": frozen_grid(content, changes)}


def frozen_grid(content: Content, changes: dict[Place, Restated]) -> Table:
    """Each figure as it was published; below it what it is today where that differs."""
    counts = {(count["row"], count["column"]): count for count in content["counts"]}
    columns = [Column(content["row_label"])]
    columns += [Column(head["label"], unit=head["unit"], numeric=True) for head in content["columns"]]
    rows = []
    for row in content["rows"]:
        cells = [Cell(row["key"], row["label"], note=row["note"])]
        for column in content["columns"]:
            place = row["key"], column["key"]
            cells.append(_cell(counts.get(place), changes.get((content["table"], *place))))
        rows.append(cells)
    return Table(f"{content['title']}（単位：{content['unit']}）", columns, rows)


def _cell(count: dict | None, change: Restated | None) -> Cell:
    if count is None:
        return Cell(None, "－")
    text = count["published"] if count["members"] is None else f"{count['value']:,}"
    return Cell(count["value"], text, note=change.note if change else "")


def frozen_list(content: Content, rows: list[list]) -> Table:
    """Some rows of a frozen list."""
    columns = [
        Column(head["label"], lambda row, at=at: row[at], numeric=head["kind"] == "number")
        for at, head in enumerate(content["columns"])
    ]
    return Table.of(content["title"], columns, rows)

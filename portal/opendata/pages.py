"""A dataset as its page shows it: files, dictionary, first rows."""

import datetime as dt
from typing import NamedTuple

from common.datasets import DataKind, Datum
from common.tables import Cell, Column, Table
from portal.opendata.edition import Edition
from portal.opendata.files import FORMATS, Format, one_line

#: Rows of the preview, and letters of a text in it: the files hold all.
PREVIEWED, MOST_LETTERS = 10, 80


class File(NamedTuple):
    """A file that can be had."""

    format: Format
    address: str


def files(edition: Edition) -> list[File]:
    return [File(one, edition.file_address(one.suffix)) for one in FORMATS.values()]


def preview(edition: Edition) -> Table:
    columns = [
        Column(column.label, numeric=column.kind == DataKind.NUMBER) for column in edition.dataset.columns
    ]
    rows = [[_shown(datum) for datum in row] for row in edition.rows(PREVIEWED)]
    return Table(f"{edition.dataset.title}の最初の{len(rows)}行", columns, rows)


def _shown(datum: Datum) -> Cell:
    """As it stands in the file: a year has no thousands separator."""
    if datum is None:
        return Cell(None, "（空欄）")
    text = datum.isoformat() if isinstance(datum, dt.date) else str(one_line(datum))
    return Cell(datum, text if len(text) <= MOST_LETTERS else f"{text[:MOST_LETTERS]}…")


def dictionary(edition: Edition) -> Table:
    heads = ("項目名", "JSONの名前", "型", "説明", "選択肢", "空欄")
    rows = [
        [
            Cell(column.label, column.label),
            Cell(column.key, column.key),
            Cell(column.kind, str(column.kind.label)),
            Cell(column.meaning, column.meaning),
            Cell.of("、".join(column.choices)),
            Cell(column.required, "なし" if column.required else "あり"),
        ]
        for column in edition.dataset.columns
    ]
    return Table(f"{edition.dataset.title}のデータ項目定義", [Column(head) for head in heads], rows)

"""Files that leave: the records of a book, or its empty form with what is to be written where."""

import io
from collections.abc import Iterable
from typing import BinaryIO

from django.db.models import QuerySet

from accounts.models import User
from common.sheets import Written, WrittenColumn, write_csv, write_workbook
from municipalities.exchange.records import STAMP, Book, Records

STAMP_HELP = (
    "書き出したときの記録と値の控え。書き換えないでください。新しい記録の行では空欄にします。"
    "書き出した後にサイトで変わった記録は、取り込みのときに「競合」として示されます"
)
#: Format → (label, suffix, encoding of a CSV file).
FORMATS = {
    "xlsx": ("Excel（.xlsx）", "xlsx", ""),
    "csv": ("CSV（UTF-8）", "csv", "utf-8-sig"),
    "csv-sjis": ("CSV（Shift_JIS）", "csv", "cp932"),
}


def records_of(book: Book, found: QuerySet, user: User) -> dict[Records, QuerySet]:
    """What a file of some records of a book's first kind holds: these, and what belongs to them."""
    first, *rest = book.kinds()
    within = first.seen_by(user).filter(pk__in=found.order_by().values("pk"))
    parts = {
        one: one.seen_by(user).filter(**{f"{one.part_of}__in": within.order_by().values("pk")})
        for one in rest
    }
    return {first: within.order_by(*first.model._meta.ordering), **parts}


def write_records(kinds: dict[Records, QuerySet], format: str, sheet: str = "") -> BinaryIO:
    """The file, to be read from its beginning. A CSV file holds one sheet, the first where none is named."""
    file = io.BytesIO()
    encoding = FORMATS[format][2]
    if encoding:
        named = [kind for kind in kinds if kind.name == sheet] or list(kinds)
        write_csv(file, _table(named[0], named[0].written_rows(kinds[named[0]])), encoding)
    else:
        write_workbook(file, [_table(kind, kind.written_rows(found)) for kind, found in kinds.items()])
    file.seek(0)
    return file


def write_form(book: Book) -> BinaryIO:
    """An empty workbook, with lists to choose from and a page that explains the columns."""
    file = io.BytesIO()
    write_workbook(file, [_table(kind, ()) for kind in book.kinds()])
    file.seek(0)
    return file


def _table(kind: Records, rows: Iterable[list[str]]) -> Written:
    columns = [
        WrittenColumn(
            one.label,
            width=one.width,
            choices=one.choices,
            required=one.required,
            help=one.help,
            example=one.example,
        )
        for one in kind.columns
    ]
    return Written(kind.title, [*columns, WrittenColumn(STAMP, width=10, help=STAMP_HELP)], rows)

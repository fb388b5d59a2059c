"""What the columns of several datasets have in common."""

import datetime as dt
from collections.abc import Callable
from operator import attrgetter
from typing import Any

from common.datasets import DataColumn, DataKind
from common.dates import fiscal_year, today

Value = Callable[[Any], Any]

#: Two values of a mark: blank would say that it is not known.
YES_NO = ("該当", "非該当")


def up_to(day: dt.date) -> int | None:
    """The fiscal year by which records count on a past day; None today and later: what is planned is on record too."""
    return fiscal_year(day) if day < today() else None


#: What the day decides of records that are of a fiscal year.
BY_YEAR = "基準日が過去のときは、その日の年度までの記録。今日以降のときは、公開しているすべての記録"


def code(key: str, label: str, meaning: str, value: Value | None = None, **more) -> DataColumn:
    return DataColumn(key, label, meaning, value or attrgetter(key), DataKind.CODE, **more)


def text(key: str, label: str, meaning: str, value: Value | None = None, **more) -> DataColumn:
    return DataColumn(key, label, meaning, value or attrgetter(key), DataKind.TEXT, **more)


def number(key: str, label: str, meaning: str, value: Value | None = None, **more) -> DataColumn:
    """`label` says the unit."""
    return DataColumn(key, label, meaning, value or attrgetter(key), DataKind.NUMBER, **more)


def day(key: str, label: str, meaning: str, value: Value | None = None, **more) -> DataColumn:
    return DataColumn(key, label, meaning, value or attrgetter(key), DataKind.DAY, **more)


def partial_day(key: str, label: str, meaning: str, value: Value) -> DataColumn:
    """Of which perhaps no more than the year or the month is known."""
    whole = f"{meaning}。分かるところまで（年、年月、年月日）"
    return DataColumn(key, label, whole, value, DataKind.PARTIAL_DAY)


def time(key: str, label: str, meaning: str) -> DataColumn:
    return DataColumn(key, label, meaning, lambda row: clock(getattr(row, key)), DataKind.TIME)


def clock(moment: dt.time | None) -> str:
    return f"{moment:%H:%M}" if moment else ""


def address(key: str, label: str, meaning: str, value: Value | None = None, **more) -> DataColumn:
    return DataColumn(key, label, meaning, value or attrgetter(key), DataKind.ADDRESS, **more)


def choice(key: str, label: str, meaning: str, choices, **more) -> DataColumn:
    """The label of a choice of a record, by its field."""
    shown = f"get_{key}_display"
    labels = tuple(str(label) for label in choices.labels)
    return DataColumn(key, label, meaning, lambda row: getattr(row, shown)(), choices=labels, **more)


def mark(key: str, label: str, meaning: str, value: Value) -> DataColumn:
    return DataColumn(key, label, meaning, lambda row: YES_NO[not value(row)], choices=YES_NO, required=True)


def body(key: str, what: str, value: Value, **more) -> tuple[DataColumn, DataColumn]:
    """Code and name of a body that may be missing."""
    return (
        code(
            f"{key}_code",
            f"{what}の団体コード",
            f"{what}の全国地方公共団体コード（検査数字を含む6桁）",
            lambda row: (found := value(row)) and found.code,
            **more,
        ),
        text(
            f"{key}_name",
            f"{what}の団体名",
            f"{what}の名称。市町村は都道府県名から",
            lambda row: (found := value(row)) and found.full_name,
            **more,
        ),
    )


def page(of: str) -> DataColumn:
    return address("url", "ページのURL", f"このサイトの{of}のページ", lambda row: row.get_absolute_url())


SOURCE = text("source", "出典", "記録のもとになった資料の題名", lambda row: row.source)
PUBLISHED = day("published_on", "公開日", "このサイトで公開した日", required=True)
UPDATED = day("updated_on", "更新日", "このサイトで内容を最後に変えた日", required=True)

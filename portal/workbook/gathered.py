"""The lists T6 to T8 as people read them: long rows gathered into one a body, a project with a partner, an agreement.

Their rows are those of `portal.statistics.listed`; a list of other columns is printed as it stands.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from common.dates import era_year
from portal.statistics.content import Content
from portal.workbook.sheets import Value
from portal.workbook.texts import width_of

_KNOWN_DAY = re.compile(r"\d{4}(-\d\d){0,2}")


@dataclass(frozen=True)
class Listing:
    """A list to print: its headers with their widths, the columns of numbers, and its rows."""

    headers: tuple[tuple[str, float], ...]
    rows: Iterator[tuple[Value, ...]]
    note: str = ""


def listing(content: Content) -> Listing:
    keys = {column["key"] for column in content["columns"]}
    gather = GATHERED.get(content["table"])
    if gather is None or not NEEDED[content["table"]] <= keys:
        return as_it_stands(content)
    return gather(content)


def as_it_stands(content: Content) -> Listing:
    headers = tuple(
        (column["label"], max(width_of(column["label"]) + 2, 8 if column["kind"] == "number" else 24))
        for column in content["columns"]
    )
    return Listing(headers, (tuple(row) for row in content["rows"]))


def written_day(text: str | None) -> str:
    """As much of a day as is known, in the Japanese calendar: 「平成27年8月」 of "2015-08"."""
    if not text or not _KNOWN_DAY.fullmatch(text):
        return text or ""
    year, *rest = (int(part) for part in text.split("-"))
    # An era begins within a year: a year that is known alone is named by its last day (2019 is 令和元年).
    month, day, *_ = [*rest, 1] if rest else [12, 31]
    return era_year(dt.date(year, month, day)) + "".join(
        f"{part}{unit}" for part, unit in zip(rest, "月日", strict=False)
    )


def _frame(content: Content) -> Any:
    """The columns that are read, nothing as an empty text: keys of groups may not be missing."""
    import pandas as pd  # noqa: PLC0415 — slow to import

    wanted = NEEDED[content["table"]]
    columns = {
        column["key"]: ["" if row[at] is None else row[at] for row in content["rows"]]
        for at, column in enumerate(content["columns"])
        if column["key"] in wanted
    }
    return pd.DataFrame(columns, dtype=object)


def _each_once(texts: Any) -> str:
    return "、".join(dict.fromkeys(text for text in texts if text))


def _lines(texts: Any) -> str:
    return "\n".join(dict.fromkeys(text for text in texts if text))


def _gather(frame: Any, by: list[str], told: dict[str, Callable[[Any], str]]) -> Any:
    """A row for each group in the order of the list: the first of it, and in some columns what all its rows tell."""
    numbers = frame.groupby(by, sort=False).ngroup()
    found = frame[~numbers.duplicated()].copy()
    for column, tell in told.items():
        found[column] = frame[column].groupby(numbers, sort=False).agg(tell).to_numpy()
    return found


def _rows(frame: Any, columns: list[str]) -> Iterator[tuple[Value, ...]]:
    return frame[columns].itertuples(index=False, name=None)


# --- T6: a row a body ---------------------------------------------------------------------------------


def bodies(content: Content) -> Listing:
    frame = _frame(content)
    days = [written_day(day) for day in frame["since"]]
    of = dict.fromkeys(("連携・交流", "会員登録", "広域連携協定"), "")
    told = [
        of | {basis: _tie(basis, ward, kind, association, day)}
        for basis, ward, kind, association, day in zip(
            frame["basis"], frame["ward_name"], frame["tie_kind"], frame["association"], days, strict=True
        )
    ]
    for basis in of:
        frame[basis] = [one[basis] for one in told]
    columns = [*of, "inherited"]
    found = _gather(frame, ["code"], dict.fromkeys(columns, _lines))
    return Listing(
        (
            ("団体コード", 11),
            ("都道府県", 13),
            ("団体名", 17),
            ("種別", 12),
            ("連携・交流（特別区、種別、開始）", 44),
            ("会員登録", 19),
            ("広域連携協定（相手方、締結）", 38),
            ("承継", 22),
        ),
        _rows(found, ["code", "prefecture", "name", "kind", *columns]),
        "「記載なし」は、資料に特別区の名称が記されていない連携・交流。",
    )


def _tie(basis: str, ward: str, kind: str, association: str, day: str) -> str:
    since = f"（{day}）" if day else ""
    if basis == "連携・交流":
        return f"{ward or '記載なし'}　{kind}{since}"
    return f"{association}{since}" if basis == "広域連携協定" else day or "登録日不明"


# --- T7: a row a project, year and partner ------------------------------------------------------------


def projects(content: Content) -> Listing:
    frame = _frame(content)
    frame["partner"] = frame["partner_name"].where(frame["partner_name"] != "", frame["other_partner"])
    by = ["fiscal_year", "number", "partner_code", "partner"]
    found = _gather(frame, by, {"ward_name": _each_once})
    columns = ["fiscal_year", "number", "title", "scope", "field", "ward_name", "partner", "status"]
    columns += ["plan", "results", "budget_yen", "participants"]
    rows = (
        (str(year), *texts, _work(plan, results), budget, people)
        for year, *texts, plan, results, budget, people in _rows(found, columns)
    )
    return Listing(
        (
            ("年度", 7),
            ("事業番号", 14),
            ("連携事業名", 28),
            ("区分", 11),
            ("分野", 17),
            ("主管区", 14),
            ("連携先", 19),
            ("状況", 9),
            ("計画・実績", 48),
            ("事業費\n（円）", 13),
            ("参加者数\n（人）", 10),
        ),
        rows,
        "事業費と参加者数は事業全体のもの。連携先が複数の事業では、連携先ごとの行に同じ数を示す。",
    )


def _work(plan: str, results: str) -> str:
    told = (("計画", plan), ("実績", results))
    return "\n".join(f"{what}：{text}" for what, text in told if text)


# --- T8: a row an agreement ---------------------------------------------------------------------------


def agreements(content: Content) -> Listing:
    frame = _frame(content)
    frame["initiative"] = [f"・{text}" if text else "" for text in frame["initiative"]]
    found = _gather(frame, ["company", "title", "signed_on"], {"initiative": _lines})
    for column in ("signed_on", "ends_on"):
        found[column] = [written_day(day) for day in found[column]]
    return Listing(
        (("企業名", 32), ("協定名", 40), ("締結日", 20), ("終了日", 20), ("取り組み", 56)),
        _rows(found, ["company", "title", "signed_on", "ends_on", "initiative"]),
    )


GATHERED: dict[str, Callable[[Content], Listing]] = {"T6": bodies, "T7": projects, "T8": agreements}
#: The columns that gathering reads.
NEEDED = {
    "T6": {
        "code",
        "prefecture",
        "name",
        "kind",
        "basis",
        "ward_name",
        "tie_kind",
        "since",
        "association",
        "inherited",
    },
    "T7": {"fiscal_year", "number", "title", "scope", "field", "ward_name", "partner_code", "partner_name"}
    | {"other_partner", "status", "plan", "results", "budget_yen", "participants"},
    "T8": {"company", "title", "signed_on", "ends_on", "initiative"},
}

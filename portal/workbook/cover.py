"""The cover: what the workbook is, what each table counts, and how the numbers moved within a year."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from common.dates import a_year_before, fiscal_year, wareki, wareki_time
from portal.statistics.content import RULES, Content
from portal.statistics.content import content as content_of
from portal.statistics.ledger import Ledger
from portal.statistics.tables import FIRST_YEAR
from portal.workbook.data import DICTIONARY
from portal.workbook.layouts import Grid
from portal.workbook.sheets import Sheet, Styled
from portal.workbook.styles import (
    DIFFERENCE_CELL,
    HEADER,
    HEADING,
    INCREASE_CELL,
    LABEL,
    LEAD,
    NOTE,
    NUMBER,
    RATIO_CELL,
    SUBTOTAL,
    TITLE,
)
from portal.workbook.texts import lines_in

TITLE_OF_SHEET = "表紙"
#: The tables whose numbers are compared with those of the year before.
COMPARED = ("T1", "T3")
WIDTHS = (13, 34, 13, 13, 13, 13, 13)


@dataclass(frozen=True)
class Cover:
    """What the workbook says of itself. `municipalities` are cities, towns and villages on the day, `bodies` all local
    governments with prefectures and special wards; `last` are T1 and T3 of a year before."""

    title: str
    day: dt.date
    rules: str
    made_by: str
    made_at: dt.datetime
    municipalities: int
    bodies: int
    last: Sequence[Content] | None = None


def cover_on(day: dt.date, ledger: Ledger, *, by: str, at: dt.datetime) -> Cover:
    """The cover of what the records say on a day, with what they said a year before, as far back as tables go."""
    before = a_year_before(day)
    series_has_begun = fiscal_year(before) >= FIRST_YEAR
    return Cover(
        title=f"特別区全国連携プロジェクト　年次統計（{wareki(day)}現在）",
        day=day,
        rules=RULES,
        made_by=by,
        made_at=at,
        municipalities=len(ledger.municipalities(day)),
        bodies=sum(1 for _ in ledger.existing(day)),
        last=[content_of(key, before, ledger) for key in COMPARED] if series_has_begun else None,
    )


def write_cover(workbook: Any, cover: Cover, contents: Sequence[Content]) -> None:
    sheet = Sheet(workbook, TITLE_OF_SHEET, WIDTHS)
    sheet.print_on_a4(cover.title, landscape=False)
    sheet.append([(cover.title, TITLE)], 34)
    sheet.skip()
    _write_facts(sheet, cover)
    _write_changes(sheet, cover, contents)
    _write_definitions(sheet, contents)


def _write_facts(sheet: Sheet, cover: Cover) -> None:
    facts = {
        "基準日": f"{wareki(cover.day)}（{cover.day.isoformat()}）",
        "全国の団体数": f"市町村 {cover.municipalities:,}（特別区を除く）／"
        f"都道府県・特別区を含む全団体 {cover.bodies:,}（割合を求めるときの分母。いずれも基準日現在）",
        "数え方の版": cover.rules,
        "作成": f"{cover.made_by}（{wareki_time(cover.made_at)}）",
        "シート": f"「印刷用」は印刷して読むための表、「データ」は集計するための表（項目の意味は"
        f"「{DICTIONARY}」）。",
    }
    room = sheet.width - WIDTHS[0]
    for label, text in facts.items():
        height = 16.5 * lines_in(text, room * 0.95) + 5
        _wide(sheet, label, text, SUBTOTAL, height)


def _wide(sheet: Sheet, label: str, text: str, style: str, height: float) -> None:
    row = sheet.append([(label, style), (text, LABEL), *[(None, LABEL)] * (len(WIDTHS) - 2)], height)
    sheet.merge(row, 2, row, len(WIDTHS))


# --- A year before ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    table: str
    label: str
    before: int
    now: int

    @property
    def cells(self) -> list[Styled]:
        """The difference, and how many times and by how much as two figures: 「1.67倍」 is 「67.4%増」."""
        ratio = self.now / self.before if self.before else None
        return [
            (self.table, LABEL),
            (self.label, LABEL),
            (self.before, NUMBER),
            (self.now, NUMBER),
            (self.now - self.before, DIFFERENCE_CELL),
            (ratio, RATIO_CELL),
            (ratio - 1 if ratio is not None else None, INCREASE_CELL),
        ]


def changes(contents: Sequence[Content], last: Sequence[Content]) -> Iterator[Change]:
    """Of each table the last row, which is that of the day, now and a year before."""
    before = {content["table"]: _last_row(content) for content in last}
    for content in (one for one in contents if one["table"] in before):
        found = before[content["table"]]
        for column, now in _last_row(content).items():
            if column in found and now is not None and found[column] is not None:
                label = next(head["label"] for head in content["columns"] if head["key"] == column)
                yield Change(content["table"], label, found[column], now)


def _last_row(content: Content) -> dict[str, int | None]:
    grid, rows = Grid(content), content["rows"]
    return {head["key"]: grid.value(rows[-1]["key"], head["key"]) for head in content["columns"] if rows}


def _write_changes(sheet: Sheet, cover: Cover, contents: Sequence[Content]) -> None:
    _heading(sheet, "前年からの増減")
    found = list(changes(contents, cover.last or ()))
    if not found:
        sheet.across("比べる前年の記録はありません。", LEAD)
        return
    headers = ["表", "区分", "前年", "今年", "差", "倍率", "増減率"]
    sheet.append([(text, HEADER) for text in headers], 22)
    for change in found:
        sheet.append(change.cells, 18)
    sheet.across(
        "※　連携自治体数（T1）は基準日とその1年前の数、連携事業数（T3）は基準日が属する年度とその前の年度の数。"
        "前年が0のときは倍率と増減率を、どちらかの年に記録がないときはその表を示さない。",
        NOTE,
        14,
    )


# --- What is counted ----------------------------------------------------------------------------------


def _write_definitions(sheet: Sheet, contents: Sequence[Content]) -> None:
    _heading(sheet, "収録した表とその定義")
    row = sheet.append(
        [("表", HEADER), ("名称（単位）", HEADER), ("定義", HEADER), *[(None, HEADER)] * (len(WIDTHS) - 3)],
        22,
    )
    sheet.merge(row, 3, row, len(WIDTHS))
    room = sum(WIDTHS[2:])
    for content in contents:
        name = f"{content['title']}\n（{content['unit']}）"
        lines = max(lines_in(content["definition"], room * 0.95), lines_in(name, WIDTHS[1] * 0.95))
        cells: list[Styled] = [(content["table"], LABEL), (name, LABEL), (content["definition"], LABEL)]
        row = sheet.append([*cells, *[(None, LABEL)] * (len(WIDTHS) - 3)], 16.5 * lines + 5)
        sheet.merge(row, 3, row, len(WIDTHS))


def _heading(sheet: Sheet, text: str) -> None:
    sheet.skip()
    sheet.across(text, HEADING)

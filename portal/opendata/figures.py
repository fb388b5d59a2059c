"""Figures: those counted on a day, those that were published, and how many answered the surveys."""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from accounts.models import Change
from common.datasets import Dataset
from common.dates import today
from portal.models import Figure
from portal.opendata import columns as of
from portal.statistics.ledger import ledger
from portal.statistics.tables import BUILDERS, Count, Head, Matching, StatTable, build_all
from surveys.models import Survey


class Place(NamedTuple):
    """One place of a table: what is counted there, what was published."""

    table: StatTable
    row: Head
    column: Head

    @property
    def count(self) -> Count | Matching | None:
        return self.table.count(self.row.key, self.column.key)

    @property
    def figure(self) -> Figure | None:
        return self.table.printed.get((self.row.key, self.column.key))


def _places(day: dt.date) -> Iterator[Place]:
    """Every place that says anything, of every table that is a grid of counts."""
    for table in build_all(day, ledger()):
        for row in table.rows:
            for column in table.columns:
                place = Place(table, row, column)
                if place.count is not None or place.figure is not None:
                    yield place


FIGURES = Dataset(
    key="figures",
    title="統計値",
    about=(
        "統計のページの表を、数ごとに1行で示したものです。基準日の記録から数えた値と、同じ箇所の公表値を並べています。"
    ),
    of_day="基準日の記録から数えた値。年度ごとの表は、基準日までの年度を含みます",
    columns=(
        of.code(
            "table",
            "統計表の番号",
            "統計のページの表の番号",
            lambda place: place.table.key,
            choices=tuple(BUILDERS),
            required=True,
        ),
        of.text("title", "統計表名", "統計表の名称", lambda place: place.table.title, required=True),
        of.text("row_kind", "行の内容", "行が何を表すか", lambda place: place.table.row_label, required=True),
        of.code("row", "行の識別名", "団体コード、年度など", lambda place: place.row.key, required=True),
        of.text("row_label", "行名", "行の見出し", lambda place: place.row.label, required=True),
        of.code("column", "列の識別名", "列を示す英数字", lambda place: place.column.key, required=True),
        of.text("column_label", "列名", "列の見出し", lambda place: place.column.label, required=True),
        of.number(
            "value",
            "値",
            "記録から数えた値。単位は「単位」の列。空欄は数えられないもの",
            lambda place: place.count and place.count.value,
        ),
        of.text(
            "unit",
            "単位",
            "値と公表値の単位",
            lambda place: place.column.unit or place.table.unit,
            required=True,
        ),
        of.day(
            "as_of",
            "値の時点",
            "値を数えた日。空欄は年度の値",
            lambda place: place.count and place.count.day,
        ),
        of.number(
            "published",
            "公表値",
            "特別区長会が公表した値。空欄は公表していないもの",
            lambda place: place.figure and place.figure.value,
        ),
        of.text(
            "remark",
            "値と公表値が違う理由",
            "分かっているときの理由",
            lambda place: place.figure and place.figure.remark,
        ),
        of.text(
            "source",
            "公表値の出典",
            "公表値を載せた資料の題名",
            lambda place: place.figure and place.figure.source,
        ),
        of.text(
            "definition", "定義", "何をどう数えたか", lambda place: place.table.definition, required=True
        ),
    ),
    read=_places,
    changed_on=today,
)

PUBLISHED_FIGURES = Dataset(
    key="published-figures",
    title="公表値",
    about="これまでに特別区長会が公表した数を、資料に印字されたとおりに示したものです。数ごとに1行です。",
    of_day="基準日が過去のときは、その日の年度までの公表値",
    columns=(
        of.choice("table", "表", "載っていた表、または本文の数値", Figure.Table, required=True),
        of.code("row", "行の識別名", "団体コード、区分など", required=True),
        of.code("column", "列の識別名", "列を示す英数字"),
        of.text("label", "項目", "資料の項目名", required=True),
        of.number("fiscal_year", "年度（西暦）", "4月に始まる年度", required=True),
        of.day("as_of", "時点", "公表値の時点"),
        of.text("printed", "印字", "資料に印字されたままの文字", required=True),
        of.number("value", "値", "印字を数として読んだもの。単位は資料による。空欄は「－」など数でない印字"),
        of.text("remark", "備考", "このサイトの記録と違うときの理由"),
        of.text("source", "出典", "資料の題名", lambda figure: figure.source, required=True),
    ),
    read=lambda day: Figure.objects.up_to(of.up_to(day)).for_data(),
    changed_on=lambda: Change.objects.last_day_of(Figure),
)

SURVEYS = Dataset(
    key="surveys",
    title="アンケートの集計",
    about="全国の自治体へのアンケートの、対象と回答の数です。結果を公表した調査ごとに1行です。",
    of_day="基準日が過去のときは、その日までに始めた調査",
    columns=(
        of.code("slug", "アンケートの識別名", "アンケートを示す英数字", required=True),
        of.text("title", "題名", "アンケートの題名", required=True),
        of.day("opened_on", "開始日", "調査を始めた日", required=True),
        of.number(
            "asked", "対象団体数（団体）", "公表資料に記載された数、またはこのサイトで公表した結果の数"
        ),
        of.number(
            "answered", "回答団体数（団体）", "公表資料に記載された数、またはこのサイトで公表した結果の数"
        ),
        of.number("response_percent", "回答率（％）", "回答団体数を対象団体数で割ったもの。小数第1位まで"),
        of.day("published_on", "公表日", "結果を公表した日", required=True),
        of.SOURCE,
        of.page("アンケート"),
    ),
    read=lambda day: Survey.objects.published().opened_by(day).for_data(),
    changed_on=lambda: Survey.objects.published().latest_publication(),
)

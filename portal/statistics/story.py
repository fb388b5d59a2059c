"""What became of a published list's figure: 「574（公表時564。理由：…）」."""

import datetime as dt
from dataclasses import dataclass

from municipalities.models import LocalGovernment, PartnerList, PartnerListEntry
from municipalities.models.partner_lists import Verdict
from portal.models import Figure
from portal.statistics.tables import Count, Head, StatTable

ROWS = [
    Head("printed", "一覧に印字された市町村の行"),
    Head("duplicate", "同じ団体が重ねて載っている行"),
    Head("unknown", "該当する団体がない行"),
    Head("open", "担当者の確認を待つ行"),
    Head("municipalities", "実在する市町村（重複を除く）"),
    Head("prefectures", "一覧に載っている都道府県"),
    Head("total", "合計"),
]


@dataclass(frozen=True)
class Story:
    """A published list, read again: the table of what its rows are, and the figure in one sentence."""

    table: StatTable
    sentence: str


def story_of(day: dt.date) -> Story | None:
    """The story of the list published as of a day; None where there is none."""
    partner_list = PartnerList.objects.filter(as_of=day).select_related("source").first()
    if partner_list is None:
        return None
    entries = list(partner_list.entries.for_list())
    of_prefectures = [entry for entry in entries if _is_prefecture(entry)]
    printed = [entry for entry in entries if not _is_prefecture(entry)]
    found = [entry for entry in printed if entry.body_id and not entry.duplicate_of_id]
    groups = {
        "printed": printed,
        "duplicate": [entry for entry in printed if entry.duplicate_of_id],
        "unknown": [entry for entry in printed if entry.verdict == Verdict.UNKNOWN],
        "open": [entry for entry in printed if entry.verdict in (Verdict.REVIEW, Verdict.AMBIGUOUS)],
        "municipalities": found,
        "prefectures": of_prefectures,
        "total": found + of_prefectures,
    }
    counts = {
        (key, "count"): Count("entry", tuple(entry.pk for entry in group)) for key, group in groups.items()
    }
    figure = Figure.objects.of_table("T5").filter(row="total", column="total", as_of=day).first()
    table = StatTable(
        key="story",
        title=f"{partner_list.source}を読み直した結果",
        definition=(
            "公表された一覧の全ての行を団体コードに照らして読み直し、行ごとに判定した。"
            "合計は、実在する市町村と都道府県を1回ずつ数える。"
        ),
        unit="行",
        row_label="内容",
        rows=[row for row in ROWS if row.key != "open" or groups["open"]],
        columns=[Head("count", "数")],
        counts=counts,
        printed={("printed", "count"): figure} if figure else {},
    )
    return Story(table, _sentence(groups, figure))


def _is_prefecture(entry: PartnerListEntry) -> bool:
    return entry.body is not None and entry.body.kind == LocalGovernment.Kind.PREFECTURE


def _sentence(groups: dict[str, list], figure: Figure | None) -> str:
    reasons = [
        f"{label}{len(groups[key])}"
        for key, label in (("duplicate", "重複"), ("unknown", "実在しない名称"), ("open", "確認待ち"))
        if groups[key]
    ]
    reasons.append(f"都道府県{len(groups['prefectures'])}を含む")
    published = f"公表時{figure.value:,}。" if figure and figure.value else ""
    return f"{len(groups['total']):,}（{published}理由：{'、'.join(reasons)}）"

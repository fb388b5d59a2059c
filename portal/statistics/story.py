"""What became of a published list's figure: 「574（公表時564。理由：…）」."""

import datetime as dt
from dataclasses import dataclass

from municipalities.models import LocalGovernment, PartnerList, PartnerListEntry
from municipalities.models.partner_lists import Verdict
from portal.models import Figure
from portal.statistics.tables import Count, Head, StatTable

ROWS = [
    Head("printed", "一覧に掲載された市町村の行"),
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
    explanation: str


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
            "公表された一覧のすべての行を団体コードと照合し、行ごとに判定した。"
            "合計は、実在する市町村と都道府県を1回ずつ数える。"
        ),
        unit="行",
        row_label="内容",
        rows=[row for row in ROWS if row.key != "open" or groups["open"]],
        columns=[Head("count", "行数")],
        counts=counts,
        printed={("printed", "count"): figure} if figure else {},
    )
    return Story(table, _sentence(groups, figure), _explanation(groups))


def story_days(day: dt.date) -> list[dt.date]:
    """The other days that have a story: of a list that was published as of then."""
    return list(
        PartnerList.objects.exclude(as_of=day).order_by("as_of").values_list("as_of", flat=True).distinct()
    )


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


def _explanation(groups: dict[str, list]) -> str:
    """The way from the published figure to ours, step by step, for who never saw the list."""
    left_out = [
        f"{label}{len(groups[key])}行"
        for key, label in (
            ("duplicate", "重複する"),
            ("unknown", "該当する団体がない"),
            ("open", "確認を待つ"),
        )
        if groups[key]
    ]
    without = f"{'、'.join(left_out)}を除くと、" if left_out else ""
    return (
        f"公表された一覧には、市町村が{len(groups['printed']):,}行あります。"
        f"{without}実在する市町村は{len(groups['municipalities']):,}団体です。"
        f"これに、一覧に別に掲載された{len(groups['prefectures']):,}都道府県を加えると、"
        f"合計{len(groups['total']):,}団体になります。"
    )

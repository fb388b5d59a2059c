"""Who is linked with the special wards, and where: T1, T2, T5 and what T1 is made of."""

import datetime as dt
from collections import defaultdict

from common.dates import fiscal_year_label, wareki
from municipalities.models import Agreement, LocalGovernment
from municipalities.models.bodies import Area
from portal.statistics.ledger import Ledger
from portal.statistics.tables.grid import (
    FIRST_YEAR,
    Count,
    Head,
    StatTable,
    printed_by,
    reporting_day,
    years_to,
)

T1_COLUMNS = [
    Head("ties", "各区の交流自治体", note="連携・交流の記録がある団体。都道府県を含む"),
    Head("members", "会員登録自治体", note="全国連携ホームページの会員"),
    Head("covered", "広域連携協定締結自治体", note="市長会・町村会との協定に含まれる市町村"),
    Head("union", "合計", note="重複を除く"),
]


def t1_row(day: dt.date) -> str:
    """The key of the row of T1 that holds a day's figures."""
    return str(day.year) if day == reporting_day(day.year) and day.year >= FIRST_YEAR else "day"


def t1(ledger: Ledger, day: dt.date) -> StatTable:
    """連携自治体数の推移: per 1 August since 2015 and on the day itself."""
    days = {str(year): reporting_day(year) for year in years_to(day)}
    rows = [Head(key, fiscal_year_label(int(key)), note=wareki(on)) for key, on in days.items()]
    if t1_row(day) == "day":
        days["day"] = day
        rows.append(Head("day", "選んだ日", note=wareki(day)))
    counts = {}
    for key, on in days.items():
        linked = ledger.on(on)
        for column in T1_COLUMNS:
            counts[key, column.key] = Count(
                "body", tuple(sorted(getattr(linked, column.key))), on, column.key
            )
    return StatTable(
        key="T1",
        title="連携自治体数の推移",
        definition=(
            "その日に、各区との連携・交流の記録がある団体、会員登録のある団体、効力のある市長会・町村会との"
            "広域連携協定に含まれる市町村を数えた。合計は、いずれかに当たる団体を1回だけ数える。"
        ),
        unit="団体",
        row_label="年度（8月1日）",
        rows=rows,
        columns=T1_COLUMNS,
        counts=counts,
        printed=printed_by("T1", lambda f: (str(f.fiscal_year), f.row), column="count"),
    )


def by_prefecture(ledger: Ledger, day: dt.date) -> StatTable:
    """T1 on a day for each prefecture: what the map shows. A prefecture counts itself when it is linked."""
    linked = ledger.on(day)
    prefectures = [body for body in ledger.existing(day) if body.kind == LocalGovernment.Kind.PREFECTURE]
    ids: dict[tuple[str, str], list[int]] = defaultdict(list)
    for column in T1_COLUMNS:
        for pk in getattr(linked, column.key):
            body = ledger.bodies[pk]
            ids[(body.prefecture or body).code, column.key].append(pk)
    keys = [(prefecture.code, column.key) for prefecture in prefectures for column in T1_COLUMNS]
    return StatTable(
        key="by-prefecture",
        title="連携自治体数（都道府県別）",
        definition="その日の連携自治体を都道府県ごとに数えた。道府県が連携しているときは、道府県も数える。",
        unit="団体",
        row_label="都道府県",
        rows=[Head(prefecture.code, prefecture.name) for prefecture in prefectures],
        columns=T1_COLUMNS,
        counts={key: Count("body", tuple(sorted(ids[key])), day, key[1]) for key in keys},
    )


def overlap(ledger: Ledger, day: dt.date) -> StatTable:
    """What the three sets of T1 have in common: each pair, and all three. On the diagonal each set itself."""
    linked = ledger.on(day)
    sets = {column.key: set(getattr(linked, column.key)) for column in T1_COLUMNS if column.key != "union"}
    rows = [Head(column.key, column.label) for column in T1_COLUMNS if column.key in sets]
    found = {(one, other): sets[one] & sets[other] for one in sets for other in sets}
    everything = set.intersection(*sets.values())
    counts = {place: Count("body", tuple(sorted(ids)), day, "union") for place, ids in found.items()}
    counts |= {("all", key): Count("body", tuple(sorted(everything)), day, "union") for key in sets}
    return StatTable(
        key="overlap",
        title="連携自治体の重なり",
        definition=(
            "行と列の両方に当たる団体を数えた。同じ見出しどうしが交わるところは、その見出しの団体数。"
            "最後の行は、三つすべてに当たる団体。"
        ),
        unit="団体",
        rows=[*rows, Head("all", "三つすべて")],
        columns=[column for column in T1_COLUMNS if column.key in sets],
        counts=counts,
    )


def by_area(ledger: Ledger, day: dt.date) -> StatTable:
    """T1 on a day for each area, prefectures included."""
    linked = ledger.on(day)
    ids: dict[tuple[str, str], list[int]] = defaultdict(list)
    for column in T1_COLUMNS:
        for pk in getattr(linked, column.key):
            ids[ledger.bodies[pk].area, column.key].append(pk)
    return StatTable(
        key="by-area",
        title="連携自治体数（エリア別）",
        definition="その日の連携自治体をエリアごとに数えた。連携している道府県も数える。",
        unit="団体",
        row_label="エリア",
        rows=[Head(area.value, area.label) for area in Area],
        columns=T1_COLUMNS,
        counts={
            (area.value, column.key): Count(
                "body", tuple(sorted(ids[area.value, column.key])), day, column.key
            )
            for area in Area
            for column in T1_COLUMNS
        },
    )


def t2(ledger: Ledger, day: dt.date) -> StatTable:
    """広域連携協定締結団体一覧: members derived on the day, the printed number beside it."""
    linked = ledger.on(day)
    by_association: dict[str, list[Agreement]] = defaultdict(list)
    for agreement in ledger.agreements:
        if agreement.pk in linked.covered_by:
            by_association[agreement.association.key].append(agreement)
    figures = printed_by("T2", lambda f: (f.row, f.column))
    rows = [
        Head(
            key,
            str(agreements[0].association),
            note="、".join(f"{wareki(agreement.signed_on)}締結" for agreement in agreements),
        )
        for key, agreements in by_association.items()
    ]
    counts = {
        (key, "members"): Count("body", tuple(sorted(linked.covered_by[agreements[0].pk])), day, "covered")
        for key, agreements in by_association.items()
    }
    printed = {place: figure for place, figure in figures.items() if place in counts}
    # The printed total is one of the associations printed: it says something beside the same ones only.
    if {row for row, _ in figures} == {"total", *by_association}:
        printed["total", "members"] = figures["total", "members"]
    rows.append(Head("total", "合計", note="重複を除く"))
    counts["total", "members"] = Count("body", tuple(sorted(linked.covered)), day, "covered")
    return StatTable(
        key="T2",
        title="広域連携協定締結団体一覧",
        definition=(
            "その日に効力のある市長会・町村会との協定。構成自治体数は、その日の都道府県内の"
            "市（市長会）または町村（町村会）から求める。"
        ),
        unit="団体",
        row_label="団体名",
        rows=rows,
        columns=[Head("members", "構成自治体数")],
        counts=counts,
        printed=printed,
    )


T5_COLUMNS = [
    Head("total", "市町村計"),
    Head("city", "市"),
    Head("town", "町"),
    Head("village", "村"),
    Head("prefecture", "区と県の交流"),
    Head("all", "道府県・市町村合計"),
]


def t5(ledger: Ledger, day: dt.date) -> StatTable:
    """特別区連携自治体数一覧（道府県・市町村別）: as printed, areas below, which include the prefectures."""
    ties = ledger.on(day).ties
    linked = [ledger.bodies[pk] for pk in ties]
    prefectures = [body for body in ledger.bodies.values() if body.kind == LocalGovernment.Kind.PREFECTURE]
    lying_in: dict[int, list[LocalGovernment]] = defaultdict(list)
    for body in linked:
        lying_in[body.prefecture_id or body.pk].append(body)
    counts: dict[tuple[str, str], Count] = {}

    def fill(row: str, bodies: list[LocalGovernment]) -> None:
        kinds = {column.key: (column.key,) for column in T5_COLUMNS[1:5]}
        kinds |= {"total": LocalGovernment.MUNICIPALITY_KINDS, "all": LocalGovernment.Kind.values}
        for column, wanted in kinds.items():
            ids = tuple(sorted(body.pk for body in bodies if body.kind in wanted))
            counts[row, column] = Count("body", ids, day, "ties")

    rows = []
    for prefecture in prefectures:
        rows.append(Head(prefecture.code, prefecture.name))
        fill(prefecture.code, lying_in[prefecture.pk])
    for area in Area:
        rows.append(Head(area.value, f"{area.label}（エリア計）"))
        fill(area.value, [body for body in linked if body.area == area])
    rows.append(Head("total", "合計"))
    fill("total", linked)
    return StatTable(
        key="T5",
        title="特別区連携自治体数一覧（道府県・市町村別）",
        definition="その日に各区との連携・交流の記録がある市町村と道府県。エリアの合計は道府県を含む。",
        unit="団体",
        row_label="都道府県",
        rows=rows,
        columns=T5_COLUMNS,
        counts=counts,
        printed=printed_by(
            "T5", lambda f: (f.row, "all" if f.column == "area_total" else f.column), as_of=day
        ),
    )

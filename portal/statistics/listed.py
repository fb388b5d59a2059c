"""The statistical tables that are lists: T6, T7 and T8, a row per fact, as files and releases hold them."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Prefetch, QuerySet

from common.datasets import DataColumn, DataKind, Datum
from common.dates import fiscal_year, known_day
from municipalities.models import Agreement, Initiative, LocalGovernment, Membership, Partnership
from portal.statistics.ledger import Ledger, Reason
from projects.models import Project, ProjectParty, ProjectYear

#: How many project years are read at once.
CHUNK = 500


@dataclass(frozen=True)
class ListTable:
    """`read` gives what the columns take their data from, for a day and the fiscal years asked for."""

    key: str
    title: str
    definition: str
    unit: str
    columns: tuple[DataColumn, ...]
    read: Callable[[Ledger, dt.date, range], Iterable]

    def rows(self, ledger: Ledger, day: dt.date, years: range) -> Iterator[list[Datum]]:
        for row in self.read(ledger, day, years):
            yield [column.datum(row) for column in self.columns]


def year_of(day: dt.date) -> range:
    """The fiscal year of a day, as the years that a list is asked for."""
    return range(fiscal_year(day), fiscal_year(day) + 1)


class Linking(NamedTuple):
    """A reason for which a body is linked."""

    body: LocalGovernment
    reason: Reason

    @property
    def record(self) -> Partnership | Membership | Agreement:
        return self.reason.record

    @property
    def tie(self) -> Partnership | None:
        return self.record if isinstance(self.record, Partnership) else None

    @property
    def basis(self) -> str:
        return {Partnership: "連携・交流", Membership: "会員登録", Agreement: "広域連携協定"}[
            type(self.record)
        ]

    @property
    def since(self) -> str | None:
        match self.record:
            case Partnership() as tie:
                return known_day(tie.started_on, tie.started_precision)
            case Membership() as membership:
                return known_day(membership.registered_on)
            case Agreement() as agreement:
                return known_day(agreement.signed_on)


def linkings(ledger: Ledger, day: dt.date, years: range) -> Iterator[Linking]:
    union = ledger.on(day).union
    for pk in sorted(union, key=lambda pk: ledger.bodies[pk].code):
        for reason in union[pk]:
            yield Linking(ledger.bodies[pk], reason)


def body_columns(prefix: str, what: str, body: Callable) -> tuple[DataColumn, ...]:
    """Code and name of a body that may be missing."""
    return (
        DataColumn(
            f"{prefix}_code",
            f"{what}団体コード",
            f"{what}の全国地方公共団体コード（検査数字を含む6桁）",
            lambda row: (found := body(row)) and found.code,
            DataKind.CODE,
        ),
        DataColumn(
            f"{prefix}_name",
            f"{what}名",
            f"{what}の団体名",
            lambda row: (found := body(row)) and found.full_name,
        ),
    )


CODE = DataColumn(
    "code",
    "団体コード",
    "全国地方公共団体コード（検査数字を含む6桁）",
    lambda row: row.body.code,
    DataKind.CODE,
)

T6 = ListTable(
    key="T6",
    title="特別区連携市町村等一覧",
    definition=(
        "その日に特別区と連携している団体を、連携の根拠ごとに1行で示した。根拠は、各区との連携・交流、"
        "会員登録、市長会・町村会との広域連携協定。"
    ),
    unit="行",
    columns=(
        CODE,
        DataColumn(
            "prefecture",
            "都道府県名",
            "団体が属する都道府県（都道府県は自身）",
            lambda row: row.body.prefecture or row.body,
        ),
        DataColumn("name", "団体名", "その日の団体名", lambda row: row.body.name),
        DataColumn(
            "kind",
            "団体の種別",
            "都道府県、特別区、市、町、村の別",
            lambda row: row.body.get_kind_display(),
            choices=tuple(LocalGovernment.Kind.labels),
        ),
        DataColumn(
            "basis",
            "連携の根拠",
            "連携自治体として数える根拠",
            lambda row: row.basis,
            choices=("連携・交流", "会員登録", "広域連携協定"),
        ),
        *body_columns("ward", "特別区", lambda row: row.tie and row.tie.ward),
        DataColumn(
            "tie_kind",
            "連携・交流の種別",
            "根拠が連携・交流のときの種別",
            lambda row: row.tie and row.tie.get_kind_display(),
            choices=tuple(Partnership.Kind.labels),
        ),
        DataColumn(
            "since",
            "開始日",
            "連携の開始日、会員登録日、協定の締結日。分かっているところまで（年、年月、年月日）。空欄は不明",
            lambda row: row.since,
        ),
        DataColumn(
            "association",
            "協定の相手方",
            "根拠が広域連携協定のときの市長会・町村会",
            lambda row: row.record.association if isinstance(row.record, Agreement) else None,
        ),
        DataColumn(
            "inherited",
            "承継",
            "合併などの前後の団体の記録から数えているときの説明",
            lambda row: row.reason.inherited.strip("（）"),
        ),
    ),
    read=linkings,
)


class Work(NamedTuple):
    """A project in a fiscal year, one ward that leads it and one partner."""

    year: ProjectYear
    ward: LocalGovernment | None
    party: ProjectParty | None

    @property
    def project(self) -> Project:
        return self.year.project


def years_of_work(years: range) -> QuerySet[ProjectYear]:
    """The projects of some fiscal years, with what it takes to say who did them with whom."""
    parties = Prefetch("parties", ProjectParty.objects.for_list())
    return (
        ProjectYear.objects.counted()
        .filter(fiscal_year__gte=years.start, fiscal_year__lt=years.stop)
        .order_by("fiscal_year", "project__number")
        .prefetch_related(
            Prefetch("project", Project.objects.prefetch_related(parties)),
            Prefetch("project__parent", Project.objects.prefetch_related(parties)),
        )
    )


def works(ledger: Ledger, day: dt.date, years: range) -> Iterator[Work]:
    for year in years_of_work(years).iterator(chunk_size=CHUNK):
        wards, partners = ends_in(year)
        for ward in wards or [None]:
            for party in partners or [None]:
                yield Work(year, ward, party)


def ends_in(year: ProjectYear) -> tuple[list[LocalGovernment], list[ProjectParty]]:
    """Who leads a project among the wards and who takes part from elsewhere in its year, else who in its programme."""
    own = [party for party in year.project.parties.all() if party.took_part_in(year.fiscal_year)]
    programme = year.project.parent
    of_programme = (
        [party for party in programme.parties.all() if party.took_part_in(year.fiscal_year)]
        if programme
        else []
    )
    wards = [_wards(parties) for parties in (own, of_programme)]
    partners = [[party for party in parties if not party.is_ward] for parties in (own, of_programme)]
    return next(filter(None, wards), []), next(filter(None, partners), [])


def _wards(parties: list[ProjectParty]) -> list[LocalGovernment]:
    leading = [party.body for party in parties if party.is_ward and party.role == ProjectParty.Role.LEAD]
    return leading or [party.body for party in parties if party.is_ward]


def _text(field: str) -> Callable[[Work], str]:
    return lambda row: getattr(row.project, f"get_{field}_display")()


T7 = ListTable(
    key="T7",
    title="各特別区と全国市町村等連携事業一覧",
    definition=(
        "その年度に実施・計画された連携事業（中止・延期を含む）を、事業、主管区、連携先ごとに1行で示した。"
        "複数の事業からなるプログラムは、属する事業で示す。"
    ),
    unit="行",
    columns=(
        DataColumn(
            "fiscal_year",
            "年度",
            "4月に始まる年度（西暦）",
            lambda row: row.year.fiscal_year,
            DataKind.NUMBER,
        ),
        DataColumn("number", "事業番号", "連携事業の番号", lambda row: row.project.number, DataKind.CODE),
        DataColumn("title", "連携事業名", "連携事業の名称", lambda row: row.project.title),
        DataColumn(
            "scope", "区分", "事業の実施のしかた", _text("scope"), choices=tuple(Project.Scope.labels)
        ),
        DataColumn("field", "分野", "事業の分野", _text("field")),
        DataColumn("approach", "型", "課題解決型、気運醸成型の別", _text("approach")),
        *body_columns("ward", "主管区", lambda row: row.ward),
        *body_columns("partner", "連携先", lambda row: row.party and row.party.body),
        DataColumn(
            "other_partner",
            "連携先（団体以外）",
            "連携先が市長会・町村会または企業のときの名称",
            lambda row: row.party and (row.party.association or row.party.company),
        ),
        DataColumn(
            "role",
            "連携先の役割",
            "主管、参加、協力、後援の別",
            lambda row: row.party and row.party.get_role_display(),
            choices=tuple(ProjectParty.Role.labels),
        ),
        DataColumn(
            "joined_on",
            "連携先の参加開始日",
            "空欄は記録より前から",
            lambda row: row.party and row.party.valid_from,
            DataKind.DAY,
        ),
        DataColumn(
            "left_on",
            "連携先の参加終了日",
            "参加しなくなった最初の日。空欄は参加中",
            lambda row: row.party and row.party.valid_to,
            DataKind.DAY,
        ),
        DataColumn(
            "status",
            "状況",
            "その年度の実施状況",
            lambda row: row.year.get_status_display(),
            choices=tuple(ProjectYear.Status.labels),
        ),
        DataColumn("plan", "計画", "その年度の計画", lambda row: row.year.plan),
        DataColumn("results", "実績", "その年度の実績", lambda row: row.year.results),
        DataColumn(
            "budget_yen",
            "事業費（円）",
            "その年度の事業費（事業全体）",
            lambda row: row.year.budget_yen,
            DataKind.NUMBER,
        ),
        DataColumn(
            "participants",
            "参加者数（人）",
            "その年度の参加者数（事業全体）",
            lambda row: row.year.participants,
            DataKind.NUMBER,
        ),
    ),
    read=works,
)


class Undertaking(NamedTuple):
    """An initiative named in an agreement with a company, or the agreement alone."""

    agreement: Agreement
    initiative: Initiative | None


def undertakings(ledger: Ledger, day: dt.date, years: range) -> Iterator[Undertaking]:
    for agreement in Agreement.objects.with_companies().in_force(day).for_list():
        for initiative in list(agreement.initiatives.all()) or [None]:
            yield Undertaking(agreement, initiative)


T8 = ListTable(
    key="T8",
    title="企業との包括連携協定",
    definition="その日に効力のある企業との包括連携協定を、取り組みごとに1行で示した。",
    unit="行",
    columns=(
        DataColumn("company", "企業名", "協定の相手方", lambda row: row.agreement.company),
        DataColumn("title", "協定名", "協定の名称", lambda row: row.agreement.title),
        DataColumn("signed_on", "締結日", "締結した日", lambda row: row.agreement.signed_on, DataKind.DAY),
        DataColumn(
            "ends_on",
            "終了日",
            "効力を失う最初の日。空欄は継続中",
            lambda row: row.agreement.ends_on,
            DataKind.DAY,
        ),
        DataColumn(
            "initiative", "取り組み", "協定にある取り組み", lambda row: row.initiative and row.initiative.text
        ),
    ),
    read=undertakings,
)

LISTS = {table.key: table for table in (T6, T7, T8)}

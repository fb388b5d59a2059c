"""T6, T7 and T8 for people: a row per body, per project and year, per agreement, narrowed and in pages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from common.dates import fiscal_year_label, wareki
from common.tables import Cell, Column, Table
from municipalities.models import Agreement, LocalGovernment
from portal.statistics.ledger import Ledger, Linked
from portal.statistics.listed import LISTS, ends_in, years_of_work
from projects.models import ProjectYear

if TYPE_CHECKING:
    from portal.statistics.forms import ListForm

#: How many partners a row names.
NAMED = 12


@dataclass(frozen=True)
class Browsed:
    """What is leafed through, and how a page of it is shown."""

    items: Sequence[Any]
    table: Callable[[list[Any]], Table]
    unit: str
    page_size: int


def browsed(key: str, form: "ListForm", ledger: Ledger) -> Browsed:
    return BROWSED[key](form, ledger)


def bodies(form: "ListForm", ledger: Ledger) -> Browsed:
    linked = ledger.on(form.day)
    prefecture = form.asked("prefecture")
    found = sorted(
        (
            body
            for body in (ledger.bodies[pk] for pk in linked.union)
            if not prefecture or prefecture == (body.prefecture or body).code
        ),
        key=lambda body: body.code,
    )
    return Browsed(found, lambda page: Table.of(LISTS["T6"].title, _body_columns(linked), page), "団体", 200)


def _body_columns(linked: Linked) -> list[Column]:
    def why(reasons: dict[int, list]) -> Callable[[LocalGovernment], str]:
        return lambda body: "、".join(map(str, reasons.get(body.pk, ())))

    return [
        Column("団体コード", lambda body: body.code),
        Column("団体", lambda body: Cell(body.pk, body.full_name, body.get_absolute_url())),
        Column("種別", lambda body: body.get_kind_display()),
        Column("各区との連携・交流", why(linked.ties)),
        Column("会員登録", why(linked.members)),
        Column("広域連携協定", why(linked.covered)),
    ]


def projects(form: "ListForm", ledger: Ledger) -> Browsed:
    year = form.asked("year")
    years = range(int(year), int(year) + 1) if year else form.years
    found = years_of_work(years).order_by("-fiscal_year", "project__number")
    return Browsed(found, lambda page: Table.of(LISTS["T7"].title, WORK_COLUMNS, page), "事業", 50)


def _partners(year: ProjectYear) -> str:
    names = [str(party.party) for party in ends_in(year)[1]]
    return "、".join(names[:NAMED]) + (f"ほか（計{len(names)}）" if len(names) > NAMED else "")


WORK_COLUMNS = [
    Column("年度", lambda year: fiscal_year_label(year.fiscal_year)),
    Column("連携事業", lambda year: year.project),
    Column("区", lambda year: "、".join(map(str, ends_in(year)[0])) or year.project.get_scope_display()),
    Column("連携先", _partners),
    Column("分野", lambda year: year.project.get_field_display()),
    Column("型", lambda year: year.project.get_approach_display()),
    Column("状況", lambda year: year.get_status_display()),
    Column("実績", lambda year: year.results),
]


def companies(form: "ListForm", ledger: Ledger) -> Browsed:
    found = list(Agreement.objects.with_companies().in_force(form.day).for_list())
    return Browsed(found, lambda page: Table.of(LISTS["T8"].title, AGREEMENT_COLUMNS, page), "件", 50)


AGREEMENT_COLUMNS = [
    Column("企業", lambda agreement: agreement.company),
    Column("締結日", lambda agreement: wareki(agreement.signed_on)),
    Column("終了日", lambda agreement: wareki(agreement.ends_on)),
    Column("取り組み", lambda agreement: "、".join(map(str, agreement.initiatives.all()))),
]

BROWSED: dict[str, Callable[["ListForm", Ledger], Browsed]] = {
    "T6": bodies,
    "T7": projects,
    "T8": companies,
}

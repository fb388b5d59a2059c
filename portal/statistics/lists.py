"""The list behind a number: what a count counts, each entry with the reason why it is in."""

from collections.abc import Callable

from common.dates import fiscal_year_label
from common.tables import Cell, Column, Table
from municipalities.models import LocalGovernment, PartnerListEntry
from portal.statistics.ledger import Ledger, Reasons
from portal.statistics.tables import Count
from projects.models import Event, ProjectYear


def list_table(caption: str, count: Count, ledger: Ledger) -> Table:
    """One row per id of the count."""
    reasons = getattr(ledger.on(count.day), count.why) if count.why else {}
    return LISTS[count.of](caption, count.ids, reasons)


def _bodies(caption: str, ids: tuple[int, ...], reasons: Reasons) -> Table:
    columns = [
        Column("団体コード", lambda body: body.code),
        Column("団体", lambda body: body),
        Column("種別", lambda body: body.get_kind_display()),
        Column("理由", lambda body: "、".join(map(str, reasons.get(body.pk, ())))),
    ]
    return Table.of(caption, columns, LocalGovernment.objects.filter(pk__in=ids).for_list())


def _years(caption: str, ids: tuple[int, ...], reasons: Reasons) -> Table:
    columns = [
        Column("番号", lambda year: year.project.number),
        Column("連携事業", lambda year: year.project),
        Column("区分", lambda year: year.project.get_scope_display()),
        Column("年度", lambda year: fiscal_year_label(year.fiscal_year)),
        Column("状況", lambda year: year.get_status_display()),
    ]
    return Table.of(caption, columns, ProjectYear.objects.filter(pk__in=ids).for_list())


def _events(caption: str, ids: tuple[int, ...], reasons: Reasons) -> Table:
    columns = [
        Column("催し", lambda event: event.title),
        Column("種類", lambda event: event.get_kind_display()),
        Column("時期", lambda event: event.when),
        Column("連携事業", lambda event: event.project),
    ]
    return Table.of(caption, columns, Event.objects.filter(pk__in=ids).for_list())


def _entries(caption: str, ids: tuple[int, ...], reasons: Reasons) -> Table:
    columns = [
        Column("資料の行", lambda entry: entry.line, numeric=True),
        Column("資料の都道府県名", lambda entry: entry.prefecture_name),
        Column("資料の名称", lambda entry: entry.printed_name),
        Column("判定", lambda entry: entry.get_verdict_display()),
        Column("団体", lambda entry: entry.body),
        Column("理由", lambda entry: Cell.of(_why(entry))),
    ]
    return Table.of(caption, columns, PartnerListEntry.objects.filter(pk__in=ids).for_list())


def _why(entry: PartnerListEntry) -> str:
    if entry.duplicate_of:
        return f"{entry.duplicate_of.line}行の「{entry.duplicate_of.printed_name}」と同じ団体"
    return entry.reason


LISTS: dict[str, Callable[[str, tuple[int, ...], Reasons], Table]] = {
    "body": _bodies,
    "year": _years,
    "event": _events,
    "entry": _entries,
}

#: What one row of a list is called in counting.
UNITS = {"body": "団体", "year": "事業", "event": "件", "entry": "行"}

"""The list behind a number: what a count counts, each entry with the reason why it is in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from common.dates import fiscal_year_label
from common.tables import Column, Table
from municipalities.models import LocalGovernment, PartnerListEntry
from portal.statistics.ledger import Ledger, Reasons
from portal.statistics.tables import Count, Matching
from projects.models import Event, ProjectYear


@dataclass(frozen=True)
class Listing:
    """How the list of one kind of thing is read and shown, and what its rows are called in counting."""

    read: Callable[[], QuerySet]
    columns: Callable[[Reasons], list[Column]]
    unit: str


def items(count: Count | Matching) -> QuerySet:
    """What a number counts, to be shown in pages."""
    return LISTINGS[count.of].read().filter(count.where)


def list_table(caption: str, count: Count | Matching, ledger: Ledger, page: Iterable) -> Table:
    """One row per item of a page of what the number counts."""
    reasons = getattr(ledger.on(count.day), count.why) if count.why else {}
    return Table.of(caption, LISTINGS[count.of].columns(reasons), page)


def _why(entry: PartnerListEntry) -> str:
    if entry.duplicate_of:
        return f"{entry.duplicate_of.line}行の「{entry.duplicate_of.printed_name}」と同じ団体"
    return entry.reason


LISTINGS = {
    "body": Listing(
        LocalGovernment.objects.for_list,
        lambda reasons: [
            Column("団体コード", lambda body: body.code),
            Column("団体", lambda body: body),
            Column("種別", lambda body: body.get_kind_display()),
            Column("理由", lambda body: "、".join(map(str, reasons.get(body.pk, ())))),
        ],
        "団体",
    ),
    "year": Listing(
        lambda: ProjectYear.objects.counted().for_list(),
        lambda reasons: [
            Column("番号", lambda year: year.project.number),
            Column("連携事業", lambda year: year.project),
            Column("区分", lambda year: year.project.get_scope_display()),
            Column("年度", lambda year: fiscal_year_label(year.fiscal_year)),
            Column("状況", lambda year: year.get_status_display()),
        ],
        "事業",
    ),
    "event": Listing(
        lambda: Event.objects.published().for_list(),
        lambda reasons: [
            Column("催し", lambda event: event.title),
            Column("種類", lambda event: event.get_kind_display()),
            Column("時期", lambda event: event.when),
            Column("連携事業", lambda event: event.project),
        ],
        "件",
    ),
    "entry": Listing(
        PartnerListEntry.objects.for_list,
        lambda reasons: [
            Column("資料の行", lambda entry: entry.line, numeric=True),
            Column("資料の都道府県名", lambda entry: entry.prefecture_name),
            Column("資料の名称", lambda entry: entry.printed_name),
            Column("判定", lambda entry: entry.get_verdict_display()),
            Column("団体", lambda entry: entry.body),
            Column("理由", _why),
        ],
        "行",
    ),
}

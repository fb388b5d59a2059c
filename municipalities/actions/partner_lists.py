import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction

from accounts import history
from accounts.acting import acting
from accounts.actions import record
from accounts.models import User
from common.moves import Refused
from common.text import letters
from municipalities.actions.questions import Asked, ask_names
from municipalities.models import PartnerList, PartnerListEntry, Partnership, Source
from municipalities.models.partner_lists import Verdict
from municipalities.names import Body, Resolution, Resolver, load_resolver
from municipalities.partner_list_reader import PartnerListError, PrintedEntry, read_partner_list


@dataclass(slots=True)
class ReadEntry:
    """A printed entry with what it was read as."""

    printed: PrintedEntry
    resolution: Resolution
    duplicate_of: "ReadEntry | None" = None

    @property
    def line(self) -> int:
        return self.printed.line

    @property
    def waits(self) -> bool:
        """For a person's verdict."""
        return self.resolution.verdict in (Verdict.REVIEW, Verdict.AMBIGUOUS)


@dataclass(slots=True)
class ImportedList:
    """What an import read and wrote (or, in a dry run, would write)."""

    rows: int
    sha256: str
    entries: list[ReadEntry]
    entries_written: int = 0
    partnerships_added: int = 0
    #: Entries now read as another body than was written before: left as they are, for a person.
    conflicts: list[ReadEntry] = field(default_factory=list)

    @property
    def counts(self) -> dict[Verdict, int]:
        counted = Counter(entry.resolution.verdict for entry in self.entries)
        return {verdict: counted[verdict] for verdict in Verdict}

    @property
    def bodies(self) -> list[Body]:
        """The distinct bodies, in the order of the list."""
        return list(dict.fromkeys(entry.resolution.body for entry in self.entries if entry.resolution.body))

    @property
    def duplicates(self) -> list[ReadEntry]:
        return [entry for entry in self.entries if entry.duplicate_of]

    @property
    def waiting(self) -> list[ReadEntry]:
        return [entry for entry in self.entries if entry.waits]

    @property
    def unknown(self) -> list[ReadEntry]:
        return [entry for entry in self.entries if entry.resolution.verdict == Verdict.UNKNOWN]


@transaction.atomic
def import_partner_list(
    *, data: bytes, on: dt.date, source: Source, by: User | None = None, dry_run: bool = False
) -> ImportedList:
    """Keep every entry of a published list (CSV transcript) and register a partnership per sure, distinct body.

    Run again it changes nothing; run after new verdicts it adds what they settled. PartnerListError, and
    nothing written, when the file is no such list or another one was taken in for this source.
    """
    resolver = load_resolver()
    printed = read_partner_list(data, resolver.prefecture)
    result = ImportedList(
        rows=printed.rows, sha256=printed.sha256, entries=_read(printed.entries, resolver, on)
    )
    partner_list = _same_list(source, on, printed.sha256)
    if not dry_run:
        partner_list = partner_list or PartnerList.objects.create(
            source=source, as_of=on, sha256=printed.sha256
        )
        with acting(by=by, via=f"連携市町村一覧の取り込み「{source}」"):
            _keep(partner_list, result, by)
    return result


@transaction.atomic
def read_again(*, name: str, by: User | None, letting_go: bool = False) -> None:
    """Read the lists that hold a name (in `letters`) anew, with the verdicts of now. `letting_go`: what a verdict that
    stands no more had settled is open again; Refused where somebody has made more of its tie."""
    printed = PartnerListEntry.objects.values_list("partner_list", "printed_name")
    lists = {pk for pk, text in printed if letters(text) == name}
    if not lists:
        return
    resolver = load_resolver()
    for partner_list in PartnerList.objects.select_for_update().filter(pk__in=lists).order_by("pk"):
        if letting_go:
            _let_go(partner_list, name, resolver)
        rows = partner_list.entries.order_by("line")
        entries = [
            PrintedEntry(
                row.line, row.prefecture_name, resolver.prefecture(row.prefecture_name), row.printed_name
            )
            for row in rows
        ]
        read = _read(entries, resolver, partner_list.as_of)
        _keep(partner_list, ImportedList(rows=len(read), sha256=partner_list.sha256, entries=read), by)


def _read(printed: Iterable[PrintedEntry], resolver: Resolver, on: dt.date) -> list[ReadEntry]:
    entries: list[ReadEntry] = []
    first: dict[Body, ReadEntry] = {}
    for entry in printed:
        found = resolver.resolve(entry.printed_name, entry.prefecture.name, on=on)
        read = ReadEntry(entry, found)
        if found.body:
            read.duplicate_of = first.get(found.body)
            first.setdefault(found.body, read)
        entries.append(read)
    return entries


def _keep(partner_list: PartnerList, result: ImportedList, by: User | None) -> None:
    _write(partner_list, result)
    ask_names(asked=[_asked(partner_list, read) for read in result.entries], by=by)
    if result.entries_written or result.partnerships_added:
        _record(partner_list, result, by)


def _asked(partner_list: PartnerList, read: ReadEntry) -> Asked:
    printed = read.printed
    return Asked(
        written=printed.printed_name,
        prefecture=printed.prefecture.name,
        on=partner_list.as_of,
        where=f"{partner_list.as_of.year}年の一覧（{partner_list.source.title}）{read.line}行",
        line=f"{printed.heading} {printed.printed_name}",
        resolution=read.resolution,
    )


def _let_go(partner_list: PartnerList, name: str, resolver: Resolver) -> None:
    for entry in partner_list.entries.filter(body__isnull=False).select_related("partnership__partner"):
        if letters(entry.printed_name) != name:
            continue
        place = resolver.prefecture(entry.prefecture_name)
        found = resolver.resolve(entry.printed_name, place.name, on=partner_list.as_of)
        if found.body and found.body.pk == entry.body_id:
            continue
        tie = entry.partnership
        entry.body, entry.partnership, entry.verdict = None, None, found.verdict
        entry.save(update_fields=["body", "partnership", "verdict"])
        # Another line may tell of the same tie, or it may have been there before the list.
        if (
            tie
            and tie.evidence == _evidence(entry.line, entry.prefecture_name, entry.printed_name)
            and not tie.list_entries.exists()
        ):
            _delete_untouched(tie, partner_list)


def _delete_untouched(tie: Partnership, partner_list: PartnerList) -> None:
    made = (None, Partnership.Kind.OTHER, None, None, partner_list.as_of, partner_list.source_id)
    if (tie.ward_id, tie.kind, tie.started_on, tie.ended_on, tie.confirmed_on, tie.source_id) != made:
        raise Refused(
            f"この判断で登録した連携・交流（{tie}）に、その後、手が加えられています。"
            "その記録を確かめ、要らなければ削除してから、判断を取り消してください。"
        )
    tie.delete()


def _same_list(source: Source, on: dt.date, sha256: str) -> PartnerList | None:
    """The list as taken in before, if it was."""
    known = PartnerList.objects.select_for_update().filter(source=source).first()
    if known and known.as_of != on:
        raise PartnerListError(f"「{source}」は{known.as_of}現在の一覧として取り込み済みです。")
    if known and known.sha256 != sha256:
        raise PartnerListError(f"「{source}」は別の内容のファイルから取り込み済みです。")
    return known


def _write(partner_list: PartnerList, result: ImportedList) -> None:
    known = {entry.line: entry for entry in partner_list.entries.all()}
    result.conflicts = [read for read in result.entries if _is_at_odds(read, known.get(read.line))]
    settled = [read for read in result.entries if read not in result.conflicts]
    ties = _register(partner_list, settled, result)
    changed, new = [], []
    for read in settled:
        values = _values(read, ties)
        entry = known.get(read.line)
        if entry is None:
            new.append(PartnerListEntry(partner_list=partner_list, line=read.line, **values))
        elif any(getattr(entry, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(entry, name, value)
            changed.append(entry)
    PartnerListEntry.objects.bulk_create(new)
    if changed:
        PartnerListEntry.objects.bulk_update(changed, list(values))
    linked = _link_duplicates(partner_list, settled)
    result.entries_written = len({entry.line for entry in [*new, *changed, *linked]})


def _is_at_odds(read: ReadEntry, known: PartnerListEntry | None) -> bool:
    """The entry was written as a body, and is no longer read as it."""
    body = read.resolution.body
    return bool(known and known.body_id and known.body_id != (body.pk if body else None))


def _values(read: ReadEntry, ties: dict[int, Partnership]) -> dict:
    found, printed = read.resolution, read.printed
    body_id = found.body.pk if found.body else None
    tie = ties.get(body_id)
    return {
        "prefecture_name": printed.heading,
        "printed_name": printed.printed_name,
        "verdict": found.verdict.value,
        "reason": found.reason[:300],
        "candidates": found.candidates_text[:300],
        "body_id": body_id,
        "partnership_id": tie.pk if tie else None,
    }


def _register(
    partner_list: PartnerList, entries: list[ReadEntry], result: ImportedList
) -> dict[int, Partnership]:
    """By body: the partnership of no named ward that the list tells of, made where it is not there yet.

    A tie registered before and deleted since by a person is not made again.
    """
    ties = {
        tie.partner_id: tie
        for tie in Partnership.objects.filter(ward__isnull=True, kind=Partnership.Kind.OTHER)
    }
    # A tie that a person has since given a ward or a kind is still the one this list told of.
    ties |= {
        entry.body_id: entry.partnership
        for entry in partner_list.entries.filter(partnership__isnull=False).select_related("partnership")
    }
    registered = set(partner_list.entries.filter(body__isnull=False).values_list("body_id", flat=True))
    new = {}
    for read in entries:
        body = read.resolution.body
        if body and not body.is_special_ward and body.pk not in registered | ties.keys() | new.keys():
            new[body.pk] = Partnership(
                partner_id=body.pk,
                kind=Partnership.Kind.OTHER,
                confirmed_on=partner_list.as_of,
                source=partner_list.source,
                evidence=_evidence(read.line, read.printed.heading, read.printed.printed_name),
            )
    Partnership.objects.bulk_create(new.values())
    history.note(rows=[history.Row(tie, history.Action.CREATE) for tie in new.values()])
    result.partnerships_added = len(new)
    return ties | new


def _evidence(line: int, heading: str, name: str) -> str:
    return f"資料{line}行「{heading} {name}」"


def _link_duplicates(partner_list: PartnerList, settled: list[ReadEntry]) -> list[PartnerListEntry]:
    known = {entry.line: entry for entry in partner_list.entries.all()}
    linked = []
    for read in settled:
        entry = known[read.line]
        first = known[read.duplicate_of.line] if read.duplicate_of else None
        if entry.duplicate_of_id != (first.pk if first else None):
            entry.duplicate_of = first
            linked.append(entry)
    PartnerListEntry.objects.bulk_update(linked, ["duplicate_of"])
    return linked


def _record(partner_list: PartnerList, result: ImportedList, by: User | None) -> None:
    record(
        by=by,
        verb="import_partner_list",
        target=str(partner_list)[:200],
        summary=f"連携市町村一覧から{len(result.entries)}件を読み、連携{result.partnerships_added}件を登録",
        data={
            "sha256": result.sha256,
            "entries_written": result.entries_written,
            "partnerships_added": result.partnerships_added,
            "verdicts": {verdict.value: count for verdict, count in result.counts.items()},
        },
    )

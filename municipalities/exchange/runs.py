"""The run of an import: begun with a file, read, looked at by a person, written as accepted, or cancelled."""

import datetime as dt
import hashlib
import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.acting import acting
from accounts.actions import record
from accounts.models import User
from common.dates import today
from common.db import insert
from common.sheets import SheetError, Table, read_tables
from municipalities.actions.questions import Asked, ask_names
from municipalities.exchange.reader import Read, Reading, SheetReader
from municipalities.exchange.records import Book, Records
from municipalities.exchange.writer import NotWrittenError, try_out, write
from municipalities.models import ImportRow, ImportRun

logger = logging.getLogger(__name__)

State, Outcome = ImportRun.State, ImportRow.Outcome

#: Larger files are left to a worker, with what they write.
SMALL_FILE, FEW_ROWS = 400_000, 2000
#: What a killed worker had in hand is taken up again after this.
LEASE = dt.timedelta(minutes=10)
UNEXPECTED = "予期しない誤りのため、何も登録していません。このファイルを添えて、事務局にお知らせください。"
#: So many rows whose writing was refused are told of.
MOST_TOLD = 100

CHANGED_MEANWHILE = (
    "確認のあとに記録が変わったため、登録しませんでした。読み取り直しましたので、もう一度ご確認ください。"
)


@transaction.atomic
def begin_import(*, book: Book, content: bytes, filename: str, by: User) -> ImportRun:
    run = ImportRun(
        book=book.name,
        filename=filename[-200:],
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        by=by,
        at=timezone.now(),
    )
    run.file.save("", ContentFile(content), save=False)
    run.save()
    record(
        by=by,
        verb="import.begin",
        target=f"municipalities.importrun:{run.pk}",
        summary=f"{book.title}のファイル「{run.filename}」を取り込みました。"[:500],
        data={"sha256": run.sha256, "size": run.size},
    )
    return run


def earlier(run: ImportRun) -> ImportRun | None:
    """The last import of a file with the same content that was written."""
    same = ImportRun.objects.written().filter(sha256=run.sha256, book=run.book)
    return same.exclude(pk=run.pk).order_by("-written_at").first()


def _take(run: ImportRun, waiting: str, at_work: str, now: dt.datetime) -> bool:
    """Whether it is ours to work at: nobody else took it, or who did was killed."""
    lost = Q(state=at_work, taken_at__lt=now - LEASE)
    free = ImportRun.objects.filter(Q(state=waiting) | lost, pk=run.pk)
    taken = free.update(state=at_work, taken_at=now, done_rows=0)
    if taken:
        run.refresh_from_db()
    return bool(taken)


# --- Reading ------------------------------------------------------------------------------------------


def read_import(run: ImportRun, book: Book) -> None:
    """Read the file of a run that waits for it; any number of workers may call this."""
    if _take(run, State.WAITING, State.READING, timezone.now()):
        _read(run, book, [])


def _read(run: ImportRun, book: Book, messages: list[str]) -> None:
    run.rows.all().delete()
    try:
        asked = _keep_rows(run, book)
    except SheetError as error:
        _leave(run, State.REFUSED, error.messages)
        return
    ask_names(asked=asked, by=run.by)
    if run.done_rows:
        _leave(run, State.READY, messages)
    else:
        _leave(run, State.REFUSED, ["見出しの下に行がありません。記録を1行に1件ずつ入力してください。"])


def _keep_rows(run: ImportRun, book: Book) -> list[Asked]:
    """What each row was read as; and the names that somebody has to read."""
    asked: list[Asked] = []
    with run.file.open("rb") as file:
        for reads in _reads(file, run, book, Reading(run.by)):
            try_out(reads[0].kind, reads)
            insert([_row(run, one) for one in reads])
            asked += [one for read in reads for one in _asked(run, read)]
            run.done_rows += len(reads)
            run.save(update_fields=["done_rows"])
    return asked


def _leave(run: ImportRun, state: str, messages: list[str]) -> None:
    run.state, run.messages, run.taken_at = state, messages, None
    run.save(update_fields=["state", "messages", "taken_at"])


def _reads(file: BinaryIO, run: ImportRun, book: Book, reading: Reading) -> Iterator[list[Read]]:
    """All rows of a file, sheet by sheet as they need each other."""
    kinds = book.kinds()
    tables: list[Table] = read_tables(file, run.filename, [kind.layout() for kind in kinds])
    for kind in kinds:
        for table in tables:
            if table.layout.title == kind.title:
                yield from SheetReader(kind, table, reading).read()


def _row(run: ImportRun, read: Read) -> ImportRow:
    return ImportRow(
        run=run,
        sheet=read.kind.title,
        number=read.number,
        outcome=read.outcome,
        label=read.label,
        cells=read.shown,
        messages=read.messages,
        is_accepted=read.outcome in (Outcome.NEW, Outcome.CHANGED),
    )


def _asked(run: ImportRun, read: Read) -> Iterator[Asked]:
    for label, doubt in read.doubts:
        where = f"{run.filename} {read.kind.title} {read.number}行目「{label}」"
        yield Asked(doubt.written, doubt.prefecture, today(), where[:200], read.label, doubt.resolution)


# --- Deciding -----------------------------------------------------------------------------------------


@transaction.atomic
def choose_rows(*, run: ImportRun, accepted: Mapping[int, bool]) -> None:
    """Whether some rows, by id, are to be written; ValidationError once it is too late for that."""
    _open(run)
    for is_accepted in (True, False):
        ids = [pk for pk, wanted in accepted.items() if wanted == is_accepted]
        run.rows.writable().filter(pk__in=ids).update(is_accepted=is_accepted)


@transaction.atomic
def choose_outcome(*, run: ImportRun, outcome: str, is_accepted: bool) -> None:
    """The same for all rows of an outcome."""
    _open(run)
    run.rows.writable().filter(outcome=outcome).update(is_accepted=is_accepted)


def _open(run: ImportRun) -> ImportRun:
    locked = ImportRun.objects.select_for_update().get(pk=run.pk)
    if not locked.is_open:
        raise ValidationError(
            f"この取り込みは「{locked.get_state_display()}」です。ページを開き直してください。"
        )
    return locked


@transaction.atomic
def accept_import(*, run: ImportRun) -> None:
    """Have what is accepted written. ValidationError where anything in the file is wrong: then nothing is."""
    _open(run)
    if run.rows.faulty().exists():
        raise ValidationError(
            "誤りのある行があるため、登録できません。ファイルを直して取り込み直してください。"
        )
    if not run.rows.accepted().exists():
        raise ValidationError("登録する行がありません。登録する行を選んでください。")
    run.state = State.ACCEPTED
    run.save(update_fields=["state"])


@transaction.atomic
def read_again(*, run: ImportRun) -> None:
    """After verdicts on its names, or changes of the records."""
    _open(run)
    run.state = State.WAITING
    run.save(update_fields=["state"])


@transaction.atomic
def cancel_import(*, run: ImportRun, by: User) -> None:
    _open(run)
    run.state = State.CANCELLED
    run.save(update_fields=["state"])
    _record(run, by, "import.cancel", "の取り込みを取りやめました。")


def _record(run: ImportRun, by: User, verb: str, what: str, **data) -> None:
    record(
        by=by,
        verb=verb,
        target=f"municipalities.importrun:{run.pk}",
        summary=f"ファイル「{run.filename}」{what}"[:500],
        data={"sha256": run.sha256, **data},
    )


# --- Writing ------------------------------------------------------------------------------------------


class OvertakenError(Exception):
    """The records are not any more what was looked at."""


def write_import(run: ImportRun, book: Book) -> None:
    """Write what was accepted of a run, all or nothing: what the database refuses, or what has changed since it was
    looked at, is told, and the file read anew."""
    if not _take(run, State.ACCEPTED, State.WRITING, timezone.now()):
        return
    try:
        with transaction.atomic(), acting(by=run.by, via=f"取り込み「{run.filename}」"):
            _write(run, book)
    except NotWrittenError as error:
        _leave(run, State.READY, ["登録できない行があったため、何も登録していません。"])
        _tell_faults(run, error.faults)
    except OvertakenError:
        _read(run, book, [CHANGED_MEANWHILE])


def _write(run: ImportRun, book: Book) -> None:
    reading = Reading(run.by, is_writing=True)
    made: dict[Records, list[int]] = {}
    with run.file.open("rb") as file:
        for reads in _reads(file, run, book, reading):
            kind, rows = reads[0].kind, _accepted(run, reads)
            write(kind, rows)
            made.setdefault(kind, []).extend(row.record.pk for row in rows if row.old is None)
            run.written_rows += len(rows)
    if run.written_rows != run.rows.accepted().count():
        raise OvertakenError
    for kind, new in made.items():
        kind.finish(new, reading.wards)
    run.state, run.written_at, run.taken_at, run.messages = State.DONE, timezone.now(), None, []
    run.save()
    _record(run, run.by, "import.write", f"から{run.written_rows}件を登録しました。", rows=run.written_rows)


def _accepted(run: ImportRun, reads: list[Read]) -> list[Read]:
    """Those rows that were accepted; OvertakenError where one is not what was looked at."""
    # By where they begin and end, which the index of the rows answers; a list of numbers it would not.
    lot = {"number__gte": reads[0].number, "number__lte": reads[-1].number}
    rows = run.rows.accepted().filter(sheet=reads[0].kind.title, **lot)
    accepted = {number: seen for number, *seen in rows.values_list("number", "outcome", "cells")}
    found = [read for read in reads if read.number in accepted]
    if any([read.outcome, read.shown] != accepted[read.number] for read in found):
        raise OvertakenError
    return found


def _tell_faults(run: ImportRun, faults: Iterable[Read]) -> None:
    for read in list(faults)[:MOST_TOLD]:
        run.rows.filter(sheet=read.kind.title, number=read.number).update(
            outcome=Outcome.FAULT, messages=read.messages, is_accepted=False
        )


# --- In a worker, or at once --------------------------------------------------------------------------


def work_at(run: ImportRun, book: Book) -> None:
    """Go on with a run that waits to be read or written. What nobody thought of ends it, or it would be tried for ever
    and hold up all others; while the database is away it waits."""
    try:
        read_import(run, book)
        write_import(run, book)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("Import %s failed", run.pk)
        run.refresh_from_db()
        _leave(run, State.READY if run.state == State.WRITING else State.REFUSED, [UNEXPECTED])


def is_quick(run: ImportRun) -> bool:
    """Whether who waits for the page may wait for the work, too."""
    if run.state == State.ACCEPTED:
        return run.rows.count() <= FEW_ROWS
    return run.state == State.WAITING and run.size <= SMALL_FILE

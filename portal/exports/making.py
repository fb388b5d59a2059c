"""Files that offices ask for: asked, made by a worker, taken away, thrown away in time."""

import datetime as dt
import logging
import tempfile
from collections.abc import Iterable, Iterator
from hashlib import file_digest
from typing import BinaryIO

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.actions import record
from accounts.models import User
from accounts.notifying import Message, tell
from common.cells import csv_lines
from common.dates import wareki
from municipalities.models import Office
from portal.exports.workbooks import write_list, write_workbook
from portal.models import Export
from portal.statistics.ledger import Ledger
from portal.statistics.listed import LISTS

logger = logging.getLogger(__name__)

State = Export.State
#: What a killed worker had in hand is taken up again after this.
LEASE = dt.timedelta(minutes=10)
#: How long a file is kept, and how many an office may be waiting for.
KEPT = dt.timedelta(days=14)
MOST_WAITING = 5
#: Between these the progress is noted.
STEP = 2000


@transaction.atomic
def ask(*, office: Office, by: User, **wanted) -> Export:
    """Have a file made. ValidationError where the office waits for enough of them."""
    if not by.has_perm("municipalities.act_for_office", office):
        raise PermissionDenied
    # The office's row stands for all its exports: two who ask at once count one after the other.
    Office.objects.select_for_update().get(pk=office.pk)
    if Export.objects.filter(office=office).waiting().count() >= MOST_WAITING:
        raise ValidationError(
            f"この課の書き出しが{MOST_WAITING}件、作成を待っています。できてから、次を依頼してください。"
        )
    export = Export(office=office, by=by, asked_at=timezone.now(), **wanted)
    export.full_clean()
    export.save()
    _record(export, by, "export.ask", "依頼しました")
    return export


def take_away(*, export: Export, by: User) -> BinaryIO:
    """The file, for who may have it: the page has asked who sees it; that it was taken is on record."""
    _record(export, by, "export.download", "ダウンロードしました")
    return export.file.open("rb")


def work_at_exports(now: dt.datetime) -> str:
    """The job: make what is waited for; any number of workers may do so."""
    made = [export for export in Export.objects.waiting().order_by("asked_at") if make(export)]
    return f"書き出し{len(made)}件を処理しました。" if made else ""


def make(export: Export) -> bool:
    """Whether it was ours to make. What goes wrong is told to who asked, and logged."""
    if not _take(export, timezone.now()):
        return False
    try:
        _make(export)
    except (OperationalError, InterfaceError):
        raise  # nothing is wrong with the export: another round takes it up
    except Exception:
        logger.exception("書き出し %s を作成できません", export.pk)
        _leave(export, State.FAILED)
        _tell(
            export, "作成できませんでした。もう一度依頼しても作成できないときは、事務局にお知らせください。"
        )
    return True


def dispose_of_exports(now: dt.datetime) -> str:
    """The job: take away files that were kept long enough. What was asked for stays in the list."""
    over = list(Export.objects.over(timezone.localdate(now)))
    for export in over:
        export.file.delete(save=False)
        export.state = State.EXPIRED
        export.save(update_fields=["state", "file"])
    return f"保存期間を過ぎた書き出し{len(over)}件のファイルを廃棄しました。" if over else ""


def _take(export: Export, now: dt.datetime) -> bool:
    """Whether it is ours: nobody else took it, or who did was killed."""
    lost = Q(state=State.MAKING, taken_at__lt=now - LEASE)
    free = Export.objects.filter(Q(state=State.WAITING) | lost, pk=export.pk)
    if not free.update(state=State.MAKING, taken_at=now, done_rows=0):
        return False
    export.refresh_from_db()
    return True


def _make(export: Export) -> None:
    with tempfile.TemporaryFile() as file:
        _write(file, export)
        file.seek(0)
        export.sha256 = file_digest(file, "sha256").hexdigest()
        export.size = file.seek(0, 2)
        file.seek(0)
        export.made_at = timezone.now()
        export.expires_on = timezone.localdate(export.made_at) + KEPT
        with transaction.atomic():
            export.file.save(export.filename, File(file), save=False)
            _leave(export, State.READY)
            _tell(export, f"{wareki(export.last_day)}までに、ダウンロードしてください。")


def _write(file: BinaryIO, export: Export) -> None:
    if export.what == Export.What.WORKBOOK:
        write_workbook(file, export)
        return
    table = LISTS[export.what]
    rows = _followed(export, table.rows(Ledger.load(), export.as_of, export.years))
    if export.format == Export.Format.XLSX:
        write_list(file, table, rows, export.asked_at)
    else:
        for line in csv_lines(_with_head([column.label for column in table.columns], rows)):
            file.write(line.encode())


def _with_head(head: list[str], rows: Iterable[list]) -> Iterator[list]:
    yield head
    yield from rows


def _followed(export: Export, rows: Iterable[list]) -> Iterator[list]:
    """The rows, with a note now and then of how many there were; the lease goes on with it."""
    number = 0
    for number, row in enumerate(rows, 1):
        if number % STEP == 0:
            Export.objects.filter(pk=export.pk).update(done_rows=number, taken_at=timezone.now())
        yield row
    export.done_rows = number


def _leave(export: Export, state: str) -> None:
    export.state, export.taken_at = state, None
    export.save()


def _tell(export: Export, what: str) -> None:
    message = Message(
        key=f"export:{export.pk}:{export.state}",
        number="",
        subject=f"書き出し：{export.get_what_display()}（{export.get_state_display()}）",
        body=f"{export}\n\n{what}",
        path="/members/exports/",
        reason="書き出しを依頼した方",
    )
    tell(message, to=[export.by], by=None, mail=False)


def _record(export: Export, by: User, verb: str, what: str) -> None:
    record(
        by=by,
        verb=verb,
        target=f"portal.export:{export.pk}",
        summary=f"書き出し「{export}」を{what}。"[:500],
        data={"sha256": export.sha256} if export.sha256 else {},
    )

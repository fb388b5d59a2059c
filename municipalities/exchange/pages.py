"""What the pages of an import do and show, whether they stand in the admin or in the members' area."""

import io
from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, QueryDict

from common.lists import page_number
from common.sheets import Written, WrittenColumn, write_csv
from municipalities.exchange import runs
from municipalities.exchange.forms import RowsForm
from municipalities.exchange.records import Book
from municipalities.models import ImportRow, ImportRun

ROWS_PER_PAGE = 50
Outcome = ImportRow.Outcome


def go_on(run: ImportRun, book: Book) -> None:
    """At once where that is quick; else the worker does it, and the run's page tells how far it is."""
    if runs.is_quick(run):
        runs.work_at(run, book)


def run_context(run: ImportRun, book: Book, request: HttpRequest) -> dict[str, Any]:
    """The rows of a run, of one outcome if that is asked for, and what can be done with it by who looks."""
    outcome = RowsForm(request.GET).asked()
    rows = run.rows.filter(outcome=outcome) if outcome else run.rows.all()
    tally = run.rows.tally()
    user: Any = request.user
    return {
        "run": run,
        "book": book,
        "tally": [(name, Outcome(name).label, number) for name, number in tally.items()],
        "total": sum(tally.values()),
        "faults": tally[Outcome.FAULT],
        "is_own": (is_own := run.goes_on_by(user)),
        "is_choosing": is_own and run.may_be_chosen_from(tally),
        "doubts": tally[Outcome.DOUBT],
        "accepted": run.rows.accepted().count(),
        "earlier": runs.earlier(run),
        "outcome": outcome,
        "page_obj": Paginator(rows, ROWS_PER_PAGE).get_page(page_number(request.GET.get("page", ""))),
        "several_sheets": len(book.records) > 1,
    }


def write_context(run: ImportRun) -> dict[str, Any]:
    """What would be written, for who is asked once more."""
    accepted = run.rows.accepted().tally()
    return {
        "run": run,
        "tally": [(Outcome(name).label, number) for name, number in accepted.items() if number],
        "number": sum(accepted.values()),
        "left": run.rows.count() - sum(accepted.values()),
    }


def choose(run: ImportRun, sent: QueryDict) -> str:
    """The rows ticked on a page of the list, or all of one outcome; what was done, in words."""
    outcome = sent.get("all", "")
    if outcome in ImportRow.WRITABLE:
        runs.choose_outcome(run=run, outcome=outcome, is_accepted=sent.get("to") == "yes")
        return "選択を変えました。"
    shown = {int(pk) for pk in sent.getlist("shown") if pk.isascii() and pk.isdigit() and len(pk) < 19}
    ticked = set(sent.getlist("accepted"))
    runs.choose_rows(run=run, accepted={pk: str(pk) in ticked for pk in shown})
    return "選択を保存しました。"


def place_in(sent: QueryDict) -> str:
    """Where in the list one was, as the end of an address."""
    return f"?outcome={RowsForm(sent).asked()}&page={page_number(sent.get('page', ''))}"


def file_of(run: ImportRun) -> FileResponse:
    """As it was handed in."""
    try:
        content = run.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(
        content, as_attachment=True, filename=run.filename, content_type="application/octet-stream"
    )


def report_of(run: ImportRun) -> FileResponse:
    """All rows with their differences and messages, a line for each cell."""
    file = io.BytesIO()
    write_csv(file, Written("行", [WrittenColumn(label) for label in REPORT], _report(run)), "utf-8-sig")
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"取り込み結果_{run.pk}.csv")


REPORT = ["シート", "行", "判定", "採用", "記録", "項目", "サイトの値", "ファイルの値", "メッセージ"]


def _report(run: ImportRun) -> Iterator[list[str]]:
    for row in run.rows.iterator(chunk_size=1000):
        begin = [
            row.sheet,
            str(row.number),
            row.get_outcome_display(),
            "○" if row.is_accepted else "",
            row.label,
        ]
        for label, before, after, _ in row.cells or [["", "", "", False]]:
            yield [*begin, label, before, after, " ".join(row.messages)]

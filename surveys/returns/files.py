"""The round trip of a return through Excel: its file, and the file read back into its lines."""

from collections.abc import Callable
from functools import wraps

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import record
from municipalities.exchange import pages, runs
from municipalities.exchange.files import write_records
from municipalities.exchange.forms import UploadField
from municipalities.models import ImportRun
from surveys.returns.exchange import ReturnBook, lines_of
from surveys.returns.pages import may, of_return


class UploadForm(forms.Form):
    file = UploadField()


def address(found, name: str, *args) -> str:
    return reverse(f"returns:{name}", args=[found.campaign.fiscal_year, found.ward.code, *args])


def of_run(view: Callable) -> Callable:
    """With an import of this return; everybody who sees the return sees it."""

    @wraps(view)
    @of_return
    def guarded(request, found, pk):
        book = ReturnBook(found)
        run = get_object_or_404(ImportRun.objects.filter(book=book.name).for_list(), pk=pk)
        return view(request, found, book, run)

    return guarded


def of_own_run(view: Callable) -> Callable:
    """The same for who goes on with it: whoever handed the file in."""

    @wraps(view)
    @of_run
    def guarded(request, found, book, run):
        if not run.goes_on_by(request.user):
            raise PermissionDenied
        return view(request, found, book, run)

    return guarded


@require_safe
@of_return
def download(request, found):
    """The lines as a workbook, to be filled in and handed back."""
    book = ReturnBook(found)
    file = write_records(lines_of(book, request.user), "xlsx")
    filename = (
        f"連携状況調査_{found.campaign.fiscal_year}_{found.ward.name}_{timezone.localdate():%Y%m%d}.xlsx"
    )
    record(
        by=request.user,
        verb="export",
        target=f"surveys.yearlyreturn:{found.pk}",
        summary=f"{found}を「{filename}」に書き出しました。",
    )
    return FileResponse(file, as_attachment=True, filename=filename)


@of_return
@may("fill")
def upload(request, found):
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*sent)
    book = ReturnBook(found)
    if form.is_valid():
        file = form.cleaned_data["file"]
        run = runs.begin_import(book=book, content=file.read(), filename=file.name, by=request.user)
        pages.go_on(run, book)
        return redirect(address(found, "run", run.pk))
    earlier = ImportRun.objects.filter(book=book.name).for_list()[:10]
    context = {"form": form, "found": found, "earlier": earlier}
    return render(request, "surveys/returns/upload.html", context, status=422 if form.errors else 200)


@require_safe
@of_run
def run_page(request, found, book, run):
    context = pages.run_context(run, book, request)
    return render(request, "surveys/returns/run.html", {"found": found, **context})


def _try(request, action: Callable, **values) -> bool:
    """Whether it could be done; says why not."""
    try:
        said = action(**values)
    except ValidationError as error:
        messages.error(request, "".join(error.messages))
        return False
    if said:
        messages.success(request, said)
    return True


def _gone_on(found, book, run) -> HttpResponse:
    run.refresh_from_db()
    pages.go_on(run, book)
    return redirect(address(found, "run", run.pk))


@require_POST
@of_own_run
def choose(request, found, book, run):
    _try(request, pages.choose, run=run, sent=request.POST)
    if request.POST.get("next") == "write":
        return redirect(address(found, "write", run.pk))
    return redirect(address(found, "run", run.pk) + pages.place_in(request.POST))


@of_own_run
def write(request, found, book, run):
    """Asks first."""
    if request.method != "POST":
        return render(request, "surveys/returns/write.html", {"found": found, **pages.write_context(run)})
    if _try(request, runs.accept_import, run=run):
        return _gone_on(found, book, run)
    return redirect(address(found, "run", run.pk))


@require_POST
@of_own_run
def again(request, found, book, run):
    if _try(request, runs.read_again, run=run):
        return _gone_on(found, book, run)
    return redirect(address(found, "run", run.pk))


@require_POST
@of_own_run
def cancel(request, found, book, run):
    _try(request, runs.cancel_import, run=run, by=request.user)
    return redirect(address(found, "upload"))


@require_safe
@of_run
def report(request, found, book, run):
    return pages.report_of(run)

"""The pages of an import: hand in a file, look at what it would do, have it written. Everybody sees their own."""

from collections.abc import Callable
from functools import wraps

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from accounts.admin import ReadOnlyAdmin
from municipalities.exchange import pages, runs
from municipalities.exchange.files import write_form
from municipalities.exchange.records import Book
from municipalities.models import ImportRow, ImportRun
from municipalities.own_ward import may_import
from portal.exchange import BOOKS, book_of, title_of
from portal.exchange.forms import ImportForm


def of_run(view: Callable) -> Callable:
    """With the run that a page is about, of those the person sees; else there is no such page."""

    @wraps(view)
    def found(self, request, pk, *args, **kwargs):
        if not self.has_view_permission(request):
            raise PermissionDenied
        run = get_object_or_404(ImportRun.objects.visible_to(request.user).for_list(), pk=pk)
        return view(self, request, run, *args, **kwargs)

    return found


def of_own_run(view: Callable) -> Callable:
    """The same for who may go on with it; who only sees it may not."""

    @of_run
    @wraps(view)
    def found(self, request, run, *args, **kwargs):
        if not run.goes_on_by(request.user):
            raise PermissionDenied
        return view(self, request, run, *args, **kwargs)

    return found


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnlyAdmin):
    labels = ("by",)
    add_label = "ファイルから取り込む"
    list_display = ("filename", "kind", "state", "by", "at", "written_rows")
    list_filter = ("state", "at")
    search_fields = ("filename", "sha256", "by__name")
    date_hierarchy = "at"

    @admin.display(description="種類", ordering="book")
    def kind(self, run):
        return title_of(run.book)

    # --- Who ---

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_view_permission(self, request, obj=None):
        """Whoever may write any of it; of one run, whose it is."""
        if not may_import(request.user):
            return False
        return obj is None or ImportRun.objects.visible_to(request.user).filter(pk=obj.pk).exists()

    def has_add_permission(self, request):
        return bool(self._books(request))

    @staticmethod
    def _books(request):
        return {name: book for name, book in BOOKS.items() if book.is_for(request.user)}

    # --- Pages ---

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        pages = {
            "choose": require_POST(self.choose_view),
            "write": self.write_view,
            "again": require_POST(self.again_view),
            "cancel": require_POST(self.cancel_view),
            "file": self.file_view,
            "report": self.report_view,
        }
        own = [
            path(f"<id:pk>/{page}/", self.admin_site.admin_view(view), name=f"{name}_{page}")
            for page, view in pages.items()
        ]
        forms = path("forms/<slug:book>/", self.admin_site.admin_view(self.form_view), name=f"{name}_form")
        return [*own, forms, *super().get_urls()]

    def _page(self, request, template: str, **context) -> TemplateResponse:
        context |= self.admin_site.each_context(request) | {"opts": self.opts}
        return TemplateResponse(request, template, context)

    def add_view(self, request, form_url="", extra_context=None):
        books = self._books(request)
        if not books:
            raise PermissionDenied
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        form = ImportForm(*sent, books=books, initial={"book": request.GET.get("book")})
        if form.is_valid():
            file = form.cleaned_data["file"]
            book = BOOKS[form.cleaned_data["book"]]
            run = runs.begin_import(book=book, content=file.read(), filename=file.name, by=request.user)
            return self._going_on(run)
        return self._page(
            request, "admin/exchange/add.html", title="ファイルから取り込む", form=form, books=books
        )

    def _going_on(self, run: ImportRun) -> HttpResponse:
        pages.go_on(run, book_of(run.book))
        return redirect(run)

    def form_view(self, request, book):
        if book not in self._books(request):
            raise Http404
        name = f"{BOOKS[book].title}_様式.xlsx"
        return FileResponse(write_form(BOOKS[book]), as_attachment=True, filename=name)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not (object_id.isascii() and object_id.isdigit() and len(object_id) < 19):
            raise Http404
        return self.run_view(request, int(object_id))

    @of_run
    def run_view(self, request, run):
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        book = book_of(run.book)
        context = pages.run_context(run, book, request)
        title = f"取り込み：{run.filename}"
        return self._page(request, "admin/exchange/run.html", title=title, list_url=_list_of(book), **context)

    # --- What is done with a run ---

    def _done(self, request, action: Callable, done: str = "", **values) -> bool:
        """Whether it could be; says why not."""
        try:
            said = action(**values) or done
        except ValidationError as error:
            messages.error(request, "".join(error.messages))
            return False
        if said:
            messages.success(request, said)
        return True

    @of_own_run
    def choose_view(self, request, run):
        """The rows ticked on a page of the list, or all of one outcome."""
        self._done(request, pages.choose, run=run, sent=request.POST)
        if request.POST.get("next") == "write":
            return redirect("admin:municipalities_importrun_write", run.pk)
        return redirect(run.get_absolute_url() + pages.place_in(request.POST))

    @of_own_run
    def write_view(self, request, run):
        """Asks first."""
        if request.method == "POST":
            if self._done(request, runs.accept_import, run=run):
                run.refresh_from_db()
                return self._going_on(run)
            return redirect(run)
        context = pages.write_context(run)
        return self._page(request, "admin/exchange/write.html", title="登録の確認", **context)

    @of_own_run
    def again_view(self, request, run):
        if self._done(request, runs.read_again, run=run):
            run.refresh_from_db()
            return self._going_on(run)
        return redirect(run)

    @of_run
    def cancel_view(self, request, run):
        done = "取り込みを取りやめました。何も登録していません。"
        self._done(request, runs.cancel_import, done, run=run, by=request.user)
        return redirect(run)

    # --- Files ---

    @of_run
    def file_view(self, request, run):
        """As it was handed in."""
        return pages.file_of(run)

    @of_run
    def report_view(self, request, run):
        """All rows with their differences and messages, a line for each cell."""
        return pages.report_of(run)


def _list_of(book: Book) -> str:
    opts = book.records[0].model._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")


@admin.register(ImportRow)
class ImportRowAdmin(ReadOnlyAdmin):
    """What became of which line of which file: for the secretariat, across all of them."""

    labels = ("run",)
    list_display = ("run", "sheet", "number", "outcome", "label", "is_accepted")
    list_filter = ("outcome", "is_accepted", "sheet")
    search_fields = ("label", "run__filename")

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from accounts.actions import record
from common.sheets import SheetError
from municipalities.exchange.files import FORMATS, records_of, write_records
from municipalities.exchange.records import Book


class Exchanged:
    """Mixed into the admin of what a book begins with: the list, as it is narrowed down, leaves as a file."""

    book: Book

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        return [path("export/", self.admin_site.admin_view(self.export_view), name=name), *super().get_urls()]

    def export_view(self, request):
        """What to take, and with `format` the file itself. What the list does not show does not leave."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        asked = request.GET.copy()
        format, sheet = (asked.pop(name, [""])[-1] for name in ("format", "sheet"))
        request.GET = asked
        try:
            listed: ChangeList = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            # As the list itself does with a condition that is none.
            return HttpResponseRedirect(request.path)
        found = listed.get_queryset(request)
        context = self.admin_site.each_context(request) | {
            "title": f"{self.opts.verbose_name_plural}の書き出し",
            "opts": self.opts,
            "book": self.book,
            "kinds": self.book.kinds(),
            "formats": {name: label for name, (label, _, encoding) in FORMATS.items() if encoding},
            "number": found.order_by().values("pk").distinct().count(),
            "query": asked.urlencode(),
            "asked": asked.lists(),
        }
        if format in FORMATS:
            try:
                return self._file(request, found, format, sheet)
            except SheetError as error:
                context["errors"] = error.messages
        return TemplateResponse(request, "admin/exchange/export.html", context)

    def _file(self, request, found, format, sheet):
        kinds = records_of(self.book, found, request.user)
        suffix = FORMATS[format][1]
        named = next((kind.title for kind in kinds if kind.name == sheet), self.book.title)
        filename = f"{named if suffix == 'csv' else self.book.title}_{timezone.localdate():%Y%m%d}.{suffix}"
        file = write_records(kinds, format, sheet)
        record(
            by=request.user,
            verb="export",
            target=self.opts.label_lower,
            summary=f"{self.book.title}を「{filename}」に書き出しました。",
            data={"query": request.GET.urlencode()[:1000], "rows": found.order_by().count()},
        )
        return FileResponse(file, as_attachment=True, filename=filename)

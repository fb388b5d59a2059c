"""What the system wrote down, as a file for the secretariat: the rows of a list, of a period."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import Max, QuerySet
from django.http import HttpResponseRedirect, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from accounts.actions import record
from common.cells import csv_lines
from common.dates import today

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class PeriodForm(forms.Form):
    first = forms.DateField(label="最初の日", widget=DAY)
    last = forms.DateField(label="最後の日", widget=DAY)

    def clean(self):
        found = super().clean()
        first, last = found.get("first"), found.get("last")
        if first and last and last < first:
            self.add_error("last", "最後の日は、最初の日以降の日を入力してください。")
        return found


class Exported:
    """Mixed into the admin of rows with a time `at`: the list as it is narrowed, of a period, as CSV."""

    change_list_template = "admin/exported_change_list.html"
    #: Heading → the cell of a row.
    columns: dict[str, Callable[[Any], object]]

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        return [path("export/", self.admin_site.admin_view(self.export_view), name=name), *super().get_urls()]

    def export_view(self, request):
        """Ask for the period, then send the file. The conditions of the list come in the address."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        day = today()
        form = PeriodForm(request.POST or None, initial={"first": day.replace(day=1), "last": day})
        if request.method == "POST" and form.is_valid():
            try:
                return self._file(request, **form.cleaned_data)
            except IncorrectLookupParameters:
                # As the list itself does with a condition that is none.
                return HttpResponseRedirect(request.path)
        context = self.admin_site.each_context(request) | {
            "title": f"{self.opts.verbose_name}の書き出し",
            "opts": self.opts,
            "form": form,
            "conditions": request.GET.urlencode(),
        }
        status = 422 if request.method == "POST" else 200
        return TemplateResponse(request, "admin/export_period.html", context, status=status)

    def _file(self, request, first: dt.date, last: dt.date) -> StreamingHttpResponse:
        begin, end = (_midnight(day) for day in (first, last + dt.timedelta(days=1)))
        found = self.get_changelist_instance(request).get_queryset(request).filter(at__gte=begin, at__lt=end)
        # What is written while the file is on its way is not in it, the record of the file itself neither.
        newest = found.aggregate(newest=Max("pk"))["newest"] or 0
        found = found.filter(pk__lte=newest)
        number = found.count()
        record(
            by=request.user,
            verb="audit.export",
            target=self.opts.label_lower,
            summary=f"{self.opts.verbose_name}{number:,}件（{first}から{last}まで）を書き出しました。",
            data={"number": number, "conditions": request.GET.urlencode()},
        )
        name = f"{self.opts.model_name}-{first}-{last}.csv"
        return StreamingHttpResponse(
            csv_lines(self._rows(found)),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    def _rows(self, found: QuerySet) -> Iterator[list[object]]:
        yield list(self.columns)
        for row in found.order_by("pk").iterator():
            yield [cell(row) for cell in self.columns.values()]


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def moment(row: Any) -> str:
    """When it was, in Japan, as spreadsheets read it."""
    return f"{timezone.localtime(row.at):%Y-%m-%d %H:%M:%S}"

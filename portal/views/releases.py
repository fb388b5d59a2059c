"""年次統計 as they were published, and what has become of them since."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from common.kept import kept
from common.lists import page_number
from portal.models import Release, ReleaseTable, ReleaseWorkbook
from portal.releases.shown import PAGE_SIZE, frozen_list, page_of
from portal.statistics.content import RULES
from portal.statistics.ledger import ledger

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_not_required
@require_safe
def releases(request):
    published = Release.objects.published().for_list()
    return render(request, "portal/releases/list.html", {"releases": published})


@login_not_required
@require_safe
def release(request, year):
    found = _published(year)
    return render(request, "portal/releases/release.html", {"release": found, "content": _content(found)})


@kept(20)
def _content(release: Release):
    """What the page says of a release, as HTML: it compares every table with the records."""
    context = page_of(release, ledger()) | {
        "remarks": release.remarks.all(),
        "workbook": ReleaseWorkbook.objects.filter(release=release).first(),
        "rules_changed": release.rules != RULES,
    }
    return render_to_string("portal/releases/_release.html", context)


@login_not_required
@require_safe
def table(request, year, key):
    """A frozen list, in pages; the grids stand on the page of the release."""
    found = _table(year, key)
    content = found.content
    if content["kind"] != "list":
        raise Http404("この表は、年次統計のページにあります。")
    page = Paginator(content["rows"], PAGE_SIZE).get_page(page_number(request.GET.get("page", "")))
    context = {
        "release": found.release,
        "content": content,
        "page": page,
        "listed": frozen_list(content, list(page)),
    }
    return render(request, "portal/releases/table.html", context)


@login_not_required
@require_safe
def data(request, year, key):
    """The very text that was frozen and hashed."""
    return HttpResponse(_table(year, key).text, content_type="application/json; charset=utf-8")


@login_not_required
@require_safe
def workbook(request, year):
    found = get_object_or_404(ReleaseWorkbook.objects.select_related("release"), release=_published(year))
    name = f"{found.release}.xlsx"
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=name, content_type=XLSX)


def _published(year: int) -> Release:
    return get_object_or_404(Release.objects.published().for_list(), fiscal_year=min(year, 9999))


def _table(year: int, key: str) -> ReleaseTable:
    return get_object_or_404(_published(year).tables.select_related("release"), key=key)

"""Open data: what there is, a dataset on a day with its dictionary, and its files."""

import tempfile
from hashlib import blake2b

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from common.dates import today
from common.forms import YEARS_AHEAD, DayForm
from common.kept import content_version
from common.linked_data import data_block
from portal.opendata import linked, pages
from portal.opendata.catalogue import DATASETS, LICENCE, LICENCE_URL, SECTIONS
from portal.opendata.edition import Edition
from portal.opendata.files import FORMATS, Format
from portal.page_cache import PageCacheMiddleware

#: A file of the day up to this size, in bytes, is kept as pages are; longer ones are made for who asks.
MOST_KEPT = 500_000


@login_not_required
@require_safe
def catalogue(request):
    """All datasets with their files."""
    whole = request.build_absolute_uri
    sections = [
        (section.title, [Edition(dataset, today(), whole) for dataset in section.datasets])
        for section in SECTIONS
    ]
    context = {
        "sections": [(title, [(one, pages.files(one)) for one in editions]) for title, editions in sections],
        "formats": FORMATS.values(),
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
        "linked": data_block(linked.catalogue((one for _, editions in sections for one in editions), whole)),
    }
    return render(request, "portal/opendata.html", context)


@login_not_required
@require_safe
def dataset(request, dataset):
    """A dataset on a day: its files, its terms, its dictionary, its first rows."""
    form = DayForm(request.GET)
    edition = _edition(request, dataset, form)
    context = {
        "form": form,
        "edition": edition,
        "files": pages.files(edition),
        "dictionary": pages.dictionary(edition),
        "preview": pages.preview(edition),
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
        "linked": data_block(linked.dataset(edition)),
    }
    return render(request, "portal/opendata_dataset.html", context)


@login_not_required
@require_safe
def file(request, dataset, suffix):
    """A dataset on a day as a file, for people and for other sites."""
    form = DayForm(request.GET)
    edition, format_ = _edition(request, dataset, form), _format(suffix)
    response = _refused(form, format_) or _conditional(request, edition, format_)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _edition(request: HttpRequest, key: str, form: DayForm) -> Edition:
    if key not in DATASETS:
        raise Http404("このデータはありません。")
    asked = bool(form.is_valid() and form.cleaned_data["on"])
    return Edition(DATASETS[key], form.day, request.build_absolute_uri, asked)


def _format(suffix: str) -> Format:
    if suffix not in FORMATS:
        raise Http404("この形式のファイルはありません。")
    return FORMATS[suffix]


def _refused(form: DayForm, format_: Format) -> HttpResponse | None:
    """In the form that who asks can read: a program that asks for JSON reads JSON. What was typed is not repeated."""
    if form.is_valid():
        return None
    message = (
        "基準日（on）には、暦にある日を「2015-08-01」や「平成27年8月1日」の形で指定してください。"
        f"{today().year + YEARS_AHEAD}年までの日を指定できます。"
    )
    if format_.suffix == "json":
        answer = {"error": message}
        return JsonResponse(answer, status=400, json_dumps_params={"ensure_ascii": False})
    return HttpResponse(f"{message}\n", status=400, content_type="text/plain; charset=utf-8")


def _conditional(request: HttpRequest, edition: Edition, format_: Format) -> HttpResponseBase:
    """The file, or that it is still the one that who asks has."""
    etag = _etag(edition, format_)
    headers = {"ETag": etag} if etag else {}
    unsent = get_conditional_response(
        request, etag, response=HttpResponse(headers=headers | {"Cache-Control": "no-cache"})
    )
    if unsent is not None and unsent.status_code != 200:
        return unsent
    return _made(edition, format_, headers, may_be_kept=not request.GET)


def _etag(edition: Edition, format_: Format) -> str | None:
    """Of all that the file depends on: content and day of asking, its own day, host, columns. None where the version
    is not to be had."""
    version = content_version.get() or PageCacheMiddleware.versions()[0]
    if version is None:
        return None
    columns = [f"{column.key} {column.label}" for column in edition.dataset.columns]
    depends_on = "\0".join((version, str(edition.day), edition.page, format_.suffix, *columns))
    return f'W/"{blake2b(depends_on.encode(), digest_size=16).hexdigest()}"'


def _made(
    edition: Edition, format_: Format, headers: dict[str, str], *, may_be_kept: bool
) -> HttpResponseBase:
    """Written whole before it leaves: who reads slowly holds no connection to the database, and what fails is an
    error and not half a file."""
    content = tempfile.TemporaryFile()  # noqa: SIM115 — the response closes it
    try:
        format_.write(edition, content)
    except BaseException:
        content.close()
        raise
    size = content.tell()
    content.seek(0)
    kind = "inline" if format_.suffix == "json" else "attachment"
    headers = headers | {
        "Content-Length": str(size),
        "Content-Disposition": f'{kind}; filename="{edition.filename(format_.suffix)}"',
    }
    if may_be_kept and size <= MOST_KEPT:
        with content:
            return HttpResponse(content.read(), content_type=format_.media_type, headers=headers)
    headers["Cache-Control"] = "no-cache"
    return FileResponse(content, content_type=format_.media_type, headers=headers)

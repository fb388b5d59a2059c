"""The published result as files, made from what was frozen."""

from hashlib import sha256
from io import BytesIO

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from common.kept import kept
from surveys.models import PublishedResult
from surveys.results.sheets import XLSX
from surveys.results.shown import page_of
from surveys.results.workbook import write_result


def result_of(slug: str) -> PublishedResult:
    return get_object_or_404(PublishedResult.objects.public().select_related("survey"), survey__slug=slug)


@login_not_required
@require_safe
def workbook(request, slug):
    result, file = result_of(slug), BytesIO()
    write_result(file, result.content, result.sha256, result.made_at)
    name = f'attachment; filename="survey-{result.survey.slug}.xlsx"'
    return _conditional(request, file.getvalue(), XLSX, {"Content-Disposition": name})


@login_not_required
@require_safe
def data(request, slug):
    """The very text that was frozen and hashed."""
    result = result_of(slug)
    return _conditional(request, result.text.encode(), "application/json; charset=utf-8", {})


def _conditional(
    request: HttpRequest, content: bytes, media_type: str, headers: dict[str, str]
) -> HttpResponseBase:
    """For people and for other sites; or that it is what who asks has already."""
    headers = headers | {
        "ETag": f'"{sha256(content).hexdigest()[:32]}"',
        "Access-Control-Allow-Origin": "*",
    }
    response = HttpResponse(content, content_type=media_type, headers=headers)
    return get_conditional_response(request, headers["ETag"], response=response) or response


@kept(20)
def result_page(pk: int) -> str:
    """What the public page says of a result, as HTML."""
    result = PublishedResult.objects.select_related("survey").get(pk=pk)
    context = {"result": result, "survey": result.survey} | page_of(result.content)
    return render_to_string("surveys/results/_result.html", context)

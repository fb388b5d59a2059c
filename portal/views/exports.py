"""書き出し: files that take a while, asked for and taken away by members."""

from django.core.paginator import Paginator
from django.http import FileResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.doing import bound, done, refused
from common.lists import page_number
from municipalities.members import member_page
from portal.exports.forms import ExportForm
from portal.exports.making import ask, take_away
from portal.models import Export


@member_page
def exports(request):
    """What was asked for, and the form to ask for more."""
    office = request.posting.office
    form = bound(request, ExportForm)

    def work() -> str:
        ask(office=office, by=request.user, **form.values())
        return reverse("portal:exports")

    answer = done(request, form, work, "書き出しを依頼しました。できると「通知」でお知らせします。")
    found = Export.objects.visible_to(office).for_list()
    page = Paginator(found, 20).get_page(page_number(request.GET.get("page", "")))
    context = {
        "form": form,
        "page": page,
        "posting": request.posting,
        "at_work": any(export.is_at_work for export in page),
    }
    return answer or render(request, "portal/members/exports.html", context, status=refused(request, form))


@require_safe
@member_page
def export_file(request, pk):
    """Asked again who may have it: who left the office since has nothing here."""
    ready = Export.objects.visible_to(request.posting.office).filter(state=Export.State.READY)
    export = get_object_or_404(ready, pk=pk)
    file = take_away(export=export, by=request.user)
    response = FileResponse(file, as_attachment=True, filename=export.filename)
    response["Cache-Control"] = "private, no-store"
    return response

"""年次統計 in the making: prepared by one of the secretariat, looked at and published by another."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.doing import bound, done, refused
from common.forms import OnceForm
from common.lists import page_number
from municipalities.members import secretariat_page
from portal.models import Release
from portal.releases.forms import PrepareForm, RemarkForm, ReturnForm
from portal.releases.making import prepare, publish, remark, send_back
from portal.releases.shown import page_of
from portal.statistics.ledger import Ledger

State = Release.State


@secretariat_page
def prepared_releases(request):
    """All of them, and the form to prepare one."""
    if request.method == "POST" and not request.user.has_perm("municipalities.edit_as_secretariat"):
        raise PermissionDenied
    form = bound(request, PrepareForm)

    def work() -> str:
        return address(prepare(year=form.cleaned_data["year"], by=request.user))

    answer = done(request, form, work, "年次統計を作成し、事務局の担当者に確認を依頼しました。")
    page = Paginator(Release.objects.for_list(), 20).get_page(page_number(request.GET.get("page", "")))
    context = {"form": form, "page": page, "posting": request.posting}
    return answer or render(request, "portal/members/releases.html", context, status=refused(request, form))


@require_safe
@secretariat_page
def prepared_release(request, pk):
    """What would be, or has been, published; beside it what the records say now."""
    found = get_object_or_404(Release.objects.for_list(), pk=pk)
    context = page_of(found, Ledger.load()) | {
        "posting": request.posting,
        "remarks": found.remarks.select_related("by"),
        "own": found.prepared_by_id == request.user.pk,
    }
    return render(request, "portal/members/release.html", context)


@secretariat_page
def publish_release(request, pk):
    found, form = _to_write(request, pk, State.PREPARED), bound(request, OnceForm)

    def work() -> str:
        return publish(release=found, by=request.user).get_absolute_url()

    answer = done(request, form, work, "年次統計を公表しました。")
    return answer or _ask(request, "portal/members/publish_release.html", found, form)


@secretariat_page
def return_release(request, pk):
    found, form = _to_write(request, pk, State.PREPARED), bound(request, ReturnForm)

    def work() -> str:
        return address(send_back(release=found, by=request.user, reason=form.cleaned_data["reason"]))

    answer = done(request, form, work, "年次統計を差し戻しました。")
    return answer or _ask(request, "portal/members/return_release.html", found, form)


@secretariat_page
def remark_release(request, pk):
    found = _to_write(request, pk, State.PUBLISHED)
    form = bound(request, RemarkForm, release=found)

    def work() -> str:
        asked = form.cleaned_data
        remark(release=found, table=asked["table"], text=asked["text"], by=request.user)
        return address(found)

    answer = done(request, form, work, "改訂の理由を記しました。")
    return answer or _ask(request, "portal/members/remark_release.html", found, form)


def address(release: Release) -> str:
    return reverse("portal:prepared_release", args=[release.pk])


def _to_write(request, pk: int, state: str) -> Release:
    """The release, for who writes for the secretariat, where it is in the state that a page is for; a form sent late
    is told so by the action."""
    if not request.user.has_perm("municipalities.edit_as_secretariat"):
        raise PermissionDenied
    found = Release.objects.for_list()
    return get_object_or_404(found if request.method == "POST" else found.filter(state=state), pk=pk)


def _ask(request, template: str, release: Release, form: OnceForm):
    context = {"release": release, "form": form, "own": release.prepared_by_id == request.user.pk}
    return render(request, template, context, status=refused(request, form))

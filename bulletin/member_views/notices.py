"""Notices from the secretariat to the members. Opening one writes nothing; an office says by a button that it has read
it."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.doing import bound, done, refused
from bulletin.circulars import reading
from bulletin.circulars.actions import confirm_notice, publish_notice, withdraw_notice, write_notice
from bulletin.circulars.forms import NoticeForm, PublishForm, WithdrawForm
from bulletin.models import MemberNotice
from common.forms import OnceForm
from common.lists import page_number
from common.stale import is_stale, on_ground_of, overtaken
from municipalities.members import member_page, secretariat_page


def visible_notice(request, number: str) -> MemberNotice:
    return get_object_or_404(MemberNotice.objects.visible_to(request.posting.office), number=number)


@require_safe
@member_page
def member_notices(request):
    office = request.posting.office
    rows = MemberNotice.objects.visible_to(office)
    rows = rows.with_numbers().newest() if office.is_secretariat else rows.with_receipt(office).unread_first()
    page = Paginator(rows.defer("body"), 20).get_page(page_number(request.GET.get("page", "")))
    return render(request, "bulletin/circulars/list.html", {"page_obj": page, "posting": request.posting})


@require_safe
@member_page
def member_notice(request, number):
    found = visible_notice(request, number)
    context = reading.page_of(found, request.posting)
    return render(request, "bulletin/circulars/notice.html", context | {"form": OnceForm()})


@member_page
def confirm(request, number):
    """「読みました」: for the office, whoever of it says so."""
    found = visible_notice(request, number)
    office = request.posting.office
    if office.is_secretariat:
        raise PermissionDenied
    if request.method != "POST":
        return redirect(found)
    form = OnceForm(request.POST)

    def work() -> str:
        confirm_notice(notice=found, office=office, by=request.user)
        return found.get_absolute_url()

    answer = done(request, form, work, "この課が読んだことを記録しました。")
    return answer or redirect(found)


def _written(request) -> None:
    """Only who writes for the secretariat."""
    if not request.user.has_perm("municipalities.edit_as_secretariat"):
        raise PermissionDenied


@secretariat_page
def new_member_notice(request):
    _written(request)
    form = bound(request, NoticeForm)

    def work() -> str:
        office = request.posting.office
        notice = write_notice(notice=None, office=office, by=request.user, values=form.values())
        return notice.get_absolute_url()

    answer = done(request, form, work, "下書きを保存しました。内容を確かめて、発信してください。")
    return answer or render(
        request, "bulletin/circulars/edit.html", {"form": form}, status=refused(request, form)
    )


@secretariat_page
def edit_member_notice(request, number):
    _written(request)
    found = visible_notice(request, number)
    form = bound(request, NoticeForm, notice=found)

    def work() -> str:
        version = form.cleaned_data["version"] or 0
        write_notice(
            notice=found, office=found.office, by=request.user, values=form.values(), version=version
        )
        return found.get_absolute_url()

    answer = done(request, form, work, "保存しました。")
    if answer:
        return answer
    context = {"form": form, "notice": found}
    if is_stale(form):
        context["differences"] = overtaken(form, found.version)
    return render(request, "bulletin/circulars/edit.html", context, status=refused(request, form))


@secretariat_page
def publish(request, number):
    _written(request)
    found = visible_notice(request, number)
    form = bound(request, PublishForm, notice=found)

    def work() -> str:
        publish_notice(notice=found, by=request.user, version=form.cleaned_data["version"] or 0)
        return found.get_absolute_url()

    answer = done(request, form, work, "発信しました。宛先の課の全員に、メールでも届きます。")
    if answer:
        return answer
    if is_stale(form):
        on_ground_of(form, found.version)
    context = {"form": form, "notice": found, "number_of_offices": found.addressees().count()}
    return render(request, "bulletin/circulars/publish.html", context, status=refused(request, form))


@secretariat_page
def withdraw(request, number):
    _written(request)
    found = visible_notice(request, number)
    form = bound(request, WithdrawForm)

    def work() -> str:
        withdraw_notice(notice=found, by=request.user, reason=form.cleaned_data["reason"])
        return reverse("bulletin:member_notices")

    answer = done(request, form, work, "お知らせを取り消しました。")
    context = {"form": form, "notice": found}
    return answer or render(
        request, "bulletin/circulars/withdraw.html", context, status=refused(request, form)
    )

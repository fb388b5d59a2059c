from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.kept_posts import save
from accounts.models import Notification
from common.lists import page_number
from municipalities.members import member_page
from municipalities.models import Office
from portal.forms import ReadForm
from portal.inbox import calendar_of, owed
from portal.models import InboxCalendar


@require_safe
@member_page
def dashboard(request):
    """今の番: what the office owes next."""
    office = request.posting.office
    calendar = InboxCalendar.objects.filter(office=office).first()
    context = {"owed": owed(office), "posting": request.posting, "calendar": calendar}
    return render(request, "portal/members/dashboard.html", context)


@require_POST
@member_page
def make_calendar(request):
    """Give the office's calendar an address, another one where it has one."""
    if not request.posting.may_edit:
        raise PermissionDenied
    with transaction.atomic():
        InboxCalendar.objects.filter(office=request.posting.office).delete()
        InboxCalendar.objects.create(office=request.posting.office, made_by=request.user)
    messages.success(request, "カレンダーのアドレスを作りました。前のアドレスは使えなくなりました。")
    return redirect("portal:members")


@require_POST
@member_page
def drop_calendar(request):
    if not request.posting.may_edit:
        raise PermissionDenied
    InboxCalendar.objects.filter(office=request.posting.office).delete()
    messages.success(request, "カレンダーのアドレスを使えなくしました。")
    return redirect("portal:members")


@login_not_required
@require_safe
def inbox_calendar(request, token):
    """What an office owes, for the calendar program that knows the address; only while the office may act."""
    offices = Office.objects.acting().select_related("body__prefecture")
    office = get_object_or_404(offices, calendar__token=token)
    file = calendar_of(office, owed(office), request.build_absolute_uri)
    headers = {"Cache-Control": "private, no-store"}
    return HttpResponse(file, content_type="text/calendar; charset=utf-8", headers=headers)


@require_safe
def notifications(request):
    """What was told to the person, unread before read."""
    paginator = Paginator(Notification.objects.of(request.user).unread_first(), 30)
    page = paginator.get_page(page_number(request.GET.get("page", "")))
    shown = list(page.object_list)
    groups = {
        "未読": [one for one in shown if one.read_at is None],
        "既読": [one for one in shown if one.read_at is not None],
    }
    newest = groups["未読"][0] if page.number == 1 and groups["未読"] else None
    return render(
        request,
        "portal/members/notifications.html",
        {"page": page, "groups": {name: group for name, group in groups.items() if group}, "newest": newest},
    )


@require_safe
def notification(request, notification):
    """Open what it tells of; from now on it is read."""
    opened = get_object_or_404(Notification.objects.of(request.user), code=notification)
    Notification.objects.filter(pk=opened.pk).read()
    return redirect(opened.path)


@require_POST
def read_notifications(request):
    """Mark everything as read that the page showed as unread."""
    own = Notification.objects.of(request.user)
    form = ReadForm(request.POST)
    if form.is_valid():
        number = own.up_to(get_object_or_404(own, code=form.cleaned_data["newest"])).read()
        messages.success(request, f"{number}件を既読にしました。")
    else:
        messages.error(request, "既読にできませんでした。お手数ですが、もう一度押してください。")
    return redirect("portal:notifications")


@require_POST
def autosave(request):
    """What stands in a form while somebody types, from the page's script."""
    save(user=request.user, path=request.POST.get("path", ""), data=request.POST)
    return HttpResponse(status=204)

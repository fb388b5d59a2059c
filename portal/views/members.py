from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Notification
from common.lists import page_number
from municipalities.members import member_page
from portal.forms import ReadForm
from portal.inbox import owed


@require_safe
@member_page
def dashboard(request):
    """今の番: what the office owes next."""
    return render(request, "portal/members/dashboard.html", {"owed": owed(request.posting.office)})


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

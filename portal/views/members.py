from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from accounts.kept_posts import save
from accounts.models import Notification
from common.lists import page_number
from municipalities.members import member_page
from portal.inbox import owed


@require_safe
@member_page
def dashboard(request):
    """今の番: what the office owes next."""
    return render(request, "portal/members/dashboard.html", {"owed": owed(request.posting.office)})


@require_safe
def notifications(request):
    """What was told to the person; seen here, it counts as read."""
    paginator = Paginator(Notification.objects.of(request.user), 30)
    page = paginator.get_page(page_number(request.GET.get("page", "")))
    shown = list(page.object_list)
    Notification.objects.of(request.user).unread().filter(pk__in=[one.pk for one in shown]).read()
    return render(request, "portal/members/notifications.html", {"page": page, "notifications": shown})


@require_POST
def autosave(request):
    """What stands in a form while somebody types, from the page's script."""
    save(user=request.user, path=request.POST.get("path", ""), data=request.POST)
    return HttpResponse(status=204)

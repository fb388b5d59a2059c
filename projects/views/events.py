from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from common.dates import today
from municipalities.models.offices import sees_drafts
from projects import ics
from projects.event_pieces import listing, public_listing, public_record, record, sheet
from projects.forms import EventForm
from projects.models import Event
from projects.months import month_of

#: Of a calendar to subscribe to: the last and all that are to come, for many years.
MOST_ENTRIES = 500
CALENDAR_FILE = "text/calendar; charset=utf-8"


def sees_all(request) -> bool:
    """Whether drafts are shown, too."""
    return sees_drafts(request.user, "projects.change_event")


@login_not_required
@require_safe
def event_list(request):
    """Those to come, the next first; then the past by fiscal year."""
    form, number = EventForm(request.GET), request.GET.get("page", "")[:20]
    if form.is_valid() and not sees_all(request):
        shown = public_listing(form.query(), number)
    else:
        shown = listing(Event.objects.visible_to(request.user), form, number)
    return render(request, "projects/events.html", {"form": form, **shown._asdict()})


@login_not_required
@require_safe
def event_detail(request, slug):
    try:
        shown = (
            record(Event.objects.visible_to(request.user), slug) if sees_all(request) else public_record(slug)
        )
    except Event.DoesNotExist as error:
        raise Http404("この催しはありません。") from error
    return render(request, "projects/event.html", shown._asdict())


@login_not_required
@require_safe
def calendar(request, month=None):
    """A month, given by its first day; without one, the current."""
    shown = sheet(month or month_of(today()))
    if shown is None:
        raise Http404("この月のカレンダーはありません。")
    return render(request, "projects/calendar.html", shown._asdict())


@login_not_required
@require_safe
def event_ics(request, slug):
    event = get_object_or_404(Event.objects.published().on_known_days(), slug=slug)
    return HttpResponse(ics.calendar_file([event], request.build_absolute_uri), content_type=CALENDAR_FILE)


@login_not_required
@require_safe
def events_ics(request):
    """A calendar to subscribe to: every event whose days are known."""
    events = Event.objects.published().on_known_days().order_by("-starts_on", "slug")[:MOST_ENTRIES]
    file = ics.calendar_file(events, request.build_absolute_uri, name=ics.NAME)
    return HttpResponse(file, content_type=CALENDAR_FILE)

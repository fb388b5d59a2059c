from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe
from django.views.generic import DetailView

from common.dates import today
from common.lists import PagedList
from projects import ics
from projects.forms import EventForm
from projects.models import Event
from projects.months import Month, Months, month_of
from projects.pieces import event_filters, public_event_filters

#: Of a calendar to subscribe to: the last and all that are to come, for many years.
MOST_ENTRIES = 500
CALENDAR_FILE = "text/calendar; charset=utf-8"


@method_decorator(login_not_required, name="dispatch")
class EventList(PagedList):
    """Those to come, the next first; then the past by fiscal year."""

    template_name = "projects/events.html"
    context_object_name = "events"

    def get_queryset(self):
        self.form = EventForm(self.request.GET)
        visible = Event.objects.visible_to(self.request.user)
        return visible.asked_for(self.form.asked()).for_list().upcoming_first()

    def get_context_data(self, **kwargs):
        query = self.form.query()
        filters = event_filters(self.form) if self.form.errors else public_event_filters(query)
        return super().get_context_data(form=self.form, query=query, filters=filters, **kwargs)


@method_decorator(login_not_required, name="dispatch")
class EventDetail(DetailView):
    template_name = "projects/event.html"
    context_object_name = "event"

    def get_queryset(self):
        return Event.objects.visible_to(self.request.user).for_detail()


@login_not_required
@require_safe
def calendar(request, month=None):
    """A month, given by its first day; without one, the current."""
    month = month or month_of(today())
    published = Event.objects.published()
    months = Months(published.spans())
    if month not in months:
        raise Http404("この月のカレンダーはありません。")
    return render(
        request,
        "projects/calendar.html",
        {
            "month": Month(month, list(published.in_month(month))),
            "before": months.before(month),
            "after": months.after(month),
            "years": months.with_events,
        },
    )


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

"""What pages show of events, made once per version of the content for all who may see the same."""

import datetime as dt
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from common.kept import kept
from projects.forms import EventForm
from projects.models import Event
from projects.models.events import EventQuerySet
from projects.months import Month, Months

PAGE_SIZE = 20
#: Lists of queries (20 kB), records (5 kB), months (15 kB): more than the visitors of a day ask for.
MOST_LISTS, MOST_RECORDS, MOST_MONTHS = 500, 1000, 200


class Listing(NamedTuple):
    """A page of the list of events, for the head of the page, and all that it says."""

    page_obj: Page
    content: SafeString


def listing(visible: EventQuerySet, form: EventForm, number: str) -> Listing:
    """`number`: of the page; where there is none such, the nearest."""
    found = visible.asked_for(form.asked()).for_list().upcoming_first()
    page = Paginator(found, PAGE_SIZE).get_page(number)
    context = {"form": form, "page": page, "query": form.query()}
    return Listing(page, render_to_string("projects/_event_list.html", context))


@kept(MOST_LISTS)
def public_listing(query: str, number: str) -> Listing:
    """For a query in which every value can be read."""
    return listing(Event.objects.published(), EventForm(QueryDict(query)), number)


class Record(NamedTuple):
    """An event, for the head of its page, and all that the page says of it."""

    event: Event
    content: SafeString


def record(visible: EventQuerySet, slug: str) -> Record:
    """As far as `visible` events go; DoesNotExist where that one is not among them."""
    event = visible.for_detail().get(slug=slug)
    return Record(event, render_to_string("projects/_event.html", {"event": event}))


@kept(MOST_RECORDS)
def public_record(slug: str) -> Record:
    return record(Event.objects.published(), slug)


class Sheet(NamedTuple):
    """A month, for the head of its page, and its calendar."""

    month: Month
    content: SafeString


@kept(MOST_MONTHS)
def sheet(first: dt.date) -> Sheet | None:
    """The calendar of a month, given by its first day; None where there is none (`Months`)."""
    published = Event.objects.published()
    months = Months(published.spans())
    if first not in months:
        return None
    month = Month(first, list(published.in_month(first)))
    turns = {"before": months.before(first), "after": months.after(first), "years": months.with_events}
    return Sheet(month, render_to_string("projects/_calendar.html", {"month": month, **turns}))

import datetime as dt

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from common.kept import kept
from common.lists import page_number
from portal.models import Release
from portal.statistics import display
from portal.statistics.basis import EXPLANATIONS, ledger_for
from portal.statistics.browse import BROWSED, browsed
from portal.statistics.compare import compare
from portal.statistics.drawings import CHARTS, DRAWN, charts, drawing, tile_map
from portal.statistics.forms import CompareForm, CountForm, ListForm, StatisticsForm
from portal.statistics.ledger import MOST_DAYS, Ledger
from portal.statistics.listed import LISTS
from portal.statistics.lists import LISTINGS, items, list_table
from portal.statistics.story import story_days, story_of
from portal.statistics.tables import BREAKDOWNS, BUILDERS, StatTable, build

#: More than all local governments, so that the list behind a number of bodies stands on one page.
PAGE_SIZE = 2000
#: The breakdowns that stand below a table.
BELOW = {"T1": ("overlap", "by-area"), "T3": ("by-field",)}


@login_not_required
@require_safe
def statistics(request):
    """Every table on a day, on one page to read and to print."""
    form = StatisticsForm(request.GET)
    return render(request, "portal/statistics.html", {"form": form, "tables": tables_of(form.day, form.way)})


@kept(MOST_DAYS)
def tables_of(day: dt.date, basis: str) -> SafeString:
    """What the page says of a day, as HTML."""
    records = ledger_for(basis)
    tables = {key: build(key, day, records) for key in BUILDERS | BREAKDOWNS}
    story = story_of(day)
    context = {
        "day": day,
        "explanation": EXPLANATIONS[basis],
        "headlines": display.headlines(tables["T1"], day, records, basis),
        "sections": [
            {
                "panel": display.panel(tables[key], day, basis),
                "below": [display.panel(tables[one], day, basis) for one in BELOW.get(key, ())],
            }
            for key in BUILDERS
        ],
        "lists": LISTS.values(),
        "map": tile_map(tables["by-prefecture"], day, basis),
        "charts": charts(tables, day, basis),
        "query": display.asked_query(day, basis),
        "release": Release.objects.published().as_of(day).first(),
        "story": story
        and {
            "sentence": story.sentence,
            "explanation": story.explanation,
            "panel": display.panel(story.table, day),
        },
        "story_days": story_days(day),
    }
    return render_to_string("portal/_statistics.html", context)


@login_not_required
@require_safe
def statistics_chart(request, key):
    """A drawing of the page as a file, for documents and presentations."""
    form = StatisticsForm(request.GET)
    records = ledger_for(form.way)
    tables = {one: build(one, form.day, records) for one in DRAWN} if key in CHARTS else {}
    drawn = drawing(key, tables, form.day, form.way) if tables else None
    if drawn is None:
        raise Http404("この図はありません。")
    template, context = drawn
    text = render_to_string(template, context | {"day": form.day})
    return HttpResponse(text, content_type="image/svg+xml")


@login_not_required
@require_safe
def statistics_compare(request):
    form = CompareForm(request.GET)
    context = {"form": form, "days": form.days, "content": _compared(*form.days, form.way)}
    return render(request, "portal/statistics_compare.html", context)


@kept(MOST_DAYS)
def _compared(earlier: dt.date, later: dt.date, basis: str) -> SafeString:
    comparison = compare(ledger_for(basis), earlier, later, basis)
    return render_to_string("portal/_statistics_compare.html", {"comparison": comparison})


@login_not_required
@require_safe
def statistics_table(request, key):
    """A table that is a list: T6, T7 and T8."""
    if key not in BROWSED:
        raise Http404("この統計表はありません。")
    form = ListForm(request.GET, key=key)
    found = browsed(key, form, ledger_for(form.way))
    page = Paginator(found.items, found.page_size).get_page(page_number(request.GET.get("page", "")))
    context = {
        "form": form,
        "table": LISTS[key],
        "page": page,
        "unit": found.unit,
        "listed": found.table(list(page)),
        "query": form.query(),
    }
    return render(request, "portal/statistics_table.html", context)


@login_not_required
@require_safe
def statistics_list(request, key):
    """The list behind one number of a table."""
    form = StatisticsForm(request.GET)
    day, records = form.day, ledger_for(form.way)
    table = _table(key, day, records)
    asked = CountForm(request.GET, table=table)
    if not asked.is_valid():
        raise Http404("この数の一覧はありません。")
    page = Paginator(items(asked.count), PAGE_SIZE).get_page(request.GET.get("page"))
    anchor = next((table for table, below in BELOW.items() if key in below), key)
    back = f"{reverse('portal:statistics')}?{display.asked_query(day, form.way)}#{anchor}"
    context = {
        "day": day,
        "table": table,
        "title": asked.title,
        "number": key if key in BUILDERS else "",
        "count": asked.count,
        "unit": LISTINGS[asked.count.of].unit,
        "listed": list_table(asked.title, asked.count, records, page),
        "page": page,
        "figure": asked.figure,
        "query": asked.query(day, form.way),
        "back": back,
    }
    return render(request, "portal/statistics_list.html", context)


def _table(key: str, day: dt.date, records: Ledger) -> StatTable:
    """The table with the key on a day; 404 where there is none."""
    if key in BUILDERS | BREAKDOWNS:
        return build(key, day, records)
    story = story_of(day) if key == "story" else None
    if story is None:
        raise Http404("この統計表はありません。")
    return story.table

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from common.forms import DayForm
from common.kept import kept
from portal.statistics import display
from portal.statistics.forms import CountForm
from portal.statistics.ledger import MOST_DAYS, ledger
from portal.statistics.lists import LISTINGS, items, list_table
from portal.statistics.story import story_days, story_of
from portal.statistics.tables import BREAKDOWNS, BUILDERS, build, build_all

#: More than all local governments, so that the list behind a number of bodies stands on one page.
PAGE_SIZE = 2000


@login_not_required
@require_safe
def statistics(request):
    """Every table on a day, on one page to read and to print."""
    form = DayForm(request.GET)
    return render(request, "portal/statistics.html", {"form": form, "tables": tables_of(form.day)})


@kept(MOST_DAYS)
def tables_of(day):
    """What the page says of a day, as HTML."""
    records = ledger()
    tables, story = build_all(day, records), story_of(day)
    context = {
        "day": day,
        "headlines": display.headlines(tables[0], day, records),
        "panels": [display.panel(table, day) for table in tables],
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
def statistics_list(request, key):
    """The list behind one number of a table."""
    day = DayForm(request.GET).day
    records = ledger()
    table = _table(key, day, records)
    asked = CountForm(request.GET, table=table)
    if not asked.is_valid():
        raise Http404("この数の一覧はありません。")
    page = Paginator(items(asked.count), PAGE_SIZE).get_page(request.GET.get("page"))
    back = f"{reverse('portal:statistics')}?on={day.isoformat()}#{key}"
    context = {
        "day": day,
        "table": table,
        "title": asked.title,
        "number": "" if key == "story" else key,
        "count": asked.count,
        "unit": LISTINGS[asked.count.of].unit,
        "listed": list_table(asked.title, asked.count, records, page),
        "page": page,
        "figure": asked.figure,
        "query": asked.query(day),
        "back": back,
    }
    return render(request, "portal/statistics_list.html", context)


def _table(key, day, records):
    """The table with the key on a day; 404 where there is none."""
    if key in BUILDERS | BREAKDOWNS:
        return build(key, day, records)
    story = story_of(day) if key == "story" else None
    if story is None:
        raise Http404("この統計表はありません。")
    return story.table

"""会員の活動: figures of the board, each of which opens the threads it counts."""

from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bulletin import activity
from bulletin.models import Thread
from common.dates import fiscal_year_label
from common.forms import Choice
from common.lists import page_number
from common.tables import Cell, Column, Table
from municipalities.members import member_page

PAGE_SIZE = 50


class YearForm(forms.Form):
    """Areas and fields of one fiscal year, or of all."""

    year = Choice(label="年度", help_text="エリア別と分野別の表を、その年度に受け付けた投稿に限ります")

    def __init__(self, *args, years: list[int], **kwargs):
        super().__init__(*args, **kwargs)
        labels = [(str(year), fiscal_year_label(year)) for year in reversed(years)]
        self.fields["year"].choices = [("", "すべて"), *labels]

    @property
    def chosen(self) -> int | None:
        self.is_valid()
        asked = self.cleaned_data.get("year")
        return int(asked) if asked else None


@require_safe
@member_page
def figures(request):
    office = request.posting.office
    rows = activity.posted(office)
    form = YearForm(request.GET, years=activity.years_of(rows))
    narrowed = activity.of_year(rows, form.chosen)
    tables = [
        table_of(key, rows if key == "year" else narrowed, office, None if key == "year" else form.chosen)
        for key in activity.TABLES
    ]
    context = {"form": form, "tables": tables if rows else [], "is_secretariat": office.is_secretariat}
    return render(request, "bulletin/activity/figures.html", context)


def table_of(key: str, rows: list, office, year: int | None) -> Table:
    title, _ = activity.TABLES[key]
    measures = activity.measures_for(office)
    columns = [Column(title), *(Column(one.label, unit=one.unit, numeric=True) for one in measures)]
    return Table(
        f"会員の活動（{title}{f'、{fiscal_year_label(year)}' if year and key != 'year' else ''}）",
        columns,
        [
            [Cell(group.key, group.label), *(_cell(key, group, one, found, year) for one in measures)]
            for group, found in activity.grouped(rows, key)
        ],
    )


def _cell(key: str, group, measure, found: list, year: int | None) -> Cell:
    value = measure.tells(found)
    if value is None:
        return Cell(None, "－")
    query = {"table": key, "row": group.key, "count": measure.key} | ({"year": year} if year else {})
    address = f"{reverse('bulletin:activity_list')}?{urlencode(query)}" if measure.counts and value else ""
    return Cell(value, f"{value:,}", address)


@require_safe
@member_page
def listed(request):
    """The threads behind one number."""
    office = request.posting.office
    rows = activity.posted(office)
    form = YearForm(request.GET, years=activity.years_of(rows))
    asked = {name: request.GET.get(name, "") for name in ("table", "row", "count")}
    measure = next((one for one in activity.measures_for(office) if one.key == asked["count"]), None)
    if asked["table"] not in activity.TABLES or measure is None or measure.counts is None:
        raise Http404("この数の一覧はありません。")
    groups = activity.grouped(activity.of_year(rows, form.chosen), asked["table"])
    group, found = next(((one, of) for one, of in groups if one.key == asked["row"]), (None, []))
    if group is None:
        raise Http404("この数の一覧はありません。")
    page = Paginator([row.pk for row in found if measure.counts(row)], PAGE_SIZE)
    page = page.get_page(page_number(request.GET.get("page", "")))
    threads = Thread.objects.visible_to(office).filter(pk__in=list(page)).for_list().order_by("-number")
    query = asked | ({"year": form.chosen} if form.chosen else {})
    context = {
        "title": f"{group.label}　{measure.label}",
        "page": page,
        "table": Table.of(f"{group.label}　{measure.label}", THREAD_COLUMNS, threads),
        "query": urlencode(query),
    }
    return render(request, "bulletin/activity/list.html", context)


THREAD_COLUMNS = [
    Column("番号", lambda thread: Cell(thread.pk, thread.number, thread.get_absolute_url())),
    Column("題名", lambda thread: thread.title),
    Column("投稿した団体", lambda thread: thread.sent_by),
    Column("分野", lambda thread: thread.get_field_display()),
    Column("状態", lambda thread: thread.get_state_display()),
]

"""The directory of local governments: by area and prefecture, by the fifty sounds, on the map."""

from dataclasses import replace
from typing import NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from common.facets import facets
from common.kept import kept
from common.lists import page_number
from municipalities.directory import Directory
from municipalities.forms import KANA_ROWS, DirectoryForm
from portal import tilemap

PAGE = 50
#: Lists of some 30 kB each.
MOST_LISTS = 300


@login_not_required
@require_safe
def directory(request):
    form, page = DirectoryForm(request.GET), page_number(request.GET.get("page", ""))
    form.asked()
    shown = _shown(form, page) if form.errors else _kept(form.query(), page)
    return render(request, "municipalities/list.html", {"form": form, **shown._asdict()})


class Shown(NamedTuple):
    """A page of the directory: which one, for its address, and all that it says."""

    page_obj: Page
    content: SafeString


@kept(MOST_LISTS)
def _kept(query: str, page: int) -> Shown:
    return _shown(DirectoryForm(QueryDict(query)), page)


def _shown(form: DirectoryForm, page: int) -> Shown:
    asked = form.asked()
    found = Directory(asked)
    *places, kana = facets(form, found.counts())
    page = Paginator(found.found(form.order()), PAGE).get_page(page)
    context = {
        "form": form,
        "facets": [*places, replace(kana, values=[])],
        "kana_rows": [[value for value in kana.values if value.value in row] for row in KANA_ROWS],
        "is_whole": not asked,
        "marks": _marks(found, form),
        "bodies": page.object_list,
        "page": page,
        "query": form.query(),
    }
    return Shown(page, render_to_string("municipalities/_list.html", context))


def _marks(found: Directory, form: DirectoryForm) -> list[tilemap.Mark]:
    """The prefectures as ways in, each with its linked bodies."""
    counts, query = found.linked_by_prefecture(), QueryDict(form.query(), mutable=True)
    items = []
    for code, name in form.fields["prefecture"].choices:
        query["prefecture"] = code
        items.append((code[:2], name, counts[code], f"?{query.urlencode()}"))
    return tilemap.prefecture_marks(items, tilemap.Scale.of(counts.values()))

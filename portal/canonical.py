"""The one address of a page: path, the conditions that hold, the place in a list; nothing else that links carry."""

import datetime as dt
from collections.abc import Iterator
from urllib.parse import urlencode

from django.core.paginator import Page
from django.forms import Form
from django.http import HttpRequest

from common.lists import Run

#: Conditions that change the order of a list, not what is on it.
SAME_LIST = {"sort"}


def canonical_address(
    request: HttpRequest, form: Form | None = None, page: Page | None = None, run: Run | None = None
) -> str:
    """`form`: the one that every parameter of the page passed; a value it refuses does not narrow the page.
    A page without a form has no parameters."""
    kept = [*_conditions(form)] if form is not None and _is_asked(form, request) else []
    if page is not None and page.number > 1:
        kept.append(("page", page.number))
    if run is not None and run.first:
        kept += [(name, request.GET[name]) for name in ("after", "before") if name in request.GET][:1]
    return request.build_absolute_uri(request.path + (f"?{urlencode(kept, doseq=True)}" if kept else ""))


def _is_asked(form: Form, request: HttpRequest) -> bool:
    """Whether the form holds what the address asks, be it that of an earlier request for the same (kept)."""
    return form.is_bound and all(form.data.get(name) == request.GET.get(name) for name in form.fields)


def _conditions(form: Form) -> Iterator[tuple[str, object]]:
    """In the form's order and in one way of writing each: the day 平成27年8月1日 is 2015-08-01."""
    for name in form.fields:
        value = None if name in SAME_LIST or name in form.errors else form.cleaned_data.get(name)
        if isinstance(value, dt.date):
            yield name, value.isoformat()
        elif value is True:
            yield name, "true"
        elif value:
            yield name, value

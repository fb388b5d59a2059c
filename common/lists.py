"""Lists of the public site: filtered by a form, counted, in pages."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.views.generic import ListView
from django_filters import ChoiceFilter, FilterSet


class Narrowing(FilterSet):
    """The conditions of a public list; a value that is none of the choices is answered in plain words."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for condition in self.filters.values():
            if isinstance(condition, ChoiceFilter):
                condition.extra["error_messages"] = {
                    "invalid_choice": "この条件は選択肢にありません。選び直すまで、この条件では絞り込みません。"
                }


def page_number(text: str) -> int:
    """The page an address asks for; the first where it names none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 1


def query_of(request: HttpRequest) -> str:
    """What is asked of a list besides the page: goes along to its other pages."""
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()


class PagedList(ListView):
    """A list in pages; an address with a page it does not have shows the nearest one."""

    paginate_by = 20

    def paginate_queryset(self, queryset, page_size):
        paginator = self.get_paginator(queryset, page_size)
        page = paginator.get_page(self.request.GET.get(self.page_kwarg))
        return paginator, page, page.object_list, page.has_other_pages()


@dataclass(frozen=True)
class Run:
    """Some rows of a long list by key: after or before the row that an address names, however deep that lies."""

    rows: list
    first: str  # key to look before, empty at the beginning
    last: str  # key to look after, empty at the end

    @staticmethod
    def place(asked: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """The part of an address that says where in the list it is."""
        return tuple((name, asked[name]) for name in ("after", "before") if name in asked)

    @classmethod
    def of(cls, rows: QuerySet, order: tuple[str, ...], asked: Mapping[str, str], size: int = 20) -> "Run":
        """The rows after `?after=KEY` or before `?before=KEY` in an order whose last field is that key.

        A key that is none begins the list. Rows are dictionaries of the fields of the order and the id.
        """
        back = "after" not in asked and "before" in asked
        given = asked.get("before" if back else "after", "")
        fields = [name.removeprefix("-") for name in order]
        edge = (
            rows.model._base_manager.filter(**{fields[-1]: given}).values(*fields).first()
            if _fits(given)
            else None
        )
        turned = tuple(name[1:] if name.startswith("-") else f"-{name}" for name in order)
        ahead = turned if back and edge else order
        beyond = rows.filter(_beyond(edge, ahead)) if edge else rows
        found = list(beyond.order_by(*ahead).values("pk", *fields)[: size + 1])
        if edge and not found:
            return cls.of(rows, order, {}, size)
        more, found = len(found) > size, found[:size]
        if back and edge:
            found.reverse()
        ends = [str(found[0][fields[-1]]), str(found[-1][fields[-1]])] if found else ["", ""]
        return cls(
            [row["pk"] for row in found],
            first=ends[0] if edge and (more or not back) else "",
            last=ends[1] if more or (back and edge) else "",
        )


def _fits(key: str) -> bool:
    return 0 < len(key) <= 40 and key.isprintable()


def _beyond(edge: dict, order: tuple[str, ...]) -> Q:
    """The condition of lying behind a row in an order: greater in the first field that differs."""
    condition, equal = Q(), Q()
    for name in order:
        field, side = name.removeprefix("-"), "lt" if name.startswith("-") else "gt"
        condition |= equal & Q(**{f"{field}__{side}": edge[field]})
        equal &= Q(**{field: edge[field]})
    return condition

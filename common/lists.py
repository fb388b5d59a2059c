"""Lists of the public site: filtered by a form, counted, in pages."""

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


class PagedList(ListView):
    """A list in pages; an address with a page it does not have shows the nearest one."""

    paginate_by = 20

    def paginate_queryset(self, queryset, page_size):
        paginator = self.get_paginator(queryset, page_size)
        page = paginator.get_page(self.request.GET.get(self.page_kwarg))
        return paginator, page, page.object_list, page.has_other_pages()


class FilteredList(PagedList):
    """A list whose every parameter passes the form of a FilterSet.

    A value the form refuses is told beside its field and does not narrow the list: it is no error of the
    visitor's.
    """

    filterset_class: type[Narrowing]

    def get_queryset(self):
        self.filterset = self.filterset_class(
            self.request.GET, queryset=super().get_queryset(), request=self.request
        )
        return self.filterset.qs

    def get_context_data(self, **kwargs):
        query = self.request.GET.copy()
        query.pop(self.page_kwarg, None)
        return super().get_context_data(form=self.filterset.form, query=query.urlencode(), **kwargs)

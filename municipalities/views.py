from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from common.dates import today
from common.forms import DayForm
from common.lists import FilteredList
from municipalities.coverage import covered
from municipalities.filters import LocalGovernmentFilter
from municipalities.models import Agreement, LocalGovernment, Partnership


@method_decorator(login_not_required, name="dispatch")
class LocalGovernmentList(FilteredList):
    """The directory of today's bodies."""

    filterset_class = LocalGovernmentFilter
    template_name = "municipalities/list.html"
    context_object_name = "bodies"
    paginate_by = 50

    def get_queryset(self):
        day = today()
        ties = Partnership.objects.in_force(day)
        self.queryset = LocalGovernment.objects.on(day).marking_linked(ties.reaching()).for_list()
        return super().get_queryset()


@login_not_required
@require_safe
def agreements(request):
    form = DayForm(request.GET)
    rows = covered(Agreement.objects.with_associations().for_list(), form.day)
    return render(
        request,
        "municipalities/agreements.html",
        {
            "form": form,
            "rows": rows,
            "count": sum(row.in_force for row in rows),
            "sources": _sources(row.agreement for row in rows),
            "total": len({body.pk for row in rows for body in row.members}),
        },
    )


@login_not_required
@require_safe
def companies(request):
    form = DayForm(request.GET)
    rows = [(one, one.is_in_force(form.day)) for one in Agreement.objects.with_companies().for_list()]
    count = sum(in_force for _, in_force in rows)
    sources = _sources(agreement for agreement, _ in rows)
    context = {"form": form, "rows": rows, "count": count, "sources": sources}
    return render(request, "municipalities/companies.html", context)


def _sources(agreements):
    """The documents some agreements are taken from, each once."""
    return list(dict.fromkeys(agreement.source for agreement in agreements if agreement.source))

"""Agreements with companies: what each does and which projects it takes part in."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.forms import DayForm
from municipalities.models import Agreement
from municipalities.views.agreements import sources_of
from portal import bodies as read


@login_not_required
@require_safe
def companies(request):
    form, projects = DayForm(request.GET), read.projects_of_companies()
    rows = [
        (
            one,
            one.state_on(form.day),
            [project for project in projects if one.company.slug in project.companies],
        )
        for one in Agreement.objects.with_companies().for_list()
    ]
    context = {
        "form": form,
        "rows": rows,
        "count": sum(one.is_in_force(form.day) for one, *_ in rows),
        "sources": sources_of(agreement for agreement, *_ in rows),
    }
    return render(request, "municipalities/companies.html", context)

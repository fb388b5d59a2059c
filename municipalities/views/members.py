"""What only members see of each other: who is a member, and which facilities of the wards they may use."""

from django.core.paginator import Paginator
from django.db.models import Exists, Prefetch
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.lists import page_number, query_of
from municipalities.forms.members import FacilityListForm, MemberListForm
from municipalities.members import member_page
from municipalities.models import Facility, LocalGovernment, Office

PAGE = 30


@require_safe
@member_page
def directory(request):
    """Bodies with an office that may act: members in good standing, and wards."""
    form = MemberListForm(request.GET)
    acting = Office.objects.acting()
    offices = Prefetch("offices", queryset=acting.order_by("name"), to_attr="acting")
    bodies = (
        LocalGovernment.objects.filter(Exists(acting.of_outer_body())).for_list().prefetch_related(offices)
    )
    page = Paginator(form.narrow(bodies), PAGE).get_page(page_number(request.GET.get("page", "")))
    context = {
        "form": form,
        "page": page,
        "query": query_of(request),
        "secretariat": Office.objects.of_secretariat().current().order_by("name"),
    }
    return render(request, "municipalities/members/directory.html", context)


@require_safe
@member_page
def facilities(request):
    form = FacilityListForm(request.GET)
    found = form.narrow(Facility.objects.offered().for_list())
    page = Paginator(found, PAGE).get_page(page_number(request.GET.get("page", "")))
    context = {"form": form, "page": page, "query": query_of(request)}
    return render(request, "municipalities/members/facilities.html", context)

"""Pages about the project itself, and whether the site is well."""

from django.contrib.auth.decorators import login_not_required
from django.db import Error
from django.http import JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.jobs import conditions
from bulletin.models import PolicyReference, Publication
from common.dates import today
from municipalities.models import Agreement, Partnership
from portal import timeline
from portal.plan import Plan
from portal.schedule import JOBS
from projects.models import DisasterSupport, PlanItem, Project

#: Publications that /about/ names; the others stand in their list.
NEWEST = 10


@login_not_required
@require_safe
def about(request):
    day = today()
    agreements = Agreement.objects.in_force(day)
    return render(
        request,
        "portal/about.html",
        {
            "day": day,
            "partners": Partnership.objects.in_force(day).partner_count(),
            "projects": Project.objects.published().top_level().count(),
            **agreements.tally(),
            "publications": Publication.objects.published().newest().defer("body")[:NEWEST],
            "policies": PolicyReference.objects.all(),
            "support": DisasterSupport.objects.select_related("body__prefecture", "source"),
        },
    )


@login_not_required
@require_safe
def history(request):
    return render(request, "portal/history.html", {"years": timeline.years()})


@login_not_required
@require_safe
def plan(request):
    items = PlanItem.objects.select_related("source").prefetch_related("cells")
    return render(request, "portal/plan.html", {"plan": Plan(items)})


@login_not_required
@require_safe
@never_cache
def healthz(request):
    """200 while the database answers, 503 otherwise; and whether the worker does what is due."""
    try:
        jobs = conditions(JOBS, now=timezone.now())
    except Error:
        return JsonResponse({"status": "error", "database": "unreachable"}, status=503)
    late = [job.name for job, _, is_late in jobs if is_late]
    failing = [condition.job.name for condition in jobs if condition.is_failing]
    state = "late" if late else "failing" if failing else "ok"
    return JsonResponse({"status": "ok", "database": "ok", "jobs": state, "late": late, "failing": failing})

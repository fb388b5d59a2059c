"""How to join, the terms, accessibility, and the map of the site."""

import datetime as dt

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.guard import WINDOW
from municipalities.terms import TERMS_SINCE
from portal import accessibility as checked
from portal.models import Figure, Inquiry
from portal.site_map import SECTIONS


@login_not_required
@require_safe
def join(request):
    return render(
        request,
        "portal/join.html",
        {
            "members": Figure.objects.last_published("T1", "members"),
            "kind": Inquiry.Kind.MEMBERSHIP,
        },
    )


@login_not_required
@require_safe
def policy(request):
    hours = WINDOW // dt.timedelta(hours=1)
    return render(
        request,
        "portal/policy.html",
        {
            "since": TERMS_SINCE,
            "retention_days": settings.INQUIRY_RETENTION_DAYS,
            "survey_retention_days": settings.SURVEY_CONTACT_RETENTION_DAYS,
            "window_hours": hours,
        },
    )


@login_not_required
@require_safe
def accessibility(request):
    return render(
        request,
        "portal/accessibility.html",
        {
            "checks": checked.CHECKS,
            "checked_on": checked.CHECKED_ON,
            "kind": Inquiry.Kind.ACCESSIBILITY,
        },
    )


@login_not_required
@require_safe
def sitemap(request):
    return render(request, "portal/sitemap.html", {"sections": SECTIONS})

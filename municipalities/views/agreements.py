"""Agreements with associations, their members derived for a day."""

import datetime as dt

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from common.forms import DayForm
from common.kept import kept
from municipalities.coverage import covered
from municipalities.models import Agreement

#: Days that visitors ask about, some 40 kB each.
MOST_DAYS = 50


@login_not_required
@require_safe
def agreements(request):
    form = DayForm(request.GET)
    return render(request, "municipalities/agreements.html", {"form": form, "content": _content(form.day)})


@kept(MOST_DAYS)
def _content(day: dt.date) -> SafeString:
    rows = covered(Agreement.objects.with_associations().for_list(), day)
    context = {
        "day": day,
        "rows": rows,
        "count": sum(row.in_force for row in rows),
        "sources": sources_of(row.agreement for row in rows),
        "total": len({body.pk for row in rows for body in row.members}),
    }
    return render_to_string("municipalities/_agreements.html", context)


def sources_of(agreements):
    """The documents some agreements are taken from, each once."""
    return list(dict.fromkeys(agreement.source for agreement in agreements if agreement.source))

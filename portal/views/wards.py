"""The special wards: all of them side by side, and the page of each."""

from collections import Counter
from itertools import groupby

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from common.kept import kept
from municipalities.forms import WardSortForm
from municipalities.models import LocalGovernment
from portal import bodies as read
from portal import tilemap
from portal.views.bodies import count, page_or_404

MOST_WARDS = 23


@login_not_required
@require_safe
def wards(request):
    form, wards = WardSortForm(request.GET), read.wards_with_counts()
    marks = [(ward.code, ward.name, ward.partners or None, ward.get_absolute_url()) for ward in wards]
    context = {
        "form": form,
        "wards": form.in_order(wards),
        "orders": form.orders,
        "unnamed": wards[0].unnamed if wards else 0,
        "joint": wards[0].joint if wards else 0,
        "marks": tilemap.ward_marks(marks, tilemap.Scale.of(ward.partners for ward in wards)),
    }
    return render(request, "municipalities/wards.html", context)


@login_not_required
@require_safe
def ward(request, code):
    ward, _ = page_or_404(code)
    if ward.kind != LocalGovernment.Kind.SPECIAL_WARD:
        return redirect(ward, permanent=True)
    return render(request, "municipalities/ward.html", {"ward": ward, "content": _content(ward)})


@kept(MOST_WARDS)
def _content(ward: LocalGovernment) -> SafeString:
    ties, own, joint = read.ties_of_ward(ward.pk), read.projects_of_ward(ward.pk), read.joint_projects()
    context = {
        "ward": ward,
        "areas": by_area(ties),
        "tie_count": len(ties),
        "partner_count": len({tie.partner_id for tie in ties}),
        "marks": partner_marks(ties),
        "own": own,
        "own_count": count(own),
        "joint": joint,
        "joint_count": count(joint),
        "topics": read.topics_of_ward(ward.pk),
        "events": read.events_of_ward(ward.pk),
    }
    return render_to_string("municipalities/_ward.html", context)


def by_area(ties: list) -> list[tuple[str, list]]:
    """Ties under the area of their partner, from north to south."""
    ties = sorted(ties, key=lambda tie: (tie.partner.code, tie.kind))
    return [(name, list(group)) for name, group in groupby(ties, key=lambda tie: tie.partner.area_name)]


def partner_marks(ties: list) -> list[tilemap.Mark]:
    """Number of partners per prefecture, the prefecture itself among them where it is one."""
    partners = {tie.partner_id: tie.partner for tie in ties}.values()
    prefectures = {partner.code[:2]: partner.prefecture or partner for partner in partners}
    counts = Counter(partner.code[:2] for partner in partners)
    return tilemap.prefecture_marks(
        [
            (number, prefecture.name, counts[number], prefecture.get_absolute_url())
            for number, prefecture in sorted(prefectures.items())
        ],
        tilemap.Scale.of(counts.values()),
    )

"""Pages of prefectures, municipalities and special wards: who a body is and all it does with the project."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from common.dates import today
from municipalities.forms import CameFromForm
from municipalities.models import (
    Agreement,
    BoundaryChange,
    LocalGovernment,
    Membership,
    NameVariant,
    Partnership,
)
from projects.models import Project

Kind = LocalGovernment.Kind

#: Projects shown on the page of a body; the rest stand in the list of projects, narrowed to the body.
MOST_PROJECTS = 30


def _body_or_404(code: str) -> LocalGovernment:
    bodies = Membership.objects.active(today()).mark(LocalGovernment.objects.select_related("prefecture"))
    try:
        return bodies.bearing(code)
    except LocalGovernment.DoesNotExist as error:
        raise Http404(str(error)) from error


@login_not_required
@require_safe
def body(request, code):
    body = _body_or_404(code)
    if body.valid_to and body.valid_to <= today():
        return _ended(request, body)
    if body.kind == Kind.SPECIAL_WARD:
        return redirect(body, permanent=True)
    return _prefecture(request, body) if body.kind == Kind.PREFECTURE else _municipality(request, body)


def _municipality(request, body):
    day, was = today(), CameFromForm(request.GET).code
    ties = list(Partnership.objects.in_force(day).of_partner(body).for_list())
    changes = list(BoundaryChange.objects.touching(body, came_from=was))
    return render(
        request,
        "municipalities/detail.html",
        {
            "body": body,
            "day": day,
            "ties": ties,
            "names_no_ward": any(tie.ward_id is None for tie in ties),
            "agreements": Agreement.objects.in_force(day).covering(body, day).for_page(),
            "projects": Project.objects.published().of_body(body).with_years()[:MOST_PROJECTS],
            "most": MOST_PROJECTS,
            "names": NameVariant.objects.of_body(body),
            "changes": changes,
            "led_here": [change for change in changes if change.led_here],
        },
    )


def _prefecture(request, body):
    day = today()
    ties = Partnership.objects.in_force(day)
    municipalities = list(
        LocalGovernment.objects.on(day)
        .municipalities()
        .filter(prefecture=body)
        .marking_linked(ties.reaching())
        .for_list()
    )
    return render(
        request,
        "municipalities/prefecture.html",
        {
            "body": body,
            "ties": ties.of_partner(body).for_list(),
            "municipalities": municipalities,
            "linked_count": sum(one.is_linked for one in municipalities),
            "agreements": Agreement.objects.in_force(day).with_associations_of(body).for_page(),
            "projects": Project.objects.published().of_prefecture(body).with_years()[:MOST_PROJECTS],
        },
    )


def _ended(request, body):
    """On to what the body became; to the story of it where that is not one body."""
    changes = list(BoundaryChange.objects.ending(body))
    heirs = {heir for change in changes for heir in change.successors.all()}
    if len(heirs) == 1:
        return redirect(f"{heirs.pop().get_absolute_url()}?was={body.code}", permanent=True)
    return render(request, "municipalities/ended.html", {"body": body, "changes": changes})


@login_not_required
@require_safe
def wards(request):
    ties = Partnership.objects.in_force(today())
    projects = Project.objects.published()
    return render(
        request,
        "municipalities/wards.html",
        {
            "wards": LocalGovernment.objects.on(today())
            .special_wards()
            .annotate(partners=ties.per_ward(), projects=projects.per_ward())
            .for_list(),
            "unnamed": ties.naming_no_ward().partner_count(),
            "joint": projects.joint().count(),
        },
    )


@login_not_required
@require_safe
def ward(request, code):
    ward = _body_or_404(code)
    if ward.kind != Kind.SPECIAL_WARD:
        return redirect(ward, permanent=True)
    in_force = Partnership.objects.in_force(today())
    ties, unnamed = list(in_force.of_ward(ward).for_list()), in_force.naming_no_ward().partner_count()
    published = Project.objects.published()
    projects = published.entries_of(published.of_body(ward))
    return render(
        request,
        "municipalities/ward.html",
        {
            "ward": ward,
            "ties": ties,
            "partner_count": len({tie.partner_id for tie in ties}),
            "own": projects.besides_joint().with_years()[:MOST_PROJECTS],
            "joint": projects.joint().with_years()[:MOST_PROJECTS],
            **projects.tally_joint(),
            "unnamed": unnamed,
        },
    )

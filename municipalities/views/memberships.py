"""Registrations: confirmed each year by the body's own offices, kept by the secretariat."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.answers import permitted, saying
from common.dates import fiscal_year, today
from common.lists import page_number, query_of
from common.moves import Refused
from municipalities.actions import memberships as actions
from municipalities.actions import offices as office_actions
from municipalities.forms.memberships import MembershipListForm, MembershipMoveForm
from municipalities.forms.offices import InvitationForm
from municipalities.members import member_page, secretariat_page
from municipalities.models import Invitation, Membership, Office, Posting
from municipalities.transitions import MEMBERSHIP_MOVES, SECRETARIAT

#: Move of the secretariat → its action.
MOVES = {"suspend": actions.suspend, "resume": actions.resume, "withdraw": actions.withdraw}


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def confirm(request):
    """The yearly confirmation by an office of the body."""
    office = request.posting.office
    membership = get_object_or_404(Membership.objects.active(today()), body=office.body_id)
    if request.method == "POST":
        permitted(request, "municipalities.edit_for_office", office)
        with saying(request, "登録内容を確認しました。次の確認は、来年度の4月です。"):
            actions.confirm(membership=membership, by=request.user)
        return redirect("portal:members")
    context = {
        "membership": membership,
        "office": office,
        "offices": Office.objects.current().filter(body=office.body_id),
        "people": Posting.objects.present().in_office(office),
        "year": fiscal_year(today()),
        "may_confirm": request.posting.may_edit,
    }
    return render(request, "municipalities/members/confirm_membership.html", context)


@require_safe
@secretariat_page
def memberships(request):
    form = MembershipListForm(request.GET)
    page = Paginator(form.narrow(Membership.objects.for_list()), 50)
    page = page.get_page(page_number(request.GET.get("page", "")))
    context = {"form": form, "page": page, "query": query_of(request)}
    return render(request, "municipalities/members/memberships.html", context)


@require_safe
@secretariat_page
def membership(request, code):
    return show(request, latest_or_404(code), InvitationForm(initial={"role": Posting.Role.ADMINISTRATOR}))


def show(request, found: Membership, form: InvitationForm):
    offices = Office.objects.current().filter(body=found.body)
    context = {
        "membership": found,
        "moves": moves_for(request, found),
        "events": found.events.select_related("by").order_by("-pk"),
        "offices": offices.with_people(),
        "invitations": Invitation.objects.pending().filter(office__in=offices).select_related("office"),
        "domains": found.body.known_domains.all(),
        "earlier": Membership.objects.filter(body=found.body).exclude(pk=found.pk),
        "form": form,
        "supervises": request.posting.may_approve,
    }
    return render(request, "municipalities/members/membership.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat_page
def move_membership(request, code, move):
    """Asks once more, with the reason; then does it."""
    found = latest_or_404(code)
    if move not in MOVES:
        raise Http404
    permitted(request, "municipalities.keep_membership", found)
    form = MembershipMoveForm(request.POST if request.method == "POST" else None, move=move)
    if form.is_valid():
        try:
            MOVES[move](membership=found, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{found.body}：{MEMBERSHIP_MOVES[move].told}。")
            return redirect(found)
    context = {"membership": found, "form": form, "name": move, "move": MEMBERSHIP_MOVES[move]}
    return render(request, "municipalities/members/move_membership.html", context)


@require_POST
@secretariat_page
def invite_administrator(request, code):
    """To an office whose administrators are out of reach."""
    found = latest_or_404(code)
    offices = Office.objects.current().filter(body=found.body)
    key = request.POST.get("office", "")
    office = get_object_or_404(offices, pk=key if key.isascii() and key.isdigit() and len(key) < 19 else None)
    permitted(request, "municipalities.supervise_office", office)
    form = InvitationForm(request.POST)
    if form.is_valid():
        with saying(request, f"{form.cleaned_data['email']} に招待のメールを送ります。"):
            office_actions.invite(office=office, by=request.user, **form.cleaned_data)
        return redirect(found)
    return show(request, found, form)


def latest_or_404(code: str) -> Membership:
    found = Membership.objects.for_list().filter(body__code=code).order_by("-registered_on").first()
    if found is None:
        raise Http404
    return found


def moves_for(request, found: Membership) -> dict:
    if not request.user.has_perm("municipalities.keep_membership", found):
        return {}
    return {
        name: move
        for name, move in MEMBERSHIP_MOVES.items()
        if move.who == SECRETARIAT and found.standing in move.sources
    }

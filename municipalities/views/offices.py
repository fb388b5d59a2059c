"""The office that a person acts for: its details, its people, who is invited, who asks to join."""

import datetime as dt

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.answers import permitted, saying
from common.moves import Refused
from municipalities.actions import offices as actions
from municipalities.forms.offices import (
    ChooseOfficeForm,
    EndForm,
    InvitationForm,
    OfficeForm,
    PendingInvitationForm,
    RoleForm,
)
from municipalities.members import CHOSEN_OFFICE, member_page
from municipalities.models import Invitation, MembershipApplication, Posting
from municipalities.models.offices import postings_of

ADMINISTER = "municipalities.administer_office"


@require_safe
@member_page
def office(request):
    return show(request, InvitationForm())


def show(request, form: InvitationForm, status: int = 200):
    """The office's page; `form` comes back with what was typed."""
    office = request.posting.office
    administers = request.user.has_perm(ADMINISTER, office)
    applications = MembershipApplication.objects.for_list().for_office(office).waiting()
    context = {
        "office": office,
        "administers": administers,
        "people": Posting.objects.present().in_office(office),
        "past": Posting.objects.past().in_office(office).order_by("-valid_to")[:20],
        "invitations": Invitation.objects.in_office(office).pending() if administers else (),
        "applications": applications if administers and not office.is_secretariat else (),
        "form": form,
        "roles": Posting.Role.choices,
    }
    return render(request, "municipalities/members/office.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def edit(request):
    office = request.posting.office
    permitted(request, ADMINISTER, office)
    form = OfficeForm(request.POST or None, instance=office)
    if form.is_valid():
        with saying(request, "課の情報を変更しました。"):
            actions.update_office(office=office, by=request.user, **form.cleaned_data)
        return redirect("municipalities:office")
    return render(request, "municipalities/members/edit_office.html", {"form": form, "office": office})


@require_POST
@member_page
def invite(request):
    office = request.posting.office
    permitted(request, ADMINISTER, office)
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return show(request, form)
    try:
        actions.invite(office=office, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error("email", str(refusal))
        return show(request, form)
    messages.success(request, f"{form.cleaned_data['email']} に招待のメールを送ります。")
    return redirect("municipalities:office")


@require_POST
@member_page
def cancel_invitation(request):
    office = request.posting.office
    permitted(request, ADMINISTER, office)
    invitation = chosen_or_404(PendingInvitationForm(request.POST, office=office), "invitation")
    with saying(request, "招待を取り消しました。"):
        actions.cancel_invitation(invitation=invitation, by=request.user)
    return redirect("municipalities:office")


@require_POST
@member_page
def change_role(request):
    office = request.posting.office
    permitted(request, ADMINISTER, office)
    form = RoleForm(request.POST, office=office)
    posting = chosen_or_404(form, "posting")
    with saying(request, f"{posting.user.name}さんの役割を変更しました。"):
        actions.change_role(posting=posting, role=form.cleaned_data["role"], by=request.user)
    return redirect("municipalities:office")


@require_POST
@member_page
def end(request):
    """Of an own posting by oneself, of the others by the administrators; asked for the day first."""
    office = request.posting.office
    form = EndForm(request.POST if "last_day" in request.POST else None, office=office)
    posting = meant_or_404(form, request)
    if posting.user_id != request.user.pk:
        permitted(request, ADMINISTER, office)
    if form.is_valid():
        try:
            first_day_without = form.cleaned_data["last_day"] + dt.timedelta(days=1)
            actions.end_posting(posting=posting, on=first_day_without, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{posting.user.name}さんの所属の終わりを登録しました。")
            return redirect("municipalities:office")
    context = {"form": form, "posting": posting, "office": office}
    return render(request, "municipalities/members/end_posting.html", context)


def meant_or_404(form: EndForm, request) -> Posting:
    """The posting named, whether or not the rest of the form is right."""
    postings = form.fields["posting"].queryset
    key = request.POST.get("posting", "")
    posting = postings.filter(pk=key).first() if key.isascii() and key.isdigit() and len(key) < 19 else None
    if posting is None:
        raise Http404
    return posting


def chosen_or_404(form, name: str):
    """What a button of our page names; anything else is no page."""
    if not form.is_valid():
        raise Http404
    return form.cleaned_data[name]


@require_POST
@member_page
def choose(request):
    """Which office a person with several acts for, until another is chosen."""
    form = ChooseOfficeForm(request.POST, postings=postings_of(request.user))
    request.session[CHOSEN_OFFICE] = int(chosen_or_404(form, "office"))
    return redirect("portal:members")

"""引継ぎ: what lies with the office, who is in it, and who takes it over from which day."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from bulletin.unfinished import drafts_of
from common.moves import Refused
from municipalities.actions import offices as actions
from municipalities.forms.offices import HandoverForm
from municipalities.members import member_page
from municipalities.models import Invitation, Posting
from portal.inbox import owed
from portal.models import InboxCalendar


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def handover(request):
    """One's own post; an administrator may hand over that of anybody in the office."""
    office, data = request.posting.office, request.POST if request.method == "POST" else None
    administers = request.user.has_perm("municipalities.administer_office", office)
    form = HandoverForm(data, office=office, own=request.posting, administers=administers)
    if form.is_valid():
        try:
            actions.hand_over(by=request.user, **form.answer)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "引継ぎを登録しました。関係する方に、メールで知らせます。")
            return redirect("portal:handover")
    context = {
        "form": form,
        "office": office,
        "posting": request.posting,
        "owed": owed(office),
        "drafts": drafts_of(office),
        "watches": office.watches.select_related("category"),
        "muted": office.muted_categories.select_related("category"),
        "calendar": InboxCalendar.objects.filter(office=office).first(),
        "people": Posting.objects.present().in_office(office),
        "invitations": Invitation.objects.in_office(office).open(),
    }
    return render(request, "portal/members/handover.html", context)

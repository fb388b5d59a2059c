"""For who is signed in, whether or not the person acts for an office: how things stand with the application."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.answers import saying
from common.moves import Refused
from municipalities.actions import applications
from municipalities.forms.applications import ApplicationForm
from municipalities.models import MembershipApplication, Posting
from municipalities.models.offices import postings_of

State = MembershipApplication.State

#: What happens next, in words for the applicant.
NEXT = {
    State.SUBMITTED: "確認のメールを開き、「メールアドレスを確認する」を押してください。審査は、そのあとに始まります。",
    State.CONFIRMED: "審査をお待ちください。結果はメールでお知らせします。自治体に電話などで確認することがあります。",
    State.IN_REVIEW: "内容を確認しています。結果はメールでお知らせします。",
    State.RETURNED: "下の理由をご覧のうえ、内容を直して出し直してください。期限はありません。",
    State.APPROVED: "会員ページを使えます。",
    State.DECLINED: "内容を改めて、もう一度申請できます。ご不明な点は、事務局へお問い合わせください。",
    State.WITHDRAWN: "もう一度申請できます。",
}


@require_safe
def standing(request):
    found = list(MembershipApplication.objects.of(request.user))
    newest = found[0] if found else None
    context = {
        "application": newest,
        "next": NEXT[newest.state] if newest else "",
        "may_edit": newest and newest.state == State.RETURNED,
        "earlier": found[1:],
        "postings": postings_of(request.user),
        # Of a body whose registration is suspended or has ended.
        "resting": Posting.objects.current().of(request.user) if not postings_of(request.user) else (),
    }
    return render(request, "municipalities/members/standing.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_application(request):
    """What was sent back, to be changed and sent again."""
    application = own_open(request)
    if application.state != State.RETURNED:
        raise Http404
    initial = {"body_name": str(application.body)}
    form = ApplicationForm(request.POST or None, instance=application, initial=initial)
    if form.is_valid():
        try:
            applications.resubmit(application=application, changes=form.changes, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("municipalities:standing")
    context = {"form": form, "application": application}
    return render(request, "municipalities/members/edit_application.html", context)


@require_POST
def withdraw_application(request):
    """Asked once more before it is done."""
    application = own_open(request)
    if "confirmed" not in request.POST:
        return render(
            request, "municipalities/members/withdraw_application.html", {"application": application}
        )
    with saying(request, "申請を取り下げました。"):
        applications.withdraw(application=application, by=request.user)
    return redirect("municipalities:standing")


def own_open(request) -> MembershipApplication:
    return get_object_or_404(MembershipApplication.objects.of(request.user).open())

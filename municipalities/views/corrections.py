"""Corrections of what the directory says of a body."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.doing import bound, done, refused
from common.answers import permitted, saying
from common.lists import page_number
from municipalities.actions import corrections as actions
from municipalities.forms.corrections import CorrectionDecisionForm, CorrectionForm
from municipalities.members import member_page, secretariat_page
from municipalities.models import FactCorrection


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def correct_facts(request):
    """What the directory says of the own body, what waits, and what became of earlier proposals."""
    office = request.posting.office
    if office.is_secretariat:
        raise Http404
    permitted(request, "municipalities.edit_for_office", office)
    form = bound(request, CorrectionForm, initial=CorrectionForm.of(office.body))

    def work() -> str:
        actions.propose_correction(
            office=office, by=request.user, facts=form.facts(), ground=form.cleaned_data["ground"]
        )
        return reverse("municipalities:correct_facts")

    told = "訂正を提案しました。事務局が確かめて、結果をメールでお知らせします。"
    if answer := done(request, form, work, told):
        return answer
    found = FactCorrection.objects.of(office.body).for_list()
    context = {
        "form": form,
        "body": office.body,
        "waiting": found.waiting().first(),
        "earlier": found.exclude(state=FactCorrection.State.WAITING)[:10],
    }
    return render(
        request, "municipalities/members/correct_facts.html", context, status=refused(request, form)
    )


@require_POST
@member_page
def withdraw_correction(request):
    office = request.posting.office
    permitted(request, "municipalities.edit_for_office", office)
    found = get_object_or_404(FactCorrection.objects.filter(body=office.body_id).waiting())
    with saying(request, "訂正の提案を取り下げました。"):
        actions.withdraw_correction(correction=found, by=request.user)
    return redirect("municipalities:correct_facts")


@require_safe
@secretariat_page
def corrections(request):
    page = Paginator(FactCorrection.objects.for_list().waiting_first(), 30)
    page = page.get_page(page_number(request.GET.get("page", "")))
    return render(request, "municipalities/members/corrections.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat_page
def correction(request, pk):
    """Side by side what the directory says and what it is to say; the decision."""
    found = get_object_or_404(FactCorrection.objects.for_list(), pk=pk)
    may_decide = found.is_waiting and request.user.has_perm("municipalities.decide_factcorrection", found)
    if request.method == "POST":
        permitted(request, "municipalities.decide_factcorrection", found)
    form = bound(request, CorrectionDecisionForm)

    def work() -> str:
        if form.cleaned_data["decision"] == "accept":
            actions.accept_correction(correction=found, by=request.user)
        else:
            actions.decline_correction(correction=found, by=request.user, reason=form.cleaned_data["reason"])
        return reverse("municipalities:corrections")

    if answer := done(request, form, work, f"{found.body}の訂正の提案について、提案した課に知らせます。"):
        return answer
    context = {"correction": found, "form": form, "may_decide": may_decide}
    return render(request, "municipalities/members/correction.html", context, status=refused(request, form))

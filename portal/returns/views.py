from django.shortcuts import render
from django.urls import reverse

from accounts.doing import bound, done, refused
from municipalities.members import secretariat_page
from portal.returns.closing import close_year
from portal.returns.forms import CloseForm
from surveys.returns.checking import campaign_of


@secretariat_page
def close(request, year):
    """Asks first: what is closed changes no more, and goes on as the statistics of the year."""
    campaign = campaign_of(request, year)
    outstanding = list(campaign.returns.outstanding().select_related("ward").order_by("ward__code"))
    form = bound(request, CloseForm, outstanding=outstanding)

    def work() -> str:
        missing = form.cleaned_data.get("missing", [])
        release = close_year(campaign=campaign, by=request.user, missing=missing)
        return reverse("portal:prepared_release", args=[release.pk])

    answer = done(
        request, form, work, "調査を確定し、年次統計を作成しました。別の担当者が確認して公表します。"
    )
    context = {"form": form, "campaign": campaign, "outstanding": outstanding}
    return answer or render(request, "surveys/returns/close.html", context, status=refused(request, form))

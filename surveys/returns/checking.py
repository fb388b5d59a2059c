"""The pages of the secretariat: the question of a year, the state of all wards, what goes back or is accepted."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.doing import bound, done, refused
from common.forms import OnceForm
from common.stale import is_stale, on_ground_of
from municipalities.members import secretariat_page
from surveys.models import ReturnCampaign, YearlyReturn
from surveys.returns import reading
from surveys.returns.acceptance import accept_return
from surveys.returns.actions import edit_campaign, open_campaign, prepare_campaign, send_back
from surveys.returns.forms import CampaignForm, NewCampaignForm, SendBackForm, VersionForm
from surveys.returns.pages import back_to, may, of_any_return


def campaign_of(request, year: int, *, to_write: bool = True) -> ReturnCampaign:
    if to_write and not request.user.has_perm("municipalities.edit_as_secretariat"):
        raise PermissionDenied
    return get_object_or_404(ReturnCampaign, fiscal_year=year)


@secretariat_page
def new_campaign(request):
    if not request.user.has_perm("municipalities.edit_as_secretariat"):
        raise PermissionDenied
    form = bound(request, NewCampaignForm)

    def work() -> str:
        names = ("fiscal_year", "due_on", "guidance")
        values = {name: form.cleaned_data[name] for name in names}
        return prepare_campaign(**values, by=request.user).get_absolute_url()

    answer = done(request, form, work, "調査を用意しました。確かめて、受付を始めてください。")
    return answer or render(
        request, "surveys/returns/campaign.html", {"form": form}, status=refused(request, form)
    )


@secretariat_page
def edit(request, year):
    campaign = campaign_of(request, year)
    form = bound(request, CampaignForm, campaign=campaign)

    def work() -> str:
        values = {name: form.cleaned_data[name] for name in ("due_on", "guidance")}
        return edit_campaign(campaign=campaign, **values, by=request.user).get_absolute_url()

    answer = done(request, form, work, "保存しました。")
    context = {"form": form, "campaign": campaign}
    return answer or render(request, "surveys/returns/campaign.html", context, status=refused(request, form))


@secretariat_page
def open_page(request, year):
    """Asks first: all wards are written to."""
    campaign = campaign_of(request, year)
    form = bound(request, OnceForm)

    def work() -> str:
        return open_campaign(campaign=campaign, by=request.user).get_absolute_url()

    answer = done(request, form, work, "受付を始め、各区に知らせました。")
    context = {"form": form, "campaign": campaign}
    return answer or render(request, "surveys/returns/open.html", context, status=refused(request, form))


@require_safe
@secretariat_page
def board(request, year):
    """The 23 wards: how far each is."""
    campaign = campaign_of(request, year, to_write=False)
    rows = list(YearlyReturn.objects.filter(campaign=campaign).for_board())
    for one in rows:
        one.campaign = campaign
    tally = [
        (label, state, sum(one.state == state for one in rows)) for state, label in YearlyReturn.State.choices
    ]
    context = {"campaign": campaign, "rows": rows, "tally": tally, "posting": request.posting}
    return render(request, "surveys/returns/board.html", context)


@of_any_return
@may("check")
def return_page(request, found):
    form = bound(request, SendBackForm)

    def work() -> str:
        send_back(yearly_return=found, by=request.user, reason=form.cleaned_data["reason"])
        return reverse("returns:board", args=[found.campaign.fiscal_year])

    answer = done(request, form, work, f"{found.ward.name}に差し戻しました。")
    context = {"form": form, "found": found}
    return answer or render(request, "surveys/returns/send_back.html", context, status=refused(request, form))


@of_any_return
@may("check")
def accept(request, found):
    form = bound(request, VersionForm, version=found.version)

    def work() -> str:
        version = form.cleaned_data["version"] or 0
        accept_return(yearly_return=found, by=request.user, version=version)
        return back_to(found)

    answer = done(request, form, work, f"{found.ward.name}の回答を受理し、台帳に反映しました。")
    if answer:
        return answer
    if is_stale(form):
        on_ground_of(form, found.version)
    context = {"form": form, **reading.submission_of(found)}
    return render(request, "surveys/returns/accept.html", context, status=refused(request, form))

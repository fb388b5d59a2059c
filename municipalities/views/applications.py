"""Applications for membership, for who decides them: the secretariat, and an office's administrators for their own."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import record
from common.answers import permitted, saying
from common.dates import today
from common.lists import page_number, query_of
from common.moves import Refused
from municipalities import transitions
from municipalities.actions import applications as actions
from municipalities.forms.applications import ApplicationListForm, DecisionForm, ForwardForm
from municipalities.hints import domain_hints
from municipalities.members import member_page, secretariat_page
from municipalities.models import Membership, MembershipApplication

#: Move of who decides → its action.
DECISIONS = {
    "take_up": actions.take_up,
    "approve": actions.approve,
    "send_back": actions.send_back,
    "decline": actions.decline,
}


@require_safe
@secretariat_page
def queue(request):
    form = ApplicationListForm(request.GET)
    found = form.narrow(MembershipApplication.objects.for_list())
    page = Paginator(found, 30).get_page(page_number(request.GET.get("page", "")))
    hints = domain_hints(page.object_list)
    context = {
        "form": form,
        "page": page,
        "rows": [(application, hints[application.pk]) for application in page.object_list],
        "query": query_of(request),
    }
    return render(request, "municipalities/members/applications.html", context)


@require_safe
@member_page
def application(request, number):
    """Personal data: each reading is in the audit record."""
    found = handled_or_404(request, number)
    record(
        by=request.user,
        verb="application.read",
        target=f"municipalities.membershipapplication:{found.pk}",
        summary=f"会員登録申請{found.number}を閲覧",
    )
    context = {
        "application": found,
        "moves": decisions_for(found, request.user),
        "hint": domain_hints([found])[found.pk],
        "membership": Membership.objects.active(today()).filter(body=found.body).first(),
        "offices": found.body.offices.current(),
        "others": MembershipApplication.objects.for_list().filter(body=found.body).exclude(pk=found.pk)[:10],
        "steps": found.steps.select_related("by", "office__body__prefecture"),
        "forward": ForwardForm(application=found) if may_forward(request, found) else None,
    }
    return render(request, "municipalities/members/application.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def decide(request, number, move):
    """Asks once more, with the reason or the role; then does it."""
    found = handled_or_404(request, number)
    if move not in DECISIONS:
        raise Http404
    permitted(request, "municipalities.decide_membershipapplication", found)
    if request.method != "POST" and found.state not in transitions.APPLICATION_MOVES[move].sources:
        return redirect("municipalities:application", number)
    form = DecisionForm(request.POST or None, application=found, move=move)
    if form.is_valid() and done(request, found, move, form):
        return redirect("municipalities:application", number)
    step = transitions.APPLICATION_MOVES[move]
    context = {
        "application": found,
        "form": form,
        "name": move,
        "move": step,
        "hint": domain_hints([found])[found.pk],
    }
    return render(request, "municipalities/members/decide.html", context)


def done(request, found: MembershipApplication, move: str, form: DecisionForm) -> bool:
    try:
        DECISIONS[move](application=found, by=request.user, **form.answer)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"{found.number}：{transitions.APPLICATION_MOVES[move].told}。")
    return True


@require_POST
@secretariat_page
def forward(request, number):
    found = handled_or_404(request, number)
    permitted(request, "municipalities.decide_membershipapplication", found)
    form = ForwardForm(request.POST, application=found)
    if not form.is_valid():
        raise Http404
    with saying(request, "判断する課を変えました。"):
        actions.forward(application=found, office=form.cleaned_data["office"], by=request.user)
    return redirect("municipalities:application", number)


def handled_or_404(request, number: str) -> MembershipApplication:
    """One that the person handles; one's own application is seen on the page of its standing."""
    found = get_object_or_404(
        MembershipApplication.objects.visible_to(request.user).for_list(), number=number
    )
    if found.handling_posting(request.user) is None:
        raise Http404
    return found


def decisions_for(found: MembershipApplication, user) -> dict:
    return {name: move for name, move in transitions.moves_for(found, user).items() if name in DECISIONS}


def may_forward(request, found: MembershipApplication) -> bool:
    posting = found.handling_posting(request.user)
    return found.is_waiting and posting.office.is_secretariat and posting.may_approve

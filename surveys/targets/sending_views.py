"""Letters and reminders: who is written to, and that it was done."""

from typing import NamedTuple

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.doing import bound, done, refused
from common.dates import today
from common.lists import page_number
from common.moves import Refused
from municipalities.members import secretariat_page
from surveys.asking.forms import MoveForm
from surveys.asking.views import survey_of, writing
from surveys.targets import actions, letters
from surveys.targets.forms import INVITE, LISTS, REMIND, LettersForm, ListedForm, MarkSentForm
from surveys.targets.reminding import MOST, due, send_reminder
from surveys.targets.views import workbook

#: So many letters are printed from one page.
LETTERS_PER_PAGE = 50
SHOWN = 20


class Printed(NamedTuple):
    """A page of letters: its number, and which letters it holds."""

    number: int
    first: int
    last: int


def _pages(letters: int) -> list[Printed]:
    starts = range(1, letters + 1, LETTERS_PER_PAGE)
    return [
        Printed(number, first, min(first + LETTERS_PER_PAGE - 1, letters))
        for number, first in enumerate(starts, 1)
    ]


def _ids(targets) -> str:
    return ".".join(str(target.pk) for target in targets)


@require_safe
@secretariat_page
def letters_page(request, slug):
    """The lists, and what can be done with the one that is chosen."""
    writing(request)
    survey = survey_of(slug)
    chosen = LettersForm(request.GET).chosen
    return _letters(request, survey, chosen, None)


def _letters(request, survey, chosen: str, form):
    targets = list(letters.on_list(survey, chosen))
    listed = _ids(targets)
    context = {
        "survey": survey,
        "form": form or MarkSentForm(initial={"listed": listed}),
        "lists": [(name, label, name == chosen) for name, label in LISTS.items()],
        "chosen": chosen,
        "label": LISTS[chosen],
        "number": len(targets),
        "listed": listed,
        "first": targets[:SHOWN],
        "more": max(len(targets) - SHOWN, 0),
        "pages": _pages(len(targets)),
        "may_take": survey.state_now in letters.WHILE,
        "may_mark": chosen == INVITE and survey.state_now in actions.WHILE["send"],
    }
    return render(request, "surveys/targets/letters.html", context, status=422 if form else 200)


@require_POST
@secretariat_page
def letters_file(request, slug, which):
    """The merge list of the bodies that stood on the page."""
    writing(request)
    survey = survey_of(slug)
    form = ListedForm(request.POST)
    if which not in LISTS or not form.is_valid():
        raise Http404
    try:
        listed = form.cleaned_data["listed"]
        content = letters.take_list(survey=survey, by=request.user, listed=listed, which=which)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("surveys:letters", slug)
    return workbook(content, f"差込印刷_{survey.slug}.xlsx")


@require_safe
@secretariat_page
def letters_print(request, slug, which):
    """Fifty letters, one to a page of paper."""
    writing(request)
    survey = survey_of(slug)
    if which not in LISTS:
        raise Http404
    found = Paginator(letters.on_list(survey, which), LETTERS_PER_PAGE)
    page = found.get_page(page_number(request.GET.get("page", "")))
    try:
        made = letters.take_print(survey=survey, by=request.user, targets=list(page.object_list), which=which)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("surveys:letters", slug)
    context = {"survey": survey, "letters": made, "page": page, "label": LISTS[which], "day": today()}
    response = render(request, "surveys/targets/print.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@secretariat_page
def mark_sent(request, slug):
    """The letters of the list were printed and posted."""
    writing(request)
    survey = survey_of(slug)
    form = bound(request, MarkSentForm)

    def work() -> str:
        listed = form.cleaned_data["listed"]
        actions.mark_sent(survey=survey, by=request.user, listed=listed, at=form.at)
        return f"{survey.desk_url}targets/"

    answer = done(request, form, work, "郵送で送付済にしました。")
    return answer or _letters(request, survey, INVITE, form)


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat_page
def remind(request, slug):
    """To whom a reminder would go, and why none may; asks, and sends it."""
    writing(request)
    survey = survey_of(slug)
    form = bound(request, MoveForm)

    def work() -> str:
        made = send_reminder(survey=survey, by=request.user)
        path = f"{survey.desk_url}targets/"
        return f"{path}letters/?list={REMIND}" if made.posted else f"{path}remind/"

    if answer := done(
        request, form, work, "催促しました。郵送する団体があるときは、一覧を印刷してください。"
    ):
        return answer
    context = {
        "survey": survey,
        "form": form,
        "due": due(survey),
        "most": MOST,
        "reminders": survey.reminders.select_related("by"),
    }
    return render(request, "surveys/targets/remind.html", context, status=refused(request, form))

"""掲示板への下書き: what bodies said with their consent in a survey, and what became of it on the board."""

from collections import Counter

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from accounts.doing import bound, done, refused
from common.forms import OnceForm
from common.lists import page_number
from municipalities.members import secretariat_page
from portal.surveys.drafts import SETTLED, STANDINGS, candidates, make_drafts
from surveys.models import Survey

PER_PAGE = 50


@secretariat_page
def survey_drafts(request, slug):
    """What would be made and what has been; by the form, they are made."""
    survey = get_object_or_404(Survey.objects.of_desk().filter(state__in=SETTLED), slug=slug)
    if request.method == "POST" and not request.user.has_perm("municipalities.edit_as_secretariat"):
        raise PermissionDenied
    form = bound(request, OnceForm)

    def work() -> str:
        make_drafts(survey=survey, by=request.user)
        return reverse("portal:survey_drafts", args=[survey.slug])

    answer = done(request, form, work, "下書きを作り、それぞれの課に知らせました。")
    found = sorted(candidates(survey), key=lambda one: STANDINGS.index(one.standing))
    number = Counter(one.standing for one in found)
    context = {
        "survey": survey,
        "form": form,
        "page": Paginator(found, PER_PAGE).get_page(page_number(request.GET.get("page", ""))),
        "numbers": [(standing, number[standing]) for standing in STANDINGS],
        "number_to_make": number[STANDINGS[0]],
        "posting": request.posting,
    }
    return answer or render(
        request, "portal/members/survey_drafts.html", context, status=refused(request, form)
    )

"""The page on which the secretariat types the answer of a body."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.doing import bound, done, refused
from municipalities.members import secretariat_page
from surveys.answering.forms import initial_of
from surveys.asking.views import survey_of, writing
from surveys.models import Answer
from surveys.reading import questions_of
from surveys.targets import proxy
from surveys.targets.actions import possible
from surveys.targets.views import target_of


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat_page
def enter(request, slug, code):
    """Begins with what the body has typed so far, or with what was typed for it."""
    writing(request)
    survey = survey_of(slug)
    target = target_of(survey, code)
    if "enter" not in possible(survey, target) and request.method != "POST":
        return redirect(target.desk_url)
    scans = list(target.files.scans())
    form = _form(request, survey, target, bool(scans))

    def work() -> str:
        typed = form.typed(request.POST)
        proxy.enter(target=target, by=request.user, typed=typed, **form.values())
        return target.desk_url

    if answer := done(request, form, work, "代理入力しました。内容を確かめてください。"):
        return answer
    context = {"survey": survey, "target": target, "form": form, "scans": scans}
    return render(request, "surveys/targets/enter.html", context, status=refused(request, form))


def _form(request, survey, target, has_scan: bool) -> proxy.ProxyForm:
    stored = Answer.objects.filter(target=target).first()
    questions = questions_of(survey)
    initial = initial_of(stored.typed, questions) if stored else {}
    if stored:
        initial |= {
            name: value
            for name in ("office", "person", "phone", "mailbox")
            if (value := getattr(stored, name))
        }
    return bound(request, proxy.ProxyForm, questions=questions, has_scan=has_scan, initial=initial)

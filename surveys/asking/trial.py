"""The answer's page as bodies will see it; while the survey is checked, filled in on trial."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from municipalities.members import secretariat_page
from surveys.answering.copying import answers_of
from surveys.answering.forms import AnswerForm
from surveys.asking.views import survey_of
from surveys.models import Survey, TrialAnswer
from surveys.reading import questions_of


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat_page
def preview(request, slug):
    survey = survey_of(slug)
    is_checking = survey.state == Survey.State.CHECKING
    questions = questions_of(survey)
    form = AnswerForm(request.POST or None, questions=questions)
    if request.method == "POST":
        if not (is_checking and request.posting.may_edit):
            raise PermissionDenied
        if form.is_valid():
            TrialAnswer.objects.create(
                survey=survey, by=request.user, at=timezone.now(), content=form.content()
            )
            messages.success(request, "試しの回答を受け付けました。点検を終えるときに消えます。")
            return redirect("surveys:preview", slug)
    trials = survey.trials.select_related("by")[:5]
    context = {
        "survey": survey,
        "form": form,
        "is_checking": is_checking and request.posting.may_edit,
        "trials": [(one, answers_of(questions, one.content)) for one in trials] if is_checking else (),
    }
    return render(request, "surveys/asking/preview.html", context, status=422 if form.errors else 200)

"""The desk of a survey: the secretariat builds it, has it checked, and brings it from state to state."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.doing import bound, done, refused
from common.answers import saying
from common.lists import page_number
from common.stale import is_stale, overtaken
from municipalities.members import member_page, secretariat_page
from surveys.asking import actions
from surveys.asking.checklist import checklist
from surveys.asking.eligible import bodies_of
from surveys.asking.forms import ErratumForm, ExtendForm, MoveForm, QuestionForm, SurveyForm
from surveys.models import Question, Survey, TargetState
from surveys.reading import questions_of
from surveys.transitions import SURVEY_MOVES, has_right, moves_for

State = Survey.State
PER_PAGE = 20


def survey_of(slug: str) -> Survey:
    """One that is conducted or built here, for the secretariat."""
    return get_object_or_404(
        Survey.objects.of_desk().select_related("agreement__association__prefecture"), slug=slug
    )


def writing(request) -> None:
    """Only who writes for the secretariat."""
    if not request.user.has_perm("municipalities.edit_as_secretariat"):
        raise PermissionDenied


@require_safe
@member_page
def surveys(request):
    """To the secretariat all it conducts; to an office those that ask its body."""
    office = request.posting.office
    if office.is_secretariat:
        found = Survey.objects.of_desk().with_numbers().newest()
        template = "surveys/asking/list.html"
    else:
        found = Survey.objects.asking(office.body).with_target_of(office.body)
        template = "surveys/answering/list.html"
    page = Paginator(found, PER_PAGE).get_page(page_number(request.GET.get("page", "")))
    return render(request, template, {"page_obj": page, "posting": request.posting})


@require_safe
@secretariat_page
def desk(request, slug):
    """How far it is, what is in order and what is not, and what can be done next."""
    survey = survey_of(slug)
    is_ahead = survey.state in State.ahead()
    tally = survey.targets.tally()
    context = {
        "survey": survey,
        "moves": moves_for(survey, request.user),
        "checks": checklist(survey) if is_ahead else (),
        "number_of_questions": survey.questions.asking().count(),
        "number_of_bodies": sum(tally.values()) or bodies_of(survey).count(),
        "tally": [(TargetState(name).label, number) for name, number in tally.items() if number],
        "answered": sum(tally[state] for state in TargetState.answered()),
        "trials": survey.trials.count() if survey.state == State.CHECKING else 0,
        "may_write": request.posting.may_edit,
        "may_decide": request.posting.may_approve,
    }
    return render(request, "surveys/asking/desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat_page
def new_survey(request):
    writing(request)
    form = bound(request, SurveyForm)

    def work() -> str:
        made = actions.write_survey(survey=None, by=request.user, values=form.values())
        return made.desk_url

    answer = done(request, form, work, "下書きを保存しました。続けて設問を作ってください。")
    return answer or render(
        request, "surveys/asking/edit.html", {"form": form}, status=refused(request, form)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat_page
def edit_survey(request, slug):
    writing(request)
    survey = survey_of(slug)
    if not survey.is_editable:
        return redirect(survey.desk_url)
    form = bound(request, SurveyForm, survey=survey)

    def work() -> str:
        version = form.cleaned_data["version"] or 0
        actions.write_survey(survey=survey, by=request.user, values=form.values(), version=version)
        return survey.desk_url

    if answer := done(request, form, work, "保存しました。"):
        return answer
    context = {"form": form, "survey": survey}
    if is_stale(form):
        context["differences"] = overtaken(form, survey.version)
    return render(request, "surveys/asking/edit.html", context, status=refused(request, form))


@require_POST
@secretariat_page
def copy_survey(request, slug):
    writing(request)
    made = actions.copy_survey(survey=survey_of(slug), by=request.user)
    return redirect(made.desk_url)


# --- Questions ----------------------------------------------------------------------------------------


@require_safe
@secretariat_page
def questions(request, slug):
    survey = survey_of(slug)
    may_write = request.posting.may_edit
    context = {
        "survey": survey,
        "questions": questions_of(survey),
        "may_edit": survey.is_editable and may_write,
        "may_correct": may_write and survey.state_now in (State.SCHEDULED, State.OPEN),
    }
    return render(request, "surveys/asking/questions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat_page
def question(request, slug, pk=None):
    """Write a question, a new one where none is named."""
    writing(request)
    survey = survey_of(slug)
    found = get_object_or_404(survey.questions, pk=pk) if pk else None
    if not survey.is_editable:
        return redirect("surveys:questions", slug)
    form = bound(request, QuestionForm, survey=survey, question=found)

    def work() -> str:
        made = actions.write_question(survey=survey, question=found, by=request.user, values=form.values())
        return f"{survey.desk_url}questions/#q{made.pk}"

    answer = done(request, form, work, "設問を保存しました。")
    context = {"form": form, "survey": survey, "question": found}
    return answer or render(request, "surveys/asking/question.html", context, status=refused(request, form))


def question_of(survey: Survey, pk: int) -> Question:
    return get_object_or_404(survey.questions.select_related("survey"), pk=pk)


@require_POST
@secretariat_page
def order_question(request, slug, pk, steps):
    writing(request)
    found = question_of(survey_of(slug), pk)
    with saying(request, "設問の順序を変えました。"):
        actions.move_question(question=found, by=request.user, steps=steps)
    return redirect(f"{found.survey.desk_url}questions/#q{found.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat_page
def remove_question(request, slug, pk):
    """Asks first."""
    writing(request)
    survey = survey_of(slug)
    found = question_of(survey, pk)
    form = bound(request, MoveForm)

    def work() -> str:
        actions.remove_question(question=found, by=request.user)
        return f"{survey.desk_url}questions/"

    answer = done(request, form, work, "設問を削除しました。")
    context = {"form": form, "survey": survey, "question": found}
    return answer or render(request, "surveys/asking/remove.html", context, status=refused(request, form))


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat_page
def correct_wording(request, slug, pk):
    writing(request)
    survey = survey_of(slug)
    found = question_of(survey, pk)
    form = bound(request, ErratumForm, initial={"text": found.wording})

    def work() -> str:
        said = {name: form.cleaned_data[name] for name in ("text", "reason")}
        actions.correct_wording(question=found, by=request.user, **said)
        return f"{survey.desk_url}questions/#q{found.pk}"

    answer = done(request, form, work, "設問の正誤を出しました。回答の画面に示します。")
    context = {"form": form, "survey": survey, "question": found}
    return answer or render(request, "surveys/asking/erratum.html", context, status=refused(request, form))


# --- From state to state ------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat_page
def move_survey(request, slug, move):
    """Says what it does, and asks."""
    survey = survey_of(slug)
    made = SURVEY_MOVES.get(move)
    if made is None or move == "publish":
        raise Http404
    if not has_right(made, request.user):
        raise PermissionDenied
    form = bound(request, MoveForm, needs_reason=made.needs_reason)

    def work() -> str:
        reason = form.cleaned_data.get("reason", "")
        return actions.move_survey(survey=survey, move=move, by=request.user, reason=reason).desk_url

    if answer := done(request, form, work, f"{made.told}。"):
        return answer
    context = {
        "form": form,
        "survey": survey,
        "move": made,
        "key": move,
        "checks": checklist(survey) if move in ("check", "schedule") else (),
        "number_of_bodies": survey.targets.count() or bodies_of(survey).count(),
        "is_possible": survey.state_now in made.sources,
    }
    return render(request, "surveys/asking/move.html", context, status=refused(request, form))


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat_page
def extend(request, slug):
    if not request.user.has_perm("municipalities.approve_as_secretariat"):
        raise PermissionDenied
    survey = survey_of(slug)
    form = bound(request, ExtendForm)

    def work() -> str:
        closes_at = form.cleaned_data["closes_at"]
        return actions.extend(survey=survey, by=request.user, closes_at=closes_at).desk_url

    answer = done(request, form, work, "締切を延ばしました。")
    context = {"form": form, "survey": survey}
    return answer or render(request, "surveys/asking/extend.html", context, status=refused(request, form))

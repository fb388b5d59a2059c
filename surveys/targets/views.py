"""The bodies that a survey asks, for the secretariat: who has answered, who has not, and what is done about it."""

from collections.abc import Callable
from urllib.parse import quote

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.doing import bound, done, refused
from common.files import served
from common.lists import page_number, query_of
from municipalities.members import secretariat_page
from surveys.asking.views import survey_of, writing
from surveys.models import AnswerFile, Survey, SurveyTarget
from surveys.targets import actions, letters, reading
from surveys.targets.forms import ConfirmAllForm, NoteForm, ReasonForm, SendForm, TargetListForm
from surveys.transitions import SECRETARIAT, TARGET_MOVES

PER_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def target_of(survey: Survey, code: str) -> SurveyTarget:
    target = get_object_or_404(survey.targets.for_list(), body__code=code)
    target.survey = survey
    return target


def workbook(content: bytes, filename: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=utf-8''{quote(filename)}"
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@secretariat_page
def targets(request, slug):
    """All that are asked; who has not answered first."""
    survey = survey_of(slug)
    form = TargetListForm(request.GET)
    found = form.narrow(survey.targets.for_list())
    page = Paginator(found, PER_PAGE).get_page(page_number(request.GET.get("page", "")))
    context = {
        "survey": survey,
        "form": form,
        "page": page,
        "rows": reading.rows_of(survey, list(page.object_list)),
        "counts": reading.counts_of(form, survey.targets.all()),
        "is_narrow": bool(form.asked()),
        "query": query_of(request),
        "may_write": request.posting.may_edit,
        "may_confirm": survey.state_now in survey.State.answering(),
    }
    return render(request, "surveys/targets/list.html", context)


@require_safe
@secretariat_page
def targets_export(request, slug):
    """The same list as a file."""
    survey = survey_of(slug)
    found = TargetListForm(request.GET).narrow(survey.targets.for_list())
    rows = reading.rows_of(survey, list(found))
    content = letters.take_targets(survey=survey, by=request.user, rows=rows)
    return workbook(content, f"対象団体_{survey.slug}.xlsx")


@require_safe
@secretariat_page
def target(request, slug, code):
    survey = survey_of(slug)
    found = target_of(survey, code)
    number = page_number(request.GET.get("version", "0"))
    context = reading.page_of(survey, found, request.posting, number)
    response = render(request, "surveys/targets/target.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def _form_of(request, move: str, found: SurveyTarget):
    if move == "send":
        return bound(request, SendForm, has_office=found.has_office)
    made = TARGET_MOVES[move]
    hint = "差戻しの連絡に、そのまま記載します" if move == "return" else ""
    return bound(request, ReasonForm, needs_reason=made.needs_reason, help_text=hint)


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat_page
def move_target(request, slug, code, move):
    """Says what it does, and asks."""
    writing(request)
    made = TARGET_MOVES.get(move)
    if made is None or made.who != SECRETARIAT or move == "enter":
        raise Http404
    survey = survey_of(slug)
    found = target_of(survey, code)
    form = _form_of(request, move, found)

    def work() -> str:
        if move == "send":
            return actions.send(target=found, by=request.user, **form.values()).desk_url
        return actions.move_target(target=found, move=move, by=request.user, **form.values()).desk_url

    context = {
        "target": found,
        "move": made,
        "key": move,
        "is_possible": move in actions.possible(survey, found),
    }
    return _asked(
        request, survey, form, work, f"{found.body}：{made.told}。", "surveys/targets/move.html", context
    )


def _asked(request, survey, form, work: Callable[[], str], success: str, template: str, context: dict):
    """The page of a form, or where it leads once it is done."""
    if answer := done(request, form, work, success):
        return answer
    context |= {"survey": survey, "form": form}
    return render(request, template, context, status=refused(request, form))


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat_page
def note(request, slug, code):
    """That somebody was spoken to."""
    writing(request)
    survey = survey_of(slug)
    found = target_of(survey, code)
    form = bound(request, NoteForm)

    def work() -> str:
        actions.note_contact(target=found, by=request.user, **form.values())
        return found.desk_url

    return _asked(
        request, survey, form, work, "連絡を記録しました。", "surveys/targets/note.html", {"target": found}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat_page
def reissue(request, slug, code):
    """Asks first: the letter that was sent opens nothing any more."""
    writing(request)
    survey = survey_of(slug)
    found = target_of(survey, code)
    form = bound(request, ReasonForm)
    del form.fields["reason"]

    def work() -> str:
        return actions.reissue(target=found, by=request.user).desk_url

    success = "回答コードを再発行しました。新しいコードを団体に知らせてください。"
    return _asked(request, survey, form, work, success, "surveys/targets/reissue.html", {"target": found})


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat_page
def confirm_all(request, slug):
    """All that are unread, at once."""
    writing(request)
    survey = survey_of(slug)
    form = bound(request, ConfirmAllForm)

    def work() -> str:
        actions.confirm_all(survey=survey, by=request.user, until=form.cleaned_data["until"])
        return f"{survey.desk_url}targets/"

    context = {"number": survey.targets.unread().count()}
    success = "回答を確認済にしました。"
    return _asked(request, survey, form, work, success, "surveys/targets/confirm_all.html", context)


@require_safe
@secretariat_page
def answer_file(request, slug, document):
    """A file of an answer, or the paper that it was typed from."""
    survey = survey_of(slug)
    file = get_object_or_404(AnswerFile.objects.named(document), target__survey=survey)
    return served(request, file.file, file.filename)

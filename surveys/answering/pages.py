"""The pages of an answer, the same behind both doors: written, checked, handed in, read."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.kept_posts import WRITER, writer_mark
from common.moves import Refused
from surveys.answering.copying import answers_of
from surveys.answering.doors import Door, at_office, given_back, with_code
from surveys.answering.forms import AnswerForm, Typed, initial_of, write_marks
from surveys.answering.rights import why_not_writing
from surveys.answering.saving import Saved, Uploads, save_typed
from surveys.answering.submitting import submit
from surveys.models import Answer, AnswerVersion

# --- Writing ------------------------------------------------------------------------------------------


def answer(request, door: Door):
    """The questions with what has been typed so far. Sent, it is saved, and on demand checked."""
    if why := why_not_writing(door.target):
        return _read_only(request, door, why)
    if request.method != "POST":
        stored = _stored(door)
        return _page(request, door, _given_back(request, door, stored) or _blank(door, stored), stored)
    if not door.may_edit:
        raise PermissionDenied
    try:
        saved = _save(request, door)
    except Refused as refusal:
        return _read_only(request, door, str(refusal))
    if saved.overtaken:
        return _overtaken(request, door, saved)
    if saved.refused or request.POST.get("do") == "check":
        return _checked(request, door, saved)
    messages.success(request, "保存しました。続きは、ほかの端末からでも入力できます。まだ提出していません。")
    return redirect(door.base)


def save(request, door: Door):
    """While somebody types, from the page's script."""
    if not door.may_edit:
        raise PermissionDenied
    try:
        saved = _save(request, door)
    except Refused as refusal:
        return JsonResponse({"refused": str(refusal)}, status=409)
    form = _blank(door, saved.answer)
    return JsonResponse(
        {
            "marks": write_marks(saved.marks),
            "at": f"{timezone.localtime():%H:%M}",
            "overtaken": [str(form.fields[name].label) for name in saved.overtaken],
        }
    )


def _stored(door: Door) -> Answer:
    found = Answer.objects.filter(target=door.target).select_related("saved_by").first()
    return found or Answer(target=door.target, typed=_beginning(door))


def _beginning(door: Door) -> Typed:
    """Who answers is known in the members' area."""
    if door.office is None or door.user is None:
        return {}
    return {"office": [door.office.name], "person": [door.user.name]}


def _blank(door: Door, stored: Answer, data=None) -> AnswerForm:
    """The form with what is stored; or bound to what was typed."""
    form = AnswerForm(
        data,
        questions=door.questions,
        files=door.target.files.of_questions(),
        initial=initial_of(stored.typed, door.questions),
    )
    form.fields["marks"].initial = write_marks(form.marks_of(stored.typed if stored.pk else {}))
    return form


def _bound(door: Door, stored: Answer, typed: Typed, marks: str | None = None) -> AnswerForm:
    """`marks`: what the page had been shown, where that is not what is stored."""
    form = _blank(door, stored)
    data = form.filled(typed)
    data["marks"] = form.fields["marks"].initial if marks is None else marks
    return _blank(door, stored, data)


def _as_typed(door: Door, stored: Answer, sent: QueryDict, marks: str | None = None) -> AnswerForm:
    """With what somebody typed, which has not been read yet."""
    form = _bound(door, stored, _blank(door, stored).typed(sent), marks)
    form.is_valid()
    form.errors.clear()
    return form


def _given_back(request, door: Door, stored: Answer) -> AnswerForm | None:
    """What was sent after the session had ended, to be saved now."""
    sent = getattr(request, "given_back", None) if door.office else given_back(request, door.target)
    return None if sent is None else _as_typed(door, stored, sent, sent.get("marks", ""))


def _save(request, door: Door) -> Saved:
    form = _blank(door, _stored(door))
    added, refused = _uploads(request, form)
    saved = save_typed(
        target=door.target,
        form=form,
        typed=form.typed(request.POST),
        marks=request.POST.get("marks", ""),
        by=door.user,
        added=added,
        dropped=request.POST.getlist("drop"),
    )
    door.target.state = saved.answer.target.state
    return saved._replace(refused=refused | saved.refused)


def _uploads(request, form: AnswerForm) -> tuple[Uploads, dict[str, str]]:
    """Files that can be taken; and by field why others cannot."""
    added: Uploads = {}
    refused = {}
    for question in form.file_questions:
        name = f"q{question.pk}"
        if uploads := request.FILES.getlist(name):
            try:
                added[name] = question, form.fields[name].clean(uploads)
            except ValidationError as error:
                refused[name] = "".join(error.messages)
    return added, refused


def _overtaken(request, door: Door, saved: Saved) -> HttpResponse:
    """What was typed stays in the page, beside what somebody else has saved; sent once more, it counts."""
    form = _as_typed(door, saved.answer, request.POST)
    told = [
        (str(form.fields[name].label), form.in_words(name, texts)) for name, texts in saved.overtaken.items()
    ]
    return _page(request, door, form, saved.answer, status=422, overtaken=told)


def _checked(request, door: Door, saved: Saved) -> HttpResponse:
    form = _bound(door, saved.answer, saved.answer.typed)
    form.is_valid()
    for name, why in saved.refused.items():
        form.add_error(name, why)
    if form.is_valid():
        return redirect(f"{door.base}submit/")
    return _page(request, door, form, saved.answer, status=422)


def _page(
    request, door: Door, form: AnswerForm, stored: Answer, *, status: int = 200, overtaken=()
) -> HttpResponse:
    context = _context(door, form=form, answer=stored, overtaken=overtaken)
    if door.office:
        context |= {"writer_name": WRITER, "writer": writer_mark(request)}
    return render(request, "surveys/answering/answer.html", context, status=status)


def _context(door: Door, **more: Any) -> dict[str, Any]:
    return {"door": door, "target": door.target, "survey": door.survey, **more}


# --- Handing in ---------------------------------------------------------------------------------------


def hand_in(request, door: Door):
    """All of it once more, to be read and handed in. Sent twice, it is handed in once."""
    if door.target.has_answered:
        return redirect(door.base)
    if why := why_not_writing(door.target):
        return _read_only(request, door, why)
    stored = _stored(door)
    checked = _bound(door, stored, stored.typed)
    if not checked.is_valid():
        return _page(request, door, checked, stored, status=422)
    if request.method == "POST":
        return _handed_in(request, door, checked)
    context = _context(door, people=checked.people(), answers=answers_of(door.questions, checked.content()))
    return render(request, "surveys/answering/submit.html", context)


def _handed_in(request, door: Door, checked: AnswerForm) -> HttpResponse:
    if not door.may_submit:
        raise PermissionDenied
    try:
        submit(
            target=door.target,
            content=checked.content(),
            people=checked.people(),
            by=door.user,
            office=door.office,
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        is_sent = door.office is not None or checked.people()["mailbox"]
        messages.success(request, f"提出しました。{'控えをメールでお送りします。' if is_sent else ''}")
    return redirect(door.base)


# --- Reading ------------------------------------------------------------------------------------------


def _read_only(request, door: Door, why: str) -> HttpResponse:
    """Nothing is to be written (any more): why, and what was handed in."""
    if request.method == "POST":
        messages.error(request, why)
        return redirect(door.base)
    version = _last(door)
    context = _context(door, why=why, version=version, answers=_answers(door, version))
    return render(request, "surveys/answering/closed.html", context)


def copy(request, door: Door):
    """What was handed in, for paper."""
    version = _last(door)
    if version is None:
        raise Http404
    context = _context(door, version=version, answers=_answers(door, version))
    return render(request, "surveys/answering/copy.html", context)


def _last(door: Door) -> AnswerVersion | None:
    return door.target.versions.newest_first().first()


def _answers(door: Door, version: AnswerVersion | None) -> list:
    return answers_of(door.questions, version.content) if version else []


# --- Behind both doors --------------------------------------------------------------------------------

writing = require_http_methods(["GET", "HEAD", "POST"])
own_answer, code_answer = writing(at_office(answer)), writing(with_code(answer))
own_save, code_save = require_POST(at_office(save)), require_POST(with_code(save))
own_submit, code_submit = writing(at_office(hand_in)), writing(with_code(hand_in))
own_copy, code_copy = require_safe(at_office(copy)), require_safe(with_code(copy))

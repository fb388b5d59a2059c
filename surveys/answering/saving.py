"""What is typed is kept as it is typed, for whoever of the body goes on with it, here or at another machine."""

from collections.abc import Iterable
from typing import NamedTuple

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from common.attachments import dropping_files
from surveys.answering.forms import AnswerForm, Typed, mark, read_marks, said
from surveys.answering.rights import check_writing
from surveys.models import Answer, AnswerFile, Question, SurveyTarget
from surveys.transitions import TARGET_MOVES

#: So many files belong to one question at most.
MOST_FILES = 3
#: Name of a field → its question, and title and content of each file.
Uploads = dict[str, tuple[Question, list[tuple[str, File]]]]


class Saved(NamedTuple):
    """The answer as it stands now, and the fields that somebody else had changed first: name → what stands there."""

    answer: Answer
    overtaken: dict[str, list[str]]
    #: What the person's page shows of each field, to come back with what it sends next.
    marks: dict[str, str]
    #: Name of a field → why its files were not taken.
    refused: dict[str, str]


def locked_target(pk: int) -> SurveyTarget:
    """Only this body's: others answer at the same time."""
    return SurveyTarget.objects.select_for_update(of=("self",)).with_body().get(pk=pk)


@transaction.atomic
def save_typed(
    *,
    target: SurveyTarget,
    form: AnswerForm,
    typed: Typed,
    marks: str,
    by: User | None,
    added: Uploads | None = None,
    dropped: Iterable[str] = (),
) -> Saved:
    """Put down what stands in a person's form. Of fields that were shown to it (`marks`) and have been changed by
    somebody else since, only what the person did not touch gives way. Refused where nothing may be written."""
    target = locked_target(target.pk)
    check_writing(target)
    answer, _ = Answer.objects.select_for_update(of=("self",)).get_or_create(target=target)
    shown = read_marks(marks)
    kept, overtaken = dict(answer.typed), {}
    for name in form.typed_names:
        new, old = said(typed, name), said(kept, name)
        if mark(new) == shown.get(name) or new == old:
            continue  # this person left it as it was
        if name in shown and mark(old) != shown[name]:
            overtaken[name] = old
            continue
        kept[name] = new
    answer.typed, answer.saved_by = kept, by
    answer.save()
    _drop(target, dropped)
    refused = {
        name: why
        for name, (question, files) in (added or {}).items()
        if (why := _add(target, question, files))
    }
    begin_writing(target)
    # Of what was overtaken the page goes on from what it was shown, until it has been told.
    now = form.marks_of(kept) | {name: shown[name] for name in overtaken}
    return Saved(answer, overtaken, now, refused)


def begin_writing(target: SurveyTarget) -> None:
    """The first word is written."""
    move = TARGET_MOVES["write"]
    if target.state in move.sources:
        target.state, target.state_since = move.target, timezone.now()
        target.save(update_fields=["state", "state_since"])


def _drop(target: SurveyTarget, names: Iterable[str]) -> None:
    wanted = [f"documents/{name}" for name in names]
    if wanted:
        with dropping_files(SurveyTarget, [target.pk]):
            target.files.of_questions().filter(file__in=wanted).delete()


def _add(target: SurveyTarget, question: Question, files: list[tuple[str, File]]) -> str:
    """Why they were not; empty where they were."""
    there = target.files.filter(question=question).count()
    if there + len(files) > MOST_FILES:
        return f"ファイルは{MOST_FILES}件までです（登録済み{there}件）。先に不要なものを外してください。"
    for order, (title, file) in enumerate(files, there):
        AnswerFile.objects.create(target=target, question=question, title=title, file=file, order=order)
    return ""

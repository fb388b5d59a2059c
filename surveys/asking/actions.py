"""The doors of a survey: built, checked, scheduled, opened, closed and brought to its result by the secretariat."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.actions import record
from accounts.models import User
from common.dates import fiscal_year, today
from common.db import queue
from common.moves import Refused
from common.stale import StaleError
from surveys.asking import telling
from surveys.asking.checklist import checklist
from surveys.asking.eligible import bodies_of
from surveys.models import Erratum, Question, Survey, SurveyTarget, TargetState
from surveys.transitions import SURVEY_MOVES, has_right

State = Survey.State
#: Key of the advisory lock at which new surveys queue for their number.
NUMBER_LOCK = 20140919
#: Questions are moved out of each other's way by so much.
AWAY = 10_000


def allowed(by: User) -> None:
    if not by.has_perm("municipalities.edit_as_secretariat"):
        raise PermissionDenied


def locked(survey: Survey) -> Survey:
    return Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)


def _editable(survey: Survey, by: User) -> Survey:
    allowed(by)
    survey = locked(survey)
    if not survey.is_editable:
        raise Refused(
            f"「{survey.get_state_display()}」のアンケートの設問と対象は変えられません。"
            "始める前なら、「作成中に戻す」で直せます。"
        )
    return survey


# --- What it asks, and whom ---------------------------------------------------------------------------


@transaction.atomic
def write_survey(*, survey: Survey | None, by: User, values: dict[str, Any], version: int = 0) -> Survey:
    """Save what a survey is; StaleError where somebody else has done so since `version`."""
    allowed(by)
    if survey is None:
        survey = Survey(slug=_next_slug(), version=0)
    else:
        survey = _editable(survey, by)
        if survey.version != version:
            raise StaleError("ほかの人が、このアンケートを先に保存しました。今の内容を確かめてください。")
    listed = values.pop("listed")
    for name, value in values.items():
        setattr(survey, name, value)
    survey.version += 1
    survey.full_clean(exclude=["slug"])
    survey.save()
    survey.listed.set(listed)
    return survey


def _next_slug() -> str:
    """「2026-2」: the second of a fiscal year."""
    queue(NUMBER_LOCK)
    year = fiscal_year(today())
    taken = Survey.objects.filter(slug__startswith=f"{year}-").values_list("slug", flat=True)
    numbers = [int(tail) for slug in taken if (tail := slug.partition("-")[2]).isdigit()]
    return f"{year}-{max(numbers, default=0) + 1}"


@transaction.atomic
def write_question(
    *, survey: Survey, question: Question | None, by: User, values: dict[str, Any]
) -> Question:
    """Save a question, a new one at the end."""
    survey = _editable(survey, by)
    if question is None:
        last = survey.questions.aggregate(last=Max("order"))["last"] or 0
        question = Question(survey=survey, order=last + 1)
    for name, value in values.items():
        setattr(question, name, value)
    question.full_clean()
    question.save()
    return question


@transaction.atomic
def remove_question(*, question: Question, by: User) -> None:
    """Refused where others are asked on its condition."""
    survey = _editable(question.survey, by)
    if waiting := list(question.conditional.all()):
        names = "、".join(f"「{one.text}」" for one in waiting)
        raise Refused(f"{names}の表示の条件になっています。先にそちらの条件を外してください。")
    question.delete()
    _put_in_order(survey, list(survey.questions.in_order()))


@transaction.atomic
def move_question(*, question: Question, by: User, steps: int) -> None:
    """One up (-1) or down (1); at the end nothing happens."""
    survey = _editable(question.survey, by)
    questions = list(survey.questions.in_order())
    place = questions.index(question)
    to = min(max(place + steps, 0), len(questions) - 1)
    questions.insert(to, questions.pop(place))
    _put_in_order(survey, questions)


def _put_in_order(survey: Survey, questions: list[Question]) -> None:
    for away in (AWAY, 0):
        for order, one in enumerate(questions, 1):
            one.order = order + away
        Question.objects.bulk_update(questions, ["order"])


@transaction.atomic
def copy_survey(*, survey: Survey, by: User) -> Survey:
    """A draft like another survey: its questions and whom it asked, without days."""
    allowed(by)
    made = Survey.objects.create(
        slug=_next_slug(),
        title=f"{survey.title}（写し）"[:200],
        purpose=survey.purpose,
        eligible=survey.eligible,
        agreement=survey.agreement,
        is_anonymous=survey.is_anonymous,
        smallest_cell=survey.smallest_cell,
    )
    listed = Survey.listed.through.objects.filter(survey=survey)
    made.listed.add(*listed.values_list("localgovernment", flat=True))
    copies: dict[int, Question] = {}
    for one in survey.questions.in_order():
        original, one.text = one.pk, one.wording
        one.pk, one._state.adding, one.survey = None, True, made
        one.shown_if = copies.get(one.shown_if_id)  # type: ignore[arg-type]
        one.save()
        copies[original] = one
    return made


@transaction.atomic
def correct_wording(*, question: Question, by: User, text: str, reason: str) -> Erratum:
    """A slip in what has been asked since: both wordings stay on record, and each page shows that it was corrected."""
    allowed(by)
    survey = locked(question.survey)
    if survey.state_now not in (State.OPEN, State.SCHEDULED):
        raise Refused("設問文の正誤を出せるのは、予約中か実施中のアンケートだけです。")
    if text == question.wording:
        raise Refused("今の設問文と同じです。")
    number = question.errata.count() + 1
    made = Erratum.objects.create(
        question=question, number=number, text=text, reason=reason, at=timezone.now(), by=by
    )
    _record(survey, by, "survey.erratum", f"設問の正誤を出しました（{text}）")
    return made


# --- From state to state ------------------------------------------------------------------------------


@transaction.atomic
def move_survey(*, survey: Survey, move: str, by: User, reason: str = "") -> Survey:
    """Make one of SURVEY_MOVES, save the publication of the result (surveys.results)."""
    made = SURVEY_MOVES[move]
    if not has_right(made, by):
        raise PermissionDenied
    survey = _at_its_time(locked(survey))
    made.check(survey.state, survey.get_state_display())
    if made.needs_reason and not reason.strip():
        raise ValidationError({"reason": "理由を入力してください。"})
    BEFORE.get(move, _nothing)(survey)
    _enter(survey, made.target, reason.strip())
    _record(survey, by, f"survey.{move}", f"{made.told}{f'（{reason.strip()}）' if reason.strip() else ''}")
    return survey


@transaction.atomic
def follow_clock(*, survey: Survey) -> Survey:
    """Have a survey whose time has come be open, or closed."""
    return _at_its_time(locked(survey))


def _at_its_time(survey: Survey) -> Survey:
    """The deadline counts when it is read; who writes next puts down what the clock has done."""
    for move in ("open", "close"):
        now = survey.state_now
        if survey.state != now and survey.state in SURVEY_MOVES[move].sources:
            _enter(survey, SURVEY_MOVES[move].target)
            _record(survey, None, f"survey.{move}", f"時刻になり、{SURVEY_MOVES[move].told}")
    return survey


@transaction.atomic
def extend(*, survey: Survey, by: User, closes_at: dt.datetime) -> Survey:
    """Close later than was said; everybody who owes an answer is told."""
    if not by.has_perm("municipalities.approve_as_secretariat"):
        raise PermissionDenied
    survey = _at_its_time(locked(survey))
    if survey.state != State.OPEN:
        raise Refused("締切を延ばせるのは、実施中のアンケートだけです。")
    if closes_at <= survey.closes_at:
        raise ValidationError({"closes_at": "今の締切より後の日時を入力してください。"})
    survey.closes_at = closes_at
    survey.save(update_fields=["closes_at"])
    telling.tell_extended(survey, by)
    _record(
        survey, by, "survey.extend", f"締切を{timezone.localtime(closes_at):%Y-%m-%d %H:%M}に延ばしました"
    )
    return survey


def _nothing(survey: Survey) -> None:
    pass


def _in_order(survey: Survey) -> None:
    amiss = [check.amiss for check in checklist(survey) if not check.is_met]
    if amiss:
        raise ValidationError(amiss)


def _schedule(survey: Survey) -> None:
    _in_order(survey)
    SurveyTarget.objects.bulk_create(
        [SurveyTarget(survey=survey, body=body) for body in bodies_of(survey)], batch_size=500
    )


def _revise(survey: Survey) -> None:
    """Letters may have been printed: they name addresses that are there no more."""
    survey.targets.all().delete()


def _open_now(survey: Survey) -> None:
    survey.opens_at = timezone.now()


def _close_now(survey: Survey) -> None:
    survey.closes_at = timezone.now()


def _finish(survey: Survey) -> None:
    tally = survey.targets.tally()
    if tally[TargetState.RETURNED]:
        raise Refused(
            f"差し戻したままの回答が{tally[TargetState.RETURNED]}件あります。再提出を待つか、代理入力か辞退にしてください。"
        )
    if unread := sum(tally[state] for state in TargetState.unread()):
        raise Refused(f"確認していない回答が{unread}件あります。「確認済」にしてから確定してください。")


def _no_result(survey: Survey) -> None:
    raise Refused("結果の公表は、集計のページで内容を確かめて行ってください。")


#: What has to be, and what is done, before a survey changes its state.
BEFORE = {
    "check": _in_order,
    "schedule": _schedule,
    "revise": _revise,
    "open": _open_now,
    "close": _close_now,
    "finish": _finish,
    "publish": _no_result,
}


def _enter(survey: Survey, state: str, reason: str = "") -> None:
    if survey.state == State.CHECKING:
        survey.trials.all().delete()
    survey.state = state
    if state == State.OPEN:
        survey.opened_on = timezone.localdate(survey.opens_at)
    if state == State.CANCELLED:
        survey.cancelled_because = reason
    survey.save()
    if state == State.OPEN:
        telling.invite_members(survey)
    elif state == State.CANCELLED and survey.opened_on:
        telling.tell_cancelled(survey)


def _record(survey: Survey, by: User | None, verb: str, what: str) -> None:
    record(
        by=by,
        verb=verb,
        target=f"surveys.survey:{survey.pk}",
        summary=f"アンケート「{survey.title}」：{what}。"[:500],
    )

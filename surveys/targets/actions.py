"""The doors of the bodies that a survey asks: sent to, sent back, confirmed, left out, and spoken with."""

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.actions import record
from accounts.models import User
from common.moves import Move, Refused
from surveys.asking.actions import allowed, locked
from surveys.asking.telling import note_sent
from surveys.models import Contact, Survey, SurveyTarget, TargetState
from surveys.models.targets import new_code
from surveys.targets import telling
from surveys.transitions import SECRETARIAT, TARGET_MOVES

State, What, Way = Survey.State, Contact.What, SurveyTarget.Way
#: The moves of the secretariat → the states of the survey in which they are made. 「代理入力」 has its own action.
WHILE = {
    "send": (State.SCHEDULED, State.OPEN),
    "bounce": (State.SCHEDULED, *State.answering()),
    "return": State.answering(),
    "confirm": State.answering(),
    "enter": State.answering(),
    "decline": (State.SCHEDULED, *State.answering()),
    "exclude": (State.SCHEDULED, *State.answering()),
    "reinstate": (State.SCHEDULED, *State.answering()),
    "reissue": (State.SCHEDULED, *State.answering()),
}


def possible(survey: Survey, target: SurveyTarget) -> dict[str, Move]:
    """The secretariat's moves with a body, as things stand now."""
    return {
        name: move
        for name, move in TARGET_MOVES.items()
        if move.who == SECRETARIAT and target.state in move.sources and survey.state_now in WHILE[name]
    }


def held(target: SurveyTarget, by: User) -> SurveyTarget:
    """For who writes for the secretariat: the survey's row first, then the target's, so that neither changes."""
    allowed(by)
    survey = locked(target.survey)
    rows = SurveyTarget.objects.select_for_update(of=("self",)).select_related("body__prefecture")
    target = rows.get(pk=target.pk)
    target.survey = survey
    return target


def check_while(survey: Survey, move: str, label: str) -> None:
    if survey.state_now not in WHILE[move]:
        raise Refused(f"アンケートが「{survey.state_label}」のため、「{label}」はできません。")


def begin(target: SurveyTarget, by: User, name: str) -> SurveyTarget:
    """Locked, if the move may be made."""
    target = held(target, by)
    move = TARGET_MOVES[name]
    check_while(target.survey, name, move.label)
    move.check(target.state, target.get_state_display())
    return target


# --- Moves --------------------------------------------------------------------------------------------


@transaction.atomic
def send(*, target: SurveyTarget, by: User, way: str, at: dt.datetime) -> SurveyTarget:
    """A letter was sent to it; or, to a body with offices here, the mail goes out now."""
    target = begin(target, by, "send")
    if way == Way.MAIL and telling.invite(target):
        at = timezone.now()
    note_sent([target], way=way, by=by, at=at)
    _record(target, by, "send", f"送付済にしました（{target.Way(way).label}）")
    return target


@transaction.atomic
def move_target(*, target: SurveyTarget, move: str, by: User, reason: str = "") -> SurveyTarget:
    """Make one of the moves that need nothing but a reason: not 「send」 and 「enter」."""
    target = begin(target, by, move)
    made, reason = TARGET_MOVES[move], reason.strip()
    if made.needs_reason and not reason:
        raise ValidationError({"reason": "理由を入力してください。"})
    # Who was left out before it was asked is still to be asked.
    never_asked = move == "reinstate" and target.sent_at is None
    _enter(target, TargetState.UNSENT if never_asked else made.target)
    way = telling.send_back(target, reason, by) if move == "return" else Way.OTHER
    # A body reads why its answer was sent back.
    note = reason if move == "return" else _noted(target, reason)
    write_contact(target, by, _WHAT.get(move, What.MOVED), way, note)
    _record(
        target, by, move, f"「{target.get_state_display()}」にしました{f'（{reason}）' if reason else ''}"
    )
    return target


#: What a move is to the history of contacts, where it is more than a change of the state.
_WHAT = {"return": What.RETURNED, "bounce": What.BOUNCED}


@transaction.atomic
def confirm_all(*, survey: Survey, by: User, until: dt.datetime) -> int:
    """Confirm all answers that were there at a moment and have not been looked at. How many they were."""
    allowed(by)
    survey = locked(survey)
    check_while(survey, "confirm", TARGET_MOVES["confirm"].label)
    waiting = survey.targets.filter(state__in=TargetState.unread(), state_since__lte=until)
    targets = list(waiting.select_for_update(of=("self",)).select_related("body"))
    if not targets:
        raise Refused("確認していない回答はありません。")
    now = timezone.now()
    for target in targets:
        target.state, target.state_since = TargetState.CONFIRMED, now
    SurveyTarget.objects.bulk_update(targets, ["state", "state_since"], batch_size=500)
    _contacts(targets, by, What.MOVED, Way.OTHER, TargetState.CONFIRMED.label)
    record(
        by=by,
        verb="survey.confirm_all",
        target=f"surveys.survey:{survey.pk}",
        summary=f"アンケート「{survey.title}」：回答{len(targets)}件をまとめて確認済にしました。"[:500],
        data={"codes": [target.body.code for target in targets]},
    )
    return len(targets)


@transaction.atomic
def mark_sent(*, survey: Survey, by: User, listed: Iterable[int], at: dt.datetime) -> int:
    """Letters were posted to the bodies of a list. Who has been reached or has answered since is left as it is."""
    allowed(by)
    survey = locked(survey)
    check_while(survey, "send", TARGET_MOVES["send"].label)
    waiting = survey.targets.unsent().filter(pk__in=list(listed))
    targets = list(waiting.select_for_update(of=("self",)).select_related("body"))
    if not targets:
        raise Refused("この一覧の団体は、すべて送付済か、回答が始まっています。")
    note_sent(targets, way=Way.POST, by=by, at=at)
    record(
        by=by,
        verb="survey.mark_sent",
        target=f"surveys.survey:{survey.pk}",
        summary=f"アンケート「{survey.title}」：{len(targets)}団体を郵送で送付済にしました。"[:500],
        data={"codes": [target.body.code for target in targets]},
    )
    return len(targets)


# --- Beside the moves ---------------------------------------------------------------------------------


@transaction.atomic
def note_contact(*, target: SurveyTarget, by: User, way: str, note: str) -> Contact:
    """That somebody of it was spoken to. Possible at any time."""
    target = held(target, by)
    return write_contact(target, by, What.TALKED, way, note.strip())


@transaction.atomic
def reissue(*, target: SurveyTarget, by: User) -> SurveyTarget:
    """Another code: the one that was sent opens nothing any more."""
    target = held(target, by)
    check_while(target.survey, "reissue", "回答コードの再発行")
    target.code = new_code()
    target.save(update_fields=["code"])
    write_contact(target, by, What.MOVED, Way.OTHER, "回答コードを再発行")
    _record(target, by, "reissue", "回答コードを再発行しました")
    return target


# --- What is put down ---------------------------------------------------------------------------------


def _enter(target: SurveyTarget, state: str) -> None:
    target.state, target.state_since = state, timezone.now()
    target.save(update_fields=["state", "state_since"])


def _noted(target: SurveyTarget, reason: str) -> str:
    label = str(target.get_state_display())
    return f"{label}：{reason}"[:1000] if reason else label


def write_contact(target: SurveyTarget, by: User, what: str, way: str, note: str) -> Contact:
    made = Contact.objects.create(
        target=target, at=timezone.now(), by=by, what=what, way=way, note=note[:1000]
    )
    if what in (What.RETURNED, What.TALKED):
        target.contacted_at = made.at
        target.save(update_fields=["contacted_at"])
    return made


def _contacts(targets: list[SurveyTarget], by: User, what: str, way: str, note: str) -> None:
    now = timezone.now()
    Contact.objects.bulk_create(
        [Contact(target=one, at=now, by=by, what=what, way=way, note=note) for one in targets], batch_size=500
    )


def _record(target: SurveyTarget, by: User, verb: str, what: str) -> None:
    record(
        by=by,
        verb=f"survey.{verb}_target",
        target=f"surveys.surveytarget:{target.pk}",
        summary=f"アンケート「{target.survey.title}」の{target.body}：{what}。"[:500],
    )

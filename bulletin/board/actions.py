"""The doors of the board: whatever changes a thread or a response passes here. State, history and mail are written
in one transaction, with the thread's row locked before all else."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import history
from accounts.models import User
from bulletin.board import telling
from bulletin.board.moves import RESPONDERS, RESPONSE_MOVES, THREAD_MOVES, Ask, is_of_a_side
from bulletin.models import BoardEvent, Response, Thread, ThreadText
from bulletin.models.board.states import ResponseState, ThreadState
from bulletin.transitions import Move
from common.dates import today
from common.stale import StaleError
from municipalities.models import Office
from projects.models import ProjectParty


@dataclass(frozen=True)
class Said:
    """What is said with a move."""

    reason: str = ""
    category: str = ""
    deadline: dt.date | None = None
    day: dt.date | None = None
    #: The version of the text that was read; None where nobody read one.
    version: int | None = None


# --- Locks --------------------------------------------------------------------------------------------


def locked_thread(pk: int) -> Thread:
    """The thread as it is now, nobody else's until the transaction ends; its deadline is kept at once."""
    thread = (
        Thread.objects.select_for_update(of=("self",)).select_related("office__body__prefecture").get(pk=pk)
    )
    if thread.state == ThreadState.OPEN and thread.state_now == ThreadState.CLOSED:
        _write(THREAD_MOVES["expire"], thread, None, by=None, office=None, said=Said())
    return thread


def locked_response(pk: int) -> Response:
    """The response as it is now, its thread locked with it."""
    thread = locked_thread(Response.objects.values_list("thread", flat=True).get(pk=pk))
    response = (
        Response.objects.select_for_update(of=("self",))
        .select_related("office__body__prefecture", "body__prefecture")
        .get(pk=pk)
    )
    response.thread = thread
    return response


# --- Moves --------------------------------------------------------------------------------------------


@transaction.atomic
def move_thread(*, thread: Thread, move: str, by: User | None, said: Said = Said()) -> Thread:
    """Do a transition of a thread. PermissionDenied for who has no right to it, ValidationError where it cannot be
    done (any more)."""
    thread = locked_thread(thread.pk)
    transition = THREAD_MOVES[move]
    _check(transition, thread, by, said)
    if Ask.DEADLINE in transition.asks:
        thread.deadline = said.deadline
    _write(
        transition,
        thread,
        None,
        by=by,
        office=_acting_office(thread.office, by),
        said=said,
        side=thread.office,
    )
    if move == "withdraw":
        for response in thread.responses.open().select_related(
            "office__body__prefecture", "body__prefecture"
        ):
            _write(RESPONSE_MOVES["withdrawn"], thread, response, by=by, office=thread.office, said=said)
    return thread


@transaction.atomic
def move_response(*, response: Response, move: str, by: User | None, said: Said = Said()) -> Response:
    """Do a transition of a response; as `move_thread`."""
    response = locked_response(response.pk)
    transition = RESPONSE_MOVES[move]
    _check(transition, response, by, said)
    if transition.target == ResponseState.DISSOLVED:
        _leave_project(response, said.day)
    if move == "send":
        response.submitted_at = timezone.now()
    side = _side_of(transition, response, by)
    _write(
        transition, response.thread, response, by=by, office=_acting_office(side, by), said=said, side=side
    )
    if transition.target in (ResponseState.PASSED, ResponseState.DECLINED):
        settle_if_full(response.thread)
    return response


def _side_of(move: Move, response: Response, by: User | None) -> Office:
    """The side for which a person has the right to a move, who may have a posting on both."""
    own = any(right in RESPONDERS and by.has_perm(right, response) for right in move.rights) if by else False
    return response.office if own else response.thread.office


def _leave_project(response: Response, day: dt.date) -> None:
    """From the day on the bodies of a dissolved response are no parties any more, unless another settled response of
    the thread has them; who never began is none at all."""
    if response.settled_on and day < response.settled_on:
        raise ValidationError({"day": "成立日以降の日を入力してください。"})
    response.dissolved_on = day
    others = response.thread.responses.settled().exclude(pk=response.pk).prefetch_related("partners__body")
    staying = {body.pk for other in others.select_related("body") for body in other.bodies}
    leaving = [body.pk for body in response.bodies if body.pk not in staying]
    parties = ProjectParty.objects.filter(project=response.thread.project, body__in=leaving, valid_to=None)
    parties.filter(valid_from__gte=day).delete()
    ended = list(parties.select_related("project", "body__prefecture"))
    parties.update(valid_to=day)
    change = {"valid_to": (None, day)}
    history.note(rows=[history.Row(party, history.Action.UPDATE, change) for party in ended])


def settle_if_full(thread: Thread) -> None:
    """What the system does by itself: a thread whose slots are full and whose responses are all decided is settled."""
    move = THREAD_MOVES["fill"]
    if thread.state in move.sources and not move.guard(thread):
        _write(move, thread, None, by=None, office=None, said=Said())


def _check(move: Move, record: Thread | Response, by: User | None, said: Said) -> None:
    if not move.is_allowed(by, record):
        raise PermissionDenied
    if not move.is_possible(by, record):
        raise ValidationError(f"今の状態（{record.get_state_display()}）では「{move.label}」はできません。")
    if said.version is not None and said.version != record.version:
        raise StaleError(
            "ページを開いたあとに内容が変わりました。新しい内容を読んで、もう一度行ってください。"
        )
    wanted = {
        Ask.REASON: (said.reason.strip(), "理由を入力してください。"),
        Ask.CATEGORY: (said.category, "理由の区分を選んでください。"),
        Ask.DEADLINE: (said.deadline, "新しい回答の期限を入力してください。"),
        Ask.DAY: (said.day, "日を入力してください。"),
    }
    for ask in move.asks:
        given, message = wanted[ask]
        if not given:
            raise ValidationError({ask.value: message})
    if said.deadline and Ask.DEADLINE in move.asks and said.deadline < today():
        raise ValidationError({"deadline": "今日以降の日を入力してください。"})
    if why := move.guard(record):
        raise ValidationError(why)


def _acting_office(side: Office, by: User | None) -> Office | None:
    """For which office a person acts: the side's, else the secretariat's."""
    if by is None:
        return None
    posting = side.posting_of(by) or Office.secretariat_posting_of(by)
    return posting.office if posting else None


def write_event(
    move: Move,
    thread: Thread,
    response: Response | None,
    *,
    by,
    office,
    said: Said,
    version: int | None = None,
    on_behalf_of: Office | None = None,
) -> BoardEvent:
    """The history of a move, and the change of state it makes; nobody is told."""
    record: Any = response or thread
    now = timezone.now()
    event = BoardEvent.objects.create(
        thread=thread,
        response=response,
        at=now,
        user=by,
        office=office,
        on_behalf_of=on_behalf_of,
        move=move.key,
        label=move.story,
        from_state=record.state,
        to_state=move.target,
        category=said.category,
        reason=said.reason.strip(),
        version=record.version if version is None else version,
    )
    if record.state != move.target:
        record.state, record.state_since = move.target, now
    return event


def _write(
    move: Move,
    thread: Thread,
    response: Response | None,
    *,
    by: User | None,
    office: Office | None,
    said: Said,
    side: Office | None = None,
) -> None:
    """A move: history, state, and mail. The secretariat does what is a side's own on behalf of that `side`."""
    record: Any = response or thread
    if response is None and move.target == ThreadState.OPEN and thread.opened_at is None:
        thread.opened_at = timezone.now()
    if response is None and move.key in ("submit", "review", "open"):
        keep_text(thread, by=by)
    stands_in = office is not None and office.is_secretariat and office != side and is_of_a_side(move)
    event = write_event(
        move,
        thread,
        response,
        by=by,
        office=office,
        said=said,
        on_behalf_of=side if stands_in else None,
    )
    record.save()
    telling.tell_of(event, move)


# --- Flags --------------------------------------------------------------------------------------------

FLAGS = {
    "hide": ("is_hidden", True, "非表示にしました"),
    "unhide": ("is_hidden", False, "非表示を解きました"),
    "archive": ("is_archived", True, "保管しました"),
    "unarchive": ("is_archived", False, "保管から戻しました"),
}


@transaction.atomic
def flag_thread(*, thread: Thread, flag: str, by: User, reason: str) -> Thread:
    """Moderation: hide a thread from all but its office, or put it away; and back."""
    thread = locked_thread(thread.pk)
    if not by.has_perm("bulletin.moderate_thread", thread):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError({"reason": "理由を入力してください。"})
    name, value, story = FLAGS[flag]
    setattr(thread, name, value)
    move = Move(flag, "", story, frozenset(), thread.state, ())
    office = Office.secretariat_posting_of(by)
    event = write_event(move, thread, None, by=by, office=office and office.office, said=Said(reason=reason))
    thread.save()
    telling.tell_office(event, thread.office)
    return thread


# --- Texts --------------------------------------------------------------------------------------------


def text_of(thread: Thread) -> dict[str, str]:
    """What a thread says, label → words, in the order of the form."""
    words = {thread._meta.get_field(name).verbose_name: _in_words(thread, name) for name in Thread.TEXTS}
    words["課題分類"] = "、".join(category.name for category in thread.categories.order_by("order", "slug"))
    words["公開する自治体・都道府県"] = "、".join(
        str(body) for body in thread.audience_bodies.order_by("code")
    )
    words["協定"] = str(thread.audience_agreement or "")
    words["共同で投稿する自治体"] = "、".join(str(partner) for partner in thread.partners.all())
    return words


def _in_words(thread: Thread, name: str) -> str:
    shown = getattr(thread, f"get_{name}_display", None)
    value = shown() if shown else getattr(thread, name)
    return "" if value is None else str(value)


def keep_text(thread: Thread, *, by: User) -> None:
    """Keep this version of the text, once; the thread's row is locked."""
    if not thread.texts.filter(version=thread.version).exists():
        ThreadText.objects.create(thread=thread, version=thread.version, user=by, values=text_of(thread))

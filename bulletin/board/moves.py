"""The transitions of threads and responses, as data. Actions, buttons, the inbox, the manual and the tests read these
tables; nothing else says what may follow what."""

import datetime as dt
from enum import Enum

from django.db import models

from accounts.models import User
from bulletin.models import BoardEvent, Response, Thread
from bulletin.models.board.states import (
    RESPONSE_OPEN,
    THREAD_LIVE,
    THREAD_UNOPENED,
    ResponseState,
    ThreadState,
)
from bulletin.transitions import Move, first, forward_first, has_internal_step
from common.dates import today


class Reason(models.TextChoices):
    """理由の区分: what an ending is counted by."""

    SCHEDULE = "schedule", "日程が合わない"
    COST = "cost", "経費の負担が合わない"
    CONTENT = "content", "内容が合わない"
    CAPACITY = "capacity", "体制が整わない"
    FULL = "full", "募集の枠に達した"
    OTHER = "other", "その他"


class Ask(Enum):
    """What a move asks for besides the decision itself."""

    REASON = "reason"
    CATEGORY = "category"
    DEADLINE = "deadline"
    DAY = "day"


class Told(Enum):
    """Who hears of a move."""

    AUTHOR = "author"
    AUTHOR_APPROVERS = "author_approvers"
    RESPONDER = "responder"
    RESPONDER_APPROVERS = "responder_approvers"
    #: Those whose response is not decided; those whose response is settled; everybody who ever answered.
    RESPONDERS = "responders"
    PARTIES = "parties"
    ANSWERED = "answered"
    SECRETARIAT = "secretariat"
    WATCHERS = "watchers"


#: How often an author may open a thread again.
MOST_EXTENSIONS = 2
#: So many days after the deadline a thread without a decision lapses.
DAYS_TO_DECIDE = 30


#: Rights of the secretariat.
SECRETARIAT = frozenset({"bulletin.moderate_thread", "bulletin.observe_response"})


def is_of_a_side(move: Move) -> bool:
    """Whether one of the two offices may do it, too, or the secretariat alone."""
    return bool(set(move.rights) - SECRETARIAT)


# --- Guards -------------------------------------------------------------------------------------------


#: What a thread must say before it leaves its author's house: field and its name on the form.
REQUIRED = {"title": "題名", "body": "本文", "field": "分野", "deadline": "回答の期限"}


def incomplete(thread: Thread) -> str:
    missing = [label for name, label in REQUIRED.items() if not getattr(thread, name)]
    if missing:
        return f"次の項目を入力してください：{'、'.join(missing)}"
    if thread.deadline < today():
        return "回答の期限が過ぎています。先の日に直してください。"
    return "" if thread.has_audience else "公開する範囲に当たる自治体がありません。範囲を選び直してください。"


def needs_review(thread: Thread) -> bool:
    """A body's first thread, and one that was sent back once, are looked at by the secretariat."""
    if thread.office.is_secretariat:
        return False
    opened = Thread.objects.filter(sender=thread.sender, opened_at__isnull=False).exclude(pk=thread.pk)
    sent_back = BoardEvent.objects.of_thread().filter(thread=thread, move="send_back")
    return not opened.exists() or sent_back.exists()


def _review_wanted(thread: Thread) -> str:
    return "" if needs_review(thread) else "事務局の確認は必要ありません。"


def _no_review_wanted(thread: Thread) -> str:
    return "初めての投稿は、事務局の確認を受けます。" if needs_review(thread) else ""


def _was_open(thread: Thread) -> str:
    return "" if thread.opened_at else "受付を始めたことのない投稿です。"


def _undecided(thread: Thread) -> str:
    waiting = thread.responses.open().count()
    return f"決定していない回答が{waiting}件あります。先に決定してください。" if waiting else ""


def _no_settled(thread: Thread) -> str:
    return "成立した回答があるため、できません。" if thread.responses.settled().exists() else ""


def _some_settled(thread: Thread) -> str:
    return "" if thread.responses.settled().exists() else "成立した回答がありません。"


def _extensions_left(thread: Thread) -> str:
    used = BoardEvent.objects.of_thread().filter(thread=thread, move="extend").count()
    if used < MOST_EXTENSIONS:
        return ""
    return f"受付の再開は{MOST_EXTENSIONS}回までです。さらに延ばすときは、事務局へご連絡ください。"


def _deadline_passed(thread: Thread) -> str:
    return "" if thread.deadline and thread.deadline < today() else "回答の期限は過ぎていません。"


def _slots_full(thread: Thread) -> str:
    numbered = Thread.objects.with_numbers().get(pk=thread.pk)
    return "" if numbered.slots_left == 0 else "募集の枠に達していません。"


def _long_undecided(thread: Thread) -> str:
    if thread.deadline and thread.deadline + dt.timedelta(days=DAYS_TO_DECIDE) <= today():
        return ""
    return f"期限から{DAYS_TO_DECIDE}日を過ぎていません。"


def _no_talks(thread: Thread) -> str:
    talking = thread.responses.filter(state__in=(ResponseState.TALKS, ResponseState.TERMS))
    return "協議している回答があります。" if talking.exists() else ""


def _by_its_own_action(_) -> str:
    return "この操作は、合意案のページで行います。"


def _thread_withdrawn(response: Response) -> str:
    return "" if response.thread.state == ThreadState.WITHDRAWN else "投稿は取り下げられていません。"


def _sendable(response: Response) -> str:
    if not response.text:
        return "回答の内容を入力してください。"
    if not response.thread.is_open:
        return "この投稿の受付は終わっています。"
    return ""


# --- Threads ------------------------------------------------------------------------------------------

EDIT, APPROVE, MODERATE = "bulletin.edit_thread", "bulletin.approve_thread", "bulletin.moderate_thread"
S = ThreadState

THREAD_MOVES = {
    move.key: move
    for move in (
        Move("submit", "庁内確認に回す", "庁内確認に回しました", frozenset({S.DRAFT}), S.INTERNAL, (EDIT,),
             (Told.AUTHOR_APPROVERS,),
             guard=first(has_internal_step, incomplete)),
        Move("return", "修正を求める", "庁内確認で修正を求めました", frozenset({S.INTERNAL}), S.DRAFT, (APPROVE,),
             (Told.AUTHOR,), (Ask.REASON,), words="直してほしいこと", ends=True),
        Move("review", "事務局の確認に出す", "事務局の確認に出しました", frozenset({S.DRAFT, S.INTERNAL}), S.REVIEW,
             (APPROVE,), (Told.SECRETARIAT,),
             guard=first(_review_wanted, incomplete)),
        Move("open", "投稿する", "投稿し、受付を始めました", frozenset({S.DRAFT, S.INTERNAL}), S.OPEN, (APPROVE,),
             (Told.WATCHERS,),
             guard=first(_no_review_wanted, incomplete)),
        Move("accept", "受付を認める", "内容を確認し、受付を始めました", frozenset({S.REVIEW}), S.OPEN, (MODERATE,),
             (Told.AUTHOR, Told.WATCHERS), guard=incomplete),
        Move("send_back", "差し戻す", "差し戻しました", frozenset({S.REVIEW}), S.DRAFT, (MODERATE,),
             (Told.AUTHOR,), (Ask.REASON,), words="差し戻す理由", ends=True),
        Move("close", "受付を終える", "受付を終えました", frozenset({S.OPEN}), S.CLOSED, (EDIT,),
             (Told.RESPONDERS,), (Ask.REASON,), ends=True),
        Move("expire", "期限により受付を終える", "回答の期限が過ぎ、受付が終わりました", frozenset({S.OPEN}),
             S.CLOSED, (), (Told.AUTHOR, Told.RESPONDERS), guard=_deadline_passed),
        Move("extend", "受付を再開する", "受付を再開しました", frozenset({S.CLOSED}), S.OPEN, (APPROVE,),
             (Told.RESPONDERS, Told.WATCHERS), (Ask.DEADLINE,), guard=_extensions_left),
        Move("extend_more", "受付の再開を認める", "受付を再開しました", frozenset({S.CLOSED}), S.OPEN, (MODERATE,),
             (Told.AUTHOR, Told.RESPONDERS, Told.WATCHERS), (Ask.DEADLINE, Ask.REASON)),
        Move("settle", "成立として終える", "成立として終えました", THREAD_LIVE, S.SETTLED, (APPROVE,),
             (Told.AUTHOR, Told.PARTIES, Told.SECRETARIAT),
             guard=first(_some_settled, _undecided)),
        Move("fill", "枠に達して成立", "募集の枠に達し、成立しました", THREAD_LIVE, S.SETTLED, (),
             (Told.AUTHOR, Told.PARTIES, Told.SECRETARIAT), guard=first(_slots_full, _undecided)),
        Move("fail", "不成立として終える", "不成立として終えました", THREAD_LIVE, S.FAILED, (APPROVE, MODERATE),
             (Told.AUTHOR, Told.ANSWERED), (Ask.CATEGORY, Ask.REASON),
             guard=first(_no_settled, _undecided), ends=True),
        Move("withdraw", "取り下げる", "取り下げました", THREAD_UNOPENED | THREAD_LIVE, S.WITHDRAWN, (APPROVE,),
             (Told.RESPONDERS,), (Ask.REASON,), guard=_no_settled, ends=True),
        Move("lapse", "期限経過とする", "決定がないまま期限を過ぎました", frozenset({S.CLOSED}), S.LAPSED, (),
             (Told.AUTHOR, Told.SECRETARIAT), guard=first(_long_undecided, _no_settled, _no_talks)),
        Move("restore", "受付中に戻す", "受付中に戻しました",
             frozenset({S.SETTLED, S.FAILED, S.WITHDRAWN, S.LAPSED}), S.OPEN, (MODERATE,),
             (Told.AUTHOR, Told.ANSWERED), (Ask.DEADLINE, Ask.REASON),
             guard=_was_open),
    )
}  # fmt: skip


# --- Responses ----------------------------------------------------------------------------------------

R_EDIT, R_APPROVE = "bulletin.edit_response", "bulletin.approve_response"
R_HANDLE, R_DECIDE, R_OBSERVE = (
    "bulletin.handle_response",
    "bulletin.decide_response",
    "bulletin.observe_response",
)
#: Rights of the side that answered.
RESPONDERS = frozenset({R_EDIT, R_APPROVE})
R = ResponseState

RESPONSE_MOVES = {
    move.key: move
    for move in (
        Move("submit", "庁内確認に回す", "庁内確認に回しました", frozenset({R.DRAFT}), R.INTERNAL, (R_EDIT,),
             (Told.RESPONDER_APPROVERS,),
             guard=first(has_internal_step, _sendable)),
        Move("return", "修正を求める", "庁内確認で修正を求めました", frozenset({R.INTERNAL}), R.DRAFT, (R_APPROVE,),
             (Told.RESPONDER,), (Ask.REASON,), words="直してほしいこと", ends=True),
        Move("send", "回答を提出する", "回答を提出しました", frozenset({R.DRAFT, R.INTERNAL}), R.SUBMITTED,
             (R_APPROVE,), (Told.AUTHOR,), guard=_sendable),
        Move("take_up", "検討を始める", "検討を始めました", frozenset({R.SUBMITTED}), R.REVIEWING, (R_HANDLE,),
             (Told.RESPONDER,)),
        Move("ask", "照会する", "照会しました", frozenset({R.SUBMITTED, R.REVIEWING}), R.ASKING, (R_HANDLE,),
             (Told.RESPONDER,), (Ask.REASON,), words="照会の内容"),
        Move("answer", "照会に答える", "照会に答えました", frozenset({R.ASKING}), R.REVIEWING, (R_EDIT,),
             (Told.AUTHOR,), (Ask.REASON,), words="照会への答え"),
        Move("talk", "協議に進む", "協議に進みました", frozenset({R.SUBMITTED, R.REVIEWING, R.ASKING}), R.TALKS,
             (R_HANDLE,), (Told.RESPONDER,)),
        Move("pass", "見送る", "見送りました", RESPONSE_OPEN, R.PASSED, (R_DECIDE,),
             (Told.RESPONDER,), (Ask.CATEGORY, Ask.REASON), ends=True),
        Move("decline", "辞退する", "辞退しました", RESPONSE_OPEN, R.DECLINED, (R_APPROVE,),
             (Told.AUTHOR,), (Ask.CATEGORY, Ask.REASON), ends=True),
        Move("discard", "回答をやめる", "回答をやめました", frozenset({R.DRAFT, R.INTERNAL}), R.DECLINED, (R_EDIT,),
             ends=True),
        Move("dissolve", "成立を解消する", "成立を解消しました", frozenset({R.SETTLED}), R.DISSOLVED,
             (R_DECIDE, R_APPROVE, R_OBSERVE), (Told.AUTHOR, Told.RESPONDER, Told.SECRETARIAT),
             (Ask.DAY, Ask.REASON), ends=True),
        # By the actions on terms alone (bulletin.board.rooms, bulletin.board.settlement).
        Move("propose", "合意案を示す", "合意案を示しました", frozenset({R.TALKS, R.TERMS}), R.TERMS,
             (R_HANDLE, R_EDIT), guard=_by_its_own_action),
        Move("confirm", "合意案を確認する", "合意案を確認しました", frozenset({R.TERMS}), R.TERMS,
             (R_DECIDE, R_APPROVE), guard=_by_its_own_action),
        Move("settled", "成立", "双方の確認がそろい、成立しました", frozenset({R.TERMS}), R.SETTLED, (),
             (Told.AUTHOR, Told.RESPONDER, Told.SECRETARIAT), guard=_by_its_own_action),
        # What becomes of a response when its thread is taken back.
        Move("withdrawn", "投稿の取下げ", "投稿が取り下げられ、終わりました", RESPONSE_OPEN, R.PASSED, (),
             guard=_thread_withdrawn),
    )
}  # fmt: skip

#: Moves that have a page of their own instead of a button.
BY_TERMS = ("propose", "confirm")


def thread_moves(thread: Thread, user: User) -> list[Move]:
    """The buttons of a thread for a person. Where sending to review and opening are both possible by state, the
    guards decide which of the two is offered."""
    moves = [move for move in THREAD_MOVES.values() if move.is_possible(user, thread)]
    if any(move.key in ("review", "open") for move in moves):
        barred = "open" if needs_review(thread) else "review"
        moves = [move for move in moves if move.key != barred]
    barred_by_settled = {"fail", "withdraw"} if getattr(thread, "settled_count", 0) else {"settle"}
    moves = [move for move in moves if move.key not in barred_by_settled]
    approves = APPROVE in {right for move in moves for right in move.rights}
    return forward_first(
        [move for move in moves if move.key != "submit" or (thread.office.needs_approval and not approves)]
    )


def response_moves(response: Response, user: User) -> list[Move]:
    """The buttons of a response for a person."""
    moves = [
        move
        for move in RESPONSE_MOVES.values()
        if move.key not in BY_TERMS and move.is_possible(user, response)
    ]
    sends = any(move.key == "send" for move in moves)
    return forward_first(
        [move for move in moves if move.key != "submit" or (response.office.needs_approval and not sends)]
    )

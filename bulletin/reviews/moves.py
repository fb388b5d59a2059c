"""The moves of a topic's review, as data: actions, buttons, the manual and the tests read this table; nothing else says
what may follow what."""

import datetime as dt
from enum import Enum

from accounts.models import User
from bulletin.models import TopicReview
from bulletin.models.reviews import REVIEW_ENDED, ReviewState
from bulletin.transitions import Move, first, forward_first, has_internal_step
from common.dates import today


class Ask(Enum):
    """What a move asks for besides the decision itself."""

    REASON = "reason"
    DAY = "day"
    #: The version that was read: agreed to is what was seen.
    VERSION = "version"


class Told(Enum):
    OFFICE = "office"
    APPROVERS = "approvers"
    SECRETARIAT = "secretariat"


# --- Guards -------------------------------------------------------------------------------------------

#: What a topic must say before it leaves its office.
REQUIRED = {"title": "題名", "kind": "種類", "summary": "概要"}


def day_of_publication(review: TopicReview) -> dt.date:
    """The day it was wished for, unless that has gone by."""
    return max(review.wished_on or today(), today())


def incomplete(review: TopicReview) -> str:
    topic = review.topic
    missing = [label for name, label in REQUIRED.items() if not getattr(topic, name)]
    if missing:
        return f"次の項目を入力してください：{'、'.join(missing)}"
    if topic.expires_on and topic.expires_on <= day_of_publication(review):
        return "掲載を終える日は、掲載を始める日より後にしてください。"
    return ""


def _by_its_own_action(_) -> str:
    return "この操作は、文案のページで行います。"


def _on_show(review: TopicReview) -> str:
    return "" if review.standing == ReviewState.PUBLISHED else "掲載中のトピックスではありません。"


def _not_yet_on_show(review: TopicReview) -> str:
    if review.standing not in (ReviewState.PUBLISHED, TopicReview.PAST):
        return ""
    return "掲載したトピックスは引き戻せません。掲載を終えるときは「掲載を終える」を選んでください。"


# --- The table ----------------------------------------------------------------------------------------

EDIT, APPROVE, MODERATE = ((f"bulletin.{verb}_topicreview",) for verb in ("edit", "approve", "moderate"))
S = ReviewState

MOVES = {
    move.key: move
    for move in (
        Move("submit", "庁内確認に回す", "庁内確認に回しました", frozenset({S.DRAFT, S.RETURNED}), S.INTERNAL, EDIT,
             (Told.APPROVERS,), guard=first(has_internal_step, incomplete)),
        Move("rework", "修正を求める", "庁内確認で修正を求めました", frozenset({S.INTERNAL}), S.DRAFT, APPROVE,
             (Told.OFFICE,), (Ask.REASON,), "直してほしいこと", ends=True),
        Move("send", "事務局の確認に出す", "事務局の確認に出しました", frozenset({S.DRAFT, S.INTERNAL, S.RETURNED}),
             S.REVIEW, APPROVE, (Told.SECRETARIAT,), guard=incomplete),
        Move("publish", "掲載する", "内容を確認し、掲載を決めました", frozenset({S.REVIEW}), S.PUBLISHED, MODERATE,
             (Told.OFFICE,), guard=incomplete),
        Move("propose", "文案を示す", "文案を示しました", frozenset({S.REVIEW, S.PROPOSED}), S.PROPOSED, MODERATE,
             (Told.OFFICE,), guard=_by_its_own_action),
        Move("return", "差し戻す", "差し戻しました", frozenset({S.REVIEW, S.PROPOSED}), S.RETURNED, MODERATE,
             (Told.OFFICE,), (Ask.REASON,), "差し戻す理由", ends=True),
        Move("agree", "この文案で掲載する", "事務局の文案を確認し、掲載を決めました", frozenset({S.PROPOSED}),
             S.PUBLISHED, APPROVE, (Told.OFFICE, Told.SECRETARIAT), (Ask.VERSION,)),
        Move("answer", "文案に答える", "事務局の文案に答えました", frozenset({S.PROPOSED}), S.REVIEW, EDIT,
             (Told.SECRETARIAT,), (Ask.REASON,), "事務局への連絡"),
        Move("take_back", "引き戻して直す", "引き戻しました",
             frozenset({S.INTERNAL, S.REVIEW, S.PROPOSED, S.PUBLISHED}), S.DRAFT, EDIT,
             guard=_not_yet_on_show, ends=True),
        Move("withdraw", "掲載をやめる", "掲載の申請を取りやめました", frozenset(S) - REVIEW_ENDED, S.WITHDRAWN, EDIT,
             ends=True),
        Move("end", "掲載を終える", "掲載を終える日を決めました", frozenset({S.PUBLISHED}), S.PUBLISHED, APPROVE,
             (Told.OFFICE, Told.SECRETARIAT), (Ask.DAY,), guard=_on_show, ends=True),
    )
}  # fmt: skip

#: Moves that have a page of their own instead of a button.
BY_WORDING = ("propose",)


def moves_for(review: TopicReview, user: User) -> list[Move]:
    """The buttons for a person, those that lead on before the rest."""
    moves = [move for move in MOVES.values() if move.key not in BY_WORDING and move.is_possible(user, review)]
    sends = any(move.key == "send" for move in moves)
    barred = set()
    if sends or not review.office.needs_approval:
        barred.add("submit")
    if review.state == ReviewState.PUBLISHED:
        barred |= {"end", "take_back"} - _of_published(review)
    return forward_first(move for move in moves if move.key not in barred)


def _of_published(review: TopicReview) -> set[str]:
    own = {
        ReviewState.PUBLISHED: {"end"},
        TopicReview.AHEAD: {"take_back"},
        TopicReview.STOPPED: {"take_back"},
    }
    return own.get(review.standing, set())

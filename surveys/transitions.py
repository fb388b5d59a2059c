"""How a survey, and each body it asks, goes from state to state: read by actions, views, tests and the manual."""

from accounts.models import User
from common.moves import Move
from surveys.models import Survey, TargetState

State = Survey.State

#: Whose a move of a survey is: of those who write for the secretariat, or of those who decide for it. The clock makes
#: 「open」 and 「close」 as well (surveys.asking.actions).
EDITOR, APPROVER = "editor", "approver"

SURVEY_MOVES = {
    "check": Move((State.DRAFT,), State.CHECKING, EDITOR, "点検に回す", "点検に回しました"),
    "revise": Move(
        (State.CHECKING, State.SCHEDULED), State.DRAFT, EDITOR, "作成中に戻す", "作成中に戻しました"
    ),
    "schedule": Move((State.CHECKING,), State.SCHEDULED, APPROVER, "予約する", "予約しました"),
    "open": Move((State.SCHEDULED,), State.OPEN, APPROVER, "今すぐ始める", "始めました"),
    "close": Move((State.OPEN,), State.CLOSED, APPROVER, "今すぐ締め切る", "締め切りました"),
    "review": Move(
        (State.CLOSED,), State.REVIEWING, EDITOR, "確認・補正に進む", "回答の確認・補正を始めました"
    ),
    "finish": Move((State.REVIEWING,), State.FINAL, APPROVER, "結果を確定する", "結果を確定しました"),
    "publish": Move((State.FINAL,), State.PUBLISHED, APPROVER, "結果を公表する", "結果を公表しました"),
    "cancel": Move(
        (*State.ahead(), State.OPEN, State.CLOSED, State.REVIEWING),
        State.CANCELLED,
        APPROVER,
        "中止する",
        "中止しました",
        needs_reason=True,
    ),
}

#: Whose a move of a body that is asked is: the body's own, or of those who write for the secretariat.
BODY, SECRETARIAT = "body", "secretariat"

TARGET_MOVES = {
    "send": Move(
        (TargetState.UNSENT, TargetState.BOUNCED), TargetState.SENT, SECRETARIAT, "送付済にする", "送付"
    ),
    "bounce": Move((TargetState.SENT,), TargetState.BOUNCED, SECRETARIAT, "不達にする", "不達"),
    "write": Move(
        (TargetState.UNSENT, TargetState.SENT, TargetState.BOUNCED),
        TargetState.WRITING,
        BODY,
        "入力する",
        "入力を始めました",
    ),
    "submit": Move(
        (TargetState.UNSENT, TargetState.SENT, TargetState.BOUNCED, TargetState.WRITING),
        TargetState.SUBMITTED,
        BODY,
        "提出する",
        "提出しました",
    ),
    "resubmit": Move((TargetState.RETURNED,), TargetState.RESUBMITTED, BODY, "再提出する", "再提出しました"),
    "return": Move(
        (TargetState.SUBMITTED, TargetState.RESUBMITTED, TargetState.CONFIRMED, TargetState.BY_PROXY),
        TargetState.RETURNED,
        SECRETARIAT,
        "差し戻す",
        "差し戻しました",
        needs_reason=True,
    ),
    "confirm": Move(
        (TargetState.SUBMITTED, TargetState.RESUBMITTED),
        TargetState.CONFIRMED,
        SECRETARIAT,
        "確認済にする",
        "確認しました",
    ),
    "enter": Move(
        (*TargetState.owing(), TargetState.DECLINED, TargetState.BY_PROXY),
        TargetState.BY_PROXY,
        SECRETARIAT,
        "代理入力する",
        "代理入力しました",
    ),
    "decline": Move(
        TargetState.owing(),
        TargetState.DECLINED,
        SECRETARIAT,
        "辞退にする",
        "辞退として記録しました",
        needs_reason=True,
    ),
    "exclude": Move(
        TargetState.owing(),
        TargetState.EXCLUDED,
        SECRETARIAT,
        "対象外にする",
        "対象外として記録しました",
        needs_reason=True,
    ),
    "reinstate": Move(
        (TargetState.DECLINED, TargetState.EXCLUDED),
        TargetState.SENT,
        SECRETARIAT,
        "依頼中に戻す",
        "依頼中に戻しました",
    ),
}


def has_right(move: Move, user: User) -> bool:
    """Whether a person of the secretariat may make a move of a survey, whatever its state."""
    if move.who == APPROVER:
        return user.has_perm("municipalities.approve_as_secretariat")
    return user.has_perm("municipalities.edit_as_secretariat")


def moves_for(survey: Survey, user: User) -> dict[str, Move]:
    """The moves that a person may make with a survey as it is now."""
    return {
        name: move
        for name, move in SURVEY_MOVES.items()
        if survey.state_now in move.sources and has_right(move, user)
    }

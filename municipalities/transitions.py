"""How an application and a registration go from state to state: read by actions, views, tests and the manual."""

from common.moves import Move
from municipalities.models import MembershipApplication
from municipalities.models.membership import Standing

State = MembershipApplication.State

#: Whose a move is.
APPLICANT, DECIDER = "applicant", "decider"

APPLICATION_MOVES = {
    "confirm": Move(
        (State.SUBMITTED,),
        State.CONFIRMED,
        APPLICANT,
        "メールアドレスを確認する",
        "メールアドレスを確認しました",
    ),
    "take_up": Move((State.CONFIRMED,), State.IN_REVIEW, DECIDER, "審査を始める", "審査を始めました"),
    "approve": Move(MembershipApplication.WAITING, State.APPROVED, DECIDER, "承認する", "承認しました"),
    "send_back": Move(
        MembershipApplication.WAITING,
        State.RETURNED,
        DECIDER,
        "差し戻す",
        "差し戻しました",
        needs_reason=True,
    ),
    "decline": Move(
        MembershipApplication.WAITING,
        State.DECLINED,
        DECIDER,
        "不承認にする",
        "不承認としました",
        needs_reason=True,
    ),
    "resubmit": Move((State.RETURNED,), State.IN_REVIEW, APPLICANT, "直して出し直す", "直して出し直しました"),
    "withdraw": Move(MembershipApplication.OPEN, State.WITHDRAWN, APPLICANT, "取り下げる", "取り下げました"),
}

#: Whose the moves of a registration are: any editor of an office of the body, and the secretariat's approvers.
OFFICE, SECRETARIAT = "office", "secretariat"

MEMBERSHIP_MOVES = {
    "confirm": Move(
        (Standing.VALID, Standing.TO_CONFIRM),
        Standing.VALID,
        OFFICE,
        "登録内容を確認した",
        "登録内容を確認しました",
    ),
    "suspend": Move(
        (Standing.VALID, Standing.TO_CONFIRM),
        Standing.SUSPENDED,
        SECRETARIAT,
        "停止する",
        "会員登録を停止しました",
        needs_reason=True,
    ),
    "resume": Move(
        (Standing.SUSPENDED,), Standing.VALID, SECRETARIAT, "停止を解除する", "会員登録の停止を解除しました"
    ),
    "withdraw": Move(
        (Standing.VALID, Standing.TO_CONFIRM, Standing.SUSPENDED),
        Standing.WITHDRAWN,
        SECRETARIAT,
        "退会とする",
        "退会の手続きをしました",
        needs_reason=True,
    ),
}


def moves_for(application: MembershipApplication, user) -> dict[str, Move]:
    """The moves that a person may make with an application as it is now."""
    whose = set()
    if application.applicant_id == user.pk:
        whose.add(APPLICANT)
    elif user.has_perm("municipalities.decide_membershipapplication", application):
        whose.add(DECIDER)
    return {
        name: move
        for name, move in APPLICATION_MOVES.items()
        if move.who in whose and application.state in move.sources
    }

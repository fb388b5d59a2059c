"""From which state to which: of a campaign, and of the return of one ward."""

from common.moves import Move
from surveys.models import ReturnCampaign, YearlyReturn

State, Campaign = YearlyReturn.State, ReturnCampaign.State
WARD, SECRETARIAT = "区", "事務局"

CAMPAIGN_MOVES = {
    "open": Move(
        (Campaign.PREPARING,),
        Campaign.OPEN,
        SECRETARIAT,
        "受付を始める",
        "連携状況調査の受付を始めました",
    ),
    "close": Move((Campaign.OPEN,), Campaign.CLOSED, SECRETARIAT, "締め切って確定する", "締め切りました"),
}

RETURN_MOVES = {
    "begin": Move((State.UNTOUCHED,), State.EDITING, WARD, "入力を始める", ""),
    "submit": Move((State.UNTOUCHED, State.EDITING), State.SUBMITTED, WARD, "提出する", "提出しました"),
    "resubmit": Move((State.RETURNED,), State.RESUBMITTED, WARD, "再提出する", "再提出しました"),
    "return": Move(
        (State.SUBMITTED, State.RESUBMITTED),
        State.RETURNED,
        SECRETARIAT,
        "差し戻す",
        "連携状況調査の回答が差し戻されました",
        needs_reason=True,
    ),
    "accept": Move(
        (State.SUBMITTED, State.RESUBMITTED),
        State.ACCEPTED,
        SECRETARIAT,
        "受理する",
        "連携状況調査の回答が受理されました",
    ),
}

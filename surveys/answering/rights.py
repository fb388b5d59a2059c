"""When a body may write its answer, and when it may not any more."""

from common.moves import Refused
from surveys.models import Survey, SurveyTarget, TargetState

State = Survey.State

#: After the survey has closed, what was sent back may still be put right.
CORRECTING = (State.CLOSED, State.REVIEWING)


def why_not_writing(target: SurveyTarget) -> str:
    """In words for the body; empty where it may write. The deadline counts at the moment it is asked."""
    state = target.survey.state_now
    if target.state == TargetState.RETURNED and state in (State.OPEN, *CORRECTING):
        return ""
    if target.has_answered:
        return "回答は提出済みです。直すところがあるときは、事務局にお知らせください。"
    if target.state == TargetState.DECLINED:
        return "回答を辞退されたものとして記録しています。回答するときは、事務局にお知らせください。"
    if target.state == TargetState.EXCLUDED:
        return "このアンケートの対象外です。"
    if state == State.OPEN:
        return ""
    if state == State.CANCELLED:
        return "このアンケートは中止しました。回答は不要です。"
    if state in State.ahead():
        return "このアンケートは、まだ始まっていません。"
    return "このアンケートは締め切りました。"


def check_writing(target: SurveyTarget) -> None:
    if why := why_not_writing(target):
        raise Refused(why)

from surveys.models.answers import Answer, AnswerFile, AnswerVersion, TrialAnswer
from surveys.models.questions import Erratum, Question
from surveys.models.results import AnswerDraft, Coding, CodingCategory, PublishedResult
from surveys.models.return_lines import PartnershipLine, ProjectLine
from surveys.models.returns import ReturnCampaign, ReturnEntry, YearlyReturn
from surveys.models.surveys import Survey, SurveyOpinion
from surveys.models.targets import Contact, Reminder, SurveyTarget, TargetState

__all__ = [
    "Answer",
    "AnswerDraft",
    "AnswerFile",
    "AnswerVersion",
    "Coding",
    "CodingCategory",
    "Contact",
    "Erratum",
    "PartnershipLine",
    "ProjectLine",
    "PublishedResult",
    "Question",
    "Reminder",
    "ReturnCampaign",
    "ReturnEntry",
    "Survey",
    "SurveyOpinion",
    "SurveyTarget",
    "TargetState",
    "TrialAnswer",
    "YearlyReturn",
]

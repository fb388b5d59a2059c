from surveys.models.answers import Answer, AnswerFile, AnswerVersion, TrialAnswer
from surveys.models.questions import Erratum, Question
from surveys.models.results import AnswerDraft, Coding, CodingCategory, PublishedResult
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
    "PublishedResult",
    "Question",
    "Reminder",
    "Survey",
    "SurveyOpinion",
    "SurveyTarget",
    "TargetState",
    "TrialAnswer",
]

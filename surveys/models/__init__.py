from surveys.models.return_lines import PartnershipLine, ProjectLine
from surveys.models.returns import ReturnCampaign, ReturnEntry, YearlyReturn
from surveys.models.surveys import Survey, SurveyOpinion

__all__ = [
    "PartnershipLine",
    "ProjectLine",
    "ReturnCampaign",
    "ReturnEntry",
    "Survey",
    "SurveyOpinion",
    "YearlyReturn",
]

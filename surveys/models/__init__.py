from surveys.models.surveys import Survey, SurveyOpinion

__all__ = ["Survey", "SurveyOpinion"]

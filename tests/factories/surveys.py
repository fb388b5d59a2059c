import datetime as dt

import factory
from factory.django import DjangoModelFactory

from surveys import models


class SurveyFactory(DjangoModelFactory):
    """Published."""

    class Meta:
        model = models.Survey

    slug = factory.Sequence(lambda n: f"survey-{n}")
    title = factory.Sequence(lambda n: f"見本のアンケート{n}")
    purpose = "見本の目的"
    state = "published"
    opened_on = dt.date(2014, 7, 1)
    published_on = dt.date(2014, 9, 16)


class SurveyOpinionFactory(DjangoModelFactory):
    class Meta:
        model = models.SurveyOpinion

    survey = factory.SubFactory(SurveyFactory)
    order = factory.Sequence(lambda n: n + 1)
    heading = "見本の見出し"
    text = "見本の意見"

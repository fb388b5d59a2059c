import datetime as dt

import factory
from factory.django import DjangoModelFactory

from surveys import models
from tests.factories.accounts import UserFactory
from tests.factories.municipalities import LocalGovernmentFactory


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


class ConductedSurveyFactory(SurveyFactory):
    """Built here, and asked of nobody yet: a draft for all municipalities, of December 2026."""

    slug = factory.Sequence(lambda n: f"2026-{n + 1}")
    state = "draft"
    opened_on = published_on = None
    base_day = dt.date(2026, 8, 1)
    opens_at = dt.datetime(2026, 12, 1, 0, tzinfo=dt.UTC)
    closes_at = dt.datetime(2026, 12, 25, 8, tzinfo=dt.UTC)


class QuestionFactory(DjangoModelFactory):
    class Meta:
        model = models.Question

    survey = factory.SubFactory(ConductedSurveyFactory)
    order = factory.Sequence(lambda n: n + 1)
    kind = "text"
    text = factory.Sequence(lambda n: f"見本の設問{n}")


class ErratumFactory(DjangoModelFactory):
    class Meta:
        model = models.Erratum

    question = factory.SubFactory(QuestionFactory)
    number = 1
    text = "正しい設問文"
    reason = "誤記"
    at = dt.datetime(2026, 12, 2, 3, tzinfo=dt.UTC)
    by = factory.SubFactory(UserFactory)


class SurveyTargetFactory(DjangoModelFactory):
    class Meta:
        model = models.SurveyTarget

    survey = factory.SubFactory(ConductedSurveyFactory)
    body = factory.SubFactory(LocalGovernmentFactory)


class AnswerFactory(DjangoModelFactory):
    class Meta:
        model = models.Answer

    target = factory.SubFactory(SurveyTargetFactory)
    office = "企画課"
    person = "見本花子"


class AnswerVersionFactory(DjangoModelFactory):
    """Handed in, and standing."""

    class Meta:
        model = models.AnswerVersion

    target = factory.SubFactory(SurveyTargetFactory, version=1, state="submitted")
    number = 1
    content = factory.LazyFunction(lambda: {"1": "雪"})
    door = "code"
    submitted_at = dt.datetime(2026, 12, 3, 3, tzinfo=dt.UTC)
    signed = "企画課"


class TrialAnswerFactory(DjangoModelFactory):
    class Meta:
        model = models.TrialAnswer

    survey = factory.SubFactory(ConductedSurveyFactory)
    by = factory.SubFactory(UserFactory)
    at = dt.datetime(2026, 11, 25, 3, tzinfo=dt.UTC)
    content = factory.LazyFunction(lambda: {"1": "雪"})


class CodingCategoryFactory(DjangoModelFactory):
    class Meta:
        model = models.CodingCategory

    question = factory.SubFactory(QuestionFactory)
    name = factory.Sequence(lambda n: f"見本の分類{n}")


class CodingFactory(DjangoModelFactory):
    class Meta:
        model = models.Coding

    category = factory.SubFactory(CodingCategoryFactory)
    version = factory.SubFactory(AnswerVersionFactory)
    by = factory.SubFactory(UserFactory)


class PublishedResultFactory(DjangoModelFactory):
    class Meta:
        model = models.PublishedResult

    survey = factory.SubFactory(SurveyFactory)
    text = "{}"
    sha256 = "0" * 64
    made_at = dt.datetime(2027, 2, 1, 3, tzinfo=dt.UTC)
    made_by = factory.SubFactory(UserFactory)


class AnswerDraftFactory(DjangoModelFactory):
    class Meta:
        model = models.AnswerDraft

    version = factory.SubFactory(AnswerVersionFactory)
    question = factory.SubFactory(QuestionFactory)
    number = "B-2027-0001"
    at = dt.datetime(2027, 2, 1, 3, tzinfo=dt.UTC)

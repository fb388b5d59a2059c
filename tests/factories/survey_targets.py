import datetime as dt

import factory
from factory.django import DjangoModelFactory

from surveys import models
from tests.factories.accounts import UserFactory
from tests.factories.files import pdf
from tests.factories.surveys import ConductedSurveyFactory, SurveyTargetFactory


class ContactFactory(DjangoModelFactory):
    class Meta:
        model = models.Contact

    target = factory.SubFactory(SurveyTargetFactory)
    at = dt.datetime(2026, 12, 2, 3, tzinfo=dt.UTC)
    by = factory.SubFactory(UserFactory)
    what = "talked"
    way = "phone"
    note = "見本の連絡"


class ReminderFactory(DjangoModelFactory):
    class Meta:
        model = models.Reminder

    survey = factory.SubFactory(ConductedSurveyFactory)
    number = 1
    at = dt.datetime(2026, 12, 9, 3, tzinfo=dt.UTC)
    by = factory.SubFactory(UserFactory)
    mailed = 1
    posted = 2


class AnswerFileFactory(DjangoModelFactory):
    """The paper that an answer was typed from."""

    class Meta:
        model = models.AnswerFile

    target = factory.SubFactory(SurveyTargetFactory)
    file = factory.LazyFunction(pdf)
    title = "見本の回答用紙"

import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from portal import models
from tests.factories.accounts import UserFactory
from tests.factories.municipalities import OfficeFactory, SourceFactory


class ContentVersionFactory(DjangoModelFactory):
    """Besides the two that there are."""

    class Meta:
        model = models.ContentVersion

    id = factory.Sequence(lambda n: 100 + n)


class FigureFactory(DjangoModelFactory):
    class Meta:
        model = models.Figure

    table = models.Figure.Table.T1
    row = factory.Sequence(lambda n: f"row-{n}")
    column = "total"
    fiscal_year = 2015
    label = "見本の項目"
    printed = "564"
    value = 564
    source = factory.SubFactory(SourceFactory)


class InquiryFactory(DjangoModelFactory):
    class Meta:
        model = models.Inquiry

    number = factory.Sequence(lambda n: f"20260401-{n:04}")
    kind = models.Inquiry.Kind.COOPERATION
    subject = "連携の相談（見本）"
    body = "特産品の販売について相談します。"
    received_at = factory.LazyFunction(lambda: timezone.make_aware(dt.datetime(2026, 4, 1, 9)))
    once = factory.Sequence(lambda n: f"{n:064}")


class SeedRecordFactory(DjangoModelFactory):
    class Meta:
        model = models.SeedRecord

    model = "municipalities.localgovernment"
    key = factory.Sequence(lambda n: f"key-{n}")
    values = {"title": "見本"}


class InboxCalendarFactory(DjangoModelFactory):
    class Meta:
        model = models.InboxCalendar

    office = factory.SubFactory(OfficeFactory)
    made_by = factory.SubFactory(UserFactory)

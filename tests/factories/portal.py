import factory
from factory.django import DjangoModelFactory

from portal import models
from tests.factories.municipalities import SourceFactory


class ContentVersionFactory(DjangoModelFactory):
    class Meta:
        model = models.ContentVersion


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


class SeedRecordFactory(DjangoModelFactory):
    class Meta:
        model = models.SeedRecord

    model = "municipalities.localgovernment"
    key = factory.Sequence(lambda n: f"key-{n}")
    values = {"title": "見本"}

import datetime as dt
from hashlib import sha256

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from portal import models
from portal.statistics.content import canonical
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


class ExportFactory(DjangoModelFactory):
    """Asked for; with `made=True` made, with a file."""

    class Meta:
        model = models.Export

    office = factory.SubFactory(OfficeFactory)
    by = factory.SubFactory(UserFactory)
    asked_at = factory.LazyFunction(timezone.now)
    what = models.Export.What.BODIES
    as_of = dt.date(2026, 8, 1)
    first_year = 2026
    last_year = 2026

    class Params:
        made = factory.Trait(
            state=models.Export.State.READY,
            made_at=factory.LazyFunction(timezone.now),
            expires_on=dt.date(2199, 1, 1),
            file=factory.django.FileField(data=b"PK", filename="list.xlsx"),
        )


class ReleaseFactory(DjangoModelFactory):
    """Waiting for a second person, or (`published=True`) published by one."""

    class Meta:
        model = models.Release

    class Params:
        published = factory.Trait(
            state=models.Release.State.PUBLISHED,
            decided_by=factory.SubFactory(UserFactory),
            decided_at=factory.LazyFunction(lambda: timezone.make_aware(dt.datetime(2026, 9, 2, 9))),
        )

    fiscal_year = factory.Sequence(lambda n: 2100 + n % 100)
    as_of = factory.LazyAttribute(lambda release: dt.date(release.fiscal_year, 8, 1))
    rules = "2026-11"
    sha256 = factory.Sequence(lambda n: f"{n:064}")
    prepared_by = factory.SubFactory(UserFactory)
    prepared_at = factory.LazyFunction(lambda: timezone.make_aware(dt.datetime(2026, 9, 1, 9)))


class ReleaseTableFactory(DjangoModelFactory):
    class Meta:
        model = models.ReleaseTable

    release = factory.SubFactory(ReleaseFactory)
    key = "T8"
    text = factory.LazyAttribute(
        lambda table: canonical(
            {
                "table": table.key,
                "kind": "list",
                "title": "見本の表",
                "definition": "見本",
                "unit": "行",
                "columns": [],
                "rows": [],
            }
        )
    )
    sha256 = factory.LazyAttribute(lambda table: sha256(table.text.encode()).hexdigest())


class ReleaseRemarkFactory(DjangoModelFactory):
    class Meta:
        model = models.ReleaseRemark

    release = factory.SubFactory(ReleaseFactory, published=True)
    table = "T1"
    text = "登録の漏れを補ったため（見本）"
    by = factory.SubFactory(UserFactory)
    at = factory.LazyFunction(lambda: timezone.make_aware(dt.datetime(2026, 10, 1, 9)))


class ReleaseWorkbookFactory(DjangoModelFactory):
    class Meta:
        model = models.ReleaseWorkbook

    release = factory.SubFactory(ReleaseFactory, published=True)
    file = factory.django.FileField(data=b"PK", filename="release.xlsx")
    size = 2
    sha256 = factory.Sequence(lambda n: f"{n:064}")
    made_at = factory.LazyFunction(lambda: timezone.make_aware(dt.datetime(2026, 9, 2, 9)))


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

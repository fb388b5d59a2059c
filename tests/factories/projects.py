import datetime as dt

import factory
from factory.django import DjangoModelFactory

from projects import models
from projects.models.projects import Field
from tests.factories.files import pdf, photo
from tests.factories.municipalities import LocalGovernmentFactory


class IssueCategoryFactory(DjangoModelFactory):
    class Meta:
        model = models.IssueCategory

    slug = factory.Sequence(lambda n: f"category-{n}")
    name = factory.Sequence(lambda n: f"見本の課題{n}")


class ProjectFactory(DjangoModelFactory):
    """Published."""

    class Meta:
        model = models.Project

    number = factory.Sequence(lambda n: f"P-1999-{1 + n % 9999:04}")
    title = factory.Sequence(lambda n: f"見本の事業{n}")
    scope = models.Project.Scope.WARDS
    field = Field.INDUSTRY
    summary = "見本の概要"
    state = models.Project.State.PUBLISHED
    published_on = dt.date(2020, 4, 1)


class ProjectPartyFactory(DjangoModelFactory):
    """A body as participant."""

    class Meta:
        model = models.ProjectParty

    project = factory.SubFactory(ProjectFactory)
    body = factory.SubFactory(LocalGovernmentFactory)


class ProjectYearFactory(DjangoModelFactory):
    class Meta:
        model = models.ProjectYear

    project = factory.SubFactory(ProjectFactory)
    fiscal_year = 2020
    status = models.ProjectYear.Status.DONE


class EventFactory(DjangoModelFactory):
    class Meta:
        model = models.Event

    slug = factory.Sequence(lambda n: f"event-{n}")
    title = factory.Sequence(lambda n: f"見本の催し{n}")
    kind = models.Event.Kind.MARKET
    starts_on = dt.date(2019, 10, 5)
    fiscal_year = 2019
    status = models.Event.Status.HELD
    state = models.Event.State.PUBLISHED
    published_on = dt.date(2019, 4, 1)


class ProjectPhotoFactory(DjangoModelFactory):
    class Meta:
        model = models.ProjectPhoto

    project = factory.SubFactory(ProjectFactory)
    image = factory.LazyFunction(photo)
    alt = "見本の写真"
    rights_holder = "見本の権利者"
    usable_until = dt.date(2099, 3, 31)


class ProjectFileFactory(DjangoModelFactory):
    class Meta:
        model = models.ProjectFile

    project = factory.SubFactory(ProjectFactory)
    file = factory.LazyFunction(pdf)
    title = "見本の資料"


class DisasterSupportFactory(DjangoModelFactory):
    class Meta:
        model = models.DisasterSupport

    slug = factory.Sequence(lambda n: f"support-{n}")
    disaster = "見本の災害"
    kind = models.DisasterSupport.Kind.STAFF
    body = factory.SubFactory(LocalGovernmentFactory)


class PlanItemFactory(DjangoModelFactory):
    class Meta:
        model = models.PlanItem

    slug = factory.Sequence(lambda n: f"plan-{n}")
    section = "見本の柱"
    title = factory.Sequence(lambda n: f"見本の項目{n}")
    order = factory.Sequence(lambda n: 10_000 + n)


class PlanCellFactory(DjangoModelFactory):
    class Meta:
        model = models.PlanCell

    item = factory.SubFactory(PlanItemFactory)
    first_year = 2023
    last_year = 2024
    text = "見本の内容"

import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from common.dates import fiscal_year, today
from surveys import models
from surveys.models.return_lines import project_facts, tie_facts
from tests.factories.accounts import UserFactory
from tests.factories.municipalities import PartnershipFactory, WardFactory, code
from tests.factories.projects import ProjectFactory


class ReturnCampaignFactory(DjangoModelFactory):
    """Open, due next month."""

    class Meta:
        model = models.ReturnCampaign
        django_get_or_create = ("fiscal_year",)

    fiscal_year = factory.Sequence(lambda n: 2031 + n % 100)
    as_of = factory.LazyAttribute(lambda one: dt.date(one.fiscal_year, 8, 1))
    due_on = factory.LazyAttribute(lambda one: max(today(), one.as_of) + dt.timedelta(days=30))
    state = "open"
    opened_at = factory.LazyFunction(timezone.now)


class YearlyReturnFactory(DjangoModelFactory):
    class Meta:
        model = models.YearlyReturn
        django_get_or_create = ("campaign", "ward")

    campaign = factory.SubFactory(
        ReturnCampaignFactory, fiscal_year=factory.LazyFunction(lambda: fiscal_year(today()))
    )
    ward = factory.SubFactory(
        WardFactory,
        code=factory.Sequence(lambda n: code(f"{13101 + n % 23}")),
        name=factory.Sequence(lambda n: f"見本{n}区"),
    )
    state_since = factory.LazyFunction(timezone.now)


class ReturnEntryFactory(DjangoModelFactory):
    class Meta:
        model = models.ReturnEntry

    yearly_return = factory.SubFactory(YearlyReturnFactory)
    kind = "comment"
    text = "根拠を確かめてください。"
    is_of_secretariat = True
    user = factory.SubFactory(UserFactory)
    at = factory.LazyFunction(timezone.now)


class PartnershipLineFactory(DjangoModelFactory):
    """Of a tie that there is, and nobody has answered yet."""

    class Meta:
        model = models.PartnershipLine
        exclude = ("tie",)

    yearly_return = factory.SubFactory(YearlyReturnFactory)
    tie = factory.SubFactory(PartnershipFactory, ward=factory.SelfAttribute("..yearly_return.ward"))
    record = factory.SelfAttribute("tie")
    base = factory.LazyAttribute(lambda one: tie_facts(one.tie))
    partner = factory.LazyAttribute(lambda one: one.tie.partner)
    kind = factory.LazyAttribute(lambda one: one.tie.kind)
    started_on = factory.LazyAttribute(lambda one: one.tie.started_on)
    evidence = factory.LazyAttribute(lambda one: one.tie.evidence)


class ProjectLineFactory(DjangoModelFactory):
    """Of a project without partners, not answered yet."""

    class Meta:
        model = models.ProjectLine
        exclude = ("project",)

    yearly_return = factory.SubFactory(YearlyReturnFactory)
    project = factory.SubFactory(ProjectFactory, scope="wards")
    record = factory.SelfAttribute("project")
    base = factory.LazyAttribute(lambda one: project_facts(one.project, []))
    title = factory.LazyAttribute(lambda one: one.project.title)
    scope = "wards"
    field = factory.LazyAttribute(lambda one: one.project.field)
    summary = factory.LazyAttribute(lambda one: one.project.summary)

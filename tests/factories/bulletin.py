import datetime as dt

import factory
from factory.django import DjangoModelFactory

from bulletin import models


class PublicationFactory(DjangoModelFactory):
    class Meta:
        model = models.Publication

    slug = factory.Sequence(lambda n: f"publication-{n}")
    title = factory.Sequence(lambda n: f"見本の刊行物{n}")
    kind = models.Publication.Kind.REPORT
    issuer = "見本の発行者"
    issued_on = dt.date(2020, 4, 1)
    summary = "見本の要約"


class PolicyReferenceFactory(DjangoModelFactory):
    class Meta:
        model = models.PolicyReference

    slug = factory.Sequence(lambda n: f"policy-{n}")
    title = factory.Sequence(lambda n: f"見本の総合戦略{n}")
    decided_on = dt.date(2015, 12, 24)

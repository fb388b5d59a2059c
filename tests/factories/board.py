import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from bulletin import models
from bulletin.models.board.states import RESPONSE_PRIVATE, THREAD_UNOPENED, ResponseState, ThreadState
from common.dates import fiscal_year, today
from municipalities.models.bodies import Area
from projects.models import Field
from tests.factories.accounts import UserFactory
from tests.factories.files import pdf
from tests.factories.municipalities import (
    LocalGovernmentFactory,
    OfficeFactory,
    WardFactory,
)
from tests.factories.projects import IssueCategoryFactory, ProjectFactory


class ThreadFactory(DjangoModelFactory):
    """An offer of a member to all members, open for thirty days more; with `state` in that state."""

    class Meta:
        model = models.Thread

    number = factory.Sequence(lambda n: f"B-1999-{1 + n % 9999:04}")
    office = factory.SubFactory(OfficeFactory)
    sender = factory.SelfAttribute("office.body")
    author = factory.SubFactory(UserFactory)
    state = ThreadState.OPEN
    kind = models.Thread.Kind.OFFER
    title = factory.Sequence(lambda n: f"見本の投稿{n}")
    body = "見本の本文"
    field = Field.EXCHANGE
    deadline = factory.LazyFunction(lambda: today() + dt.timedelta(days=30))
    opened_at = factory.LazyAttribute(lambda self: None if self.state in THREAD_UNOPENED else timezone.now())
    state_since = factory.LazyFunction(timezone.now)


class ThreadPartnerFactory(DjangoModelFactory):
    """Named, not confirmed."""

    class Meta:
        model = models.ThreadPartner

    thread = factory.SubFactory(ThreadFactory)
    body = factory.SubFactory(LocalGovernmentFactory)


class ThreadFileFactory(DjangoModelFactory):
    class Meta:
        model = models.ThreadFile

    thread = factory.SubFactory(ThreadFactory)
    file = factory.LazyFunction(pdf)
    title = "見本の資料"


class ThreadTextFactory(DjangoModelFactory):
    """What its thread was opened with."""

    class Meta:
        model = models.ThreadText
        skip_postgeneration_save = True

    thread = factory.SubFactory(ThreadFactory)
    version = factory.LazyAttribute(lambda self: self.thread.texts.count() + 1)
    user = factory.SubFactory(UserFactory)
    values = factory.LazyFunction(lambda: {"題名": "見本の投稿"})

    @factory.post_generation
    def event(self, create, extracted, **kwargs):
        if create:
            BoardEventFactory(thread=self.thread, version=self.version)


class ResponseFactory(DjangoModelFactory):
    """Before the other side; with `state` in that state."""

    class Meta:
        model = models.Response

    thread = factory.SubFactory(ThreadFactory)
    place = factory.LazyAttribute(lambda self: self.thread.responses.count() + 1)
    office = factory.SubFactory(OfficeFactory)
    body = factory.SelfAttribute("office.body")
    author = factory.SubFactory(UserFactory)
    state = ResponseState.SUBMITTED
    text = "見本の回答"
    submitted_at = factory.LazyAttribute(
        lambda self: None if self.state in RESPONSE_PRIVATE else timezone.now()
    )
    state_since = factory.LazyFunction(timezone.now)
    settled_on = factory.LazyAttribute(
        lambda self: today() if self.state in (ResponseState.SETTLED, ResponseState.DISSOLVED) else None
    )
    dissolved_on = factory.LazyAttribute(
        lambda self: today() if self.state == ResponseState.DISSOLVED else None
    )


class ResponsePartnerFactory(DjangoModelFactory):
    """Named, not confirmed."""

    class Meta:
        model = models.ResponsePartner

    response = factory.SubFactory(ResponseFactory)
    body = factory.SubFactory(LocalGovernmentFactory)


class BoardEventFactory(DjangoModelFactory):
    class Meta:
        model = models.BoardEvent

    thread = factory.SubFactory(ThreadFactory)
    at = factory.LazyFunction(timezone.now)
    user = factory.SelfAttribute("thread.author")
    office = factory.SelfAttribute("thread.office")
    move = "open"
    label = "投稿し、受付を始めました"
    from_state = ThreadState.DRAFT
    to_state = ThreadState.OPEN


class MessageFactory(DjangoModelFactory):
    """Said by the office that answered."""

    class Meta:
        model = models.Message

    response = factory.SubFactory(ResponseFactory)
    office = factory.SelfAttribute("response.office")
    author = factory.SubFactory(UserFactory)
    text = factory.Sequence(lambda n: f"見本の連絡{n}")


class MessageFileFactory(DjangoModelFactory):
    class Meta:
        model = models.MessageFile

    message = factory.SubFactory(MessageFactory)
    file = factory.LazyFunction(pdf)
    title = "見本の資料"


class TermsFactory(DjangoModelFactory):
    """Set down by the author's side."""

    class Meta:
        model = models.Terms

    response = factory.SubFactory(ResponseFactory, state=ResponseState.TERMS)
    version = factory.LazyAttribute(lambda self: self.response.terms.count() + 1)
    office = factory.SelfAttribute("response.thread.office")
    author = factory.SubFactory(UserFactory)
    what = "見本の事業を行う"
    who = "町は品物、区は会場"
    payment = "輸送費は区が負担"
    schedule = "2月"
    fiscal_year = factory.LazyFunction(lambda: fiscal_year(today()))
    contact = "企画課"


class ConfirmationFactory(DjangoModelFactory):
    """By the author's side."""

    class Meta:
        model = models.Confirmation

    terms = factory.SubFactory(TermsFactory)
    office = factory.SelfAttribute("terms.response.thread.office")
    user = factory.SubFactory(UserFactory)


class TieProposalFactory(DjangoModelFactory):
    class Meta:
        model = models.TieProposal

    project = factory.SubFactory(ProjectFactory)
    ward = factory.SubFactory(WardFactory)
    partner = factory.SubFactory(LocalGovernmentFactory)
    proposed_on = dt.date(2026, 4, 1)


class WatchFactory(DjangoModelFactory):
    """Of an area."""

    class Meta:
        model = models.Watch

    office = factory.SubFactory(OfficeFactory)
    area = Area.choices[0][0]


class MutedCategoryFactory(DjangoModelFactory):
    class Meta:
        model = models.MutedCategory

    office = factory.SubFactory(OfficeFactory)
    category = factory.SubFactory(IssueCategoryFactory)

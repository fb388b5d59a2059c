import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from bulletin import models
from bulletin.models.reviews import REVIEW_PRIVATE, ReviewState
from tests.factories.accounts import UserFactory
from tests.factories.files import pdf, photo
from tests.factories.municipalities import LocalGovernmentFactory, OfficeFactory


class PublicationFactory(DjangoModelFactory):
    class Meta:
        model = models.Publication

    slug = factory.Sequence(lambda n: f"publication-{n}")
    title = factory.Sequence(lambda n: f"見本の刊行物{n}")
    kind = models.Publication.Kind.REPORT
    issuer = "見本の発行者"
    issued_on = dt.date(2020, 4, 1)
    summary = "見本の要約"
    state = models.Publication.State.PUBLISHED
    published_on = dt.date(2020, 4, 1)


class PublicationFileFactory(DjangoModelFactory):
    class Meta:
        model = models.PublicationFile

    publication = factory.SubFactory(PublicationFactory)
    file = factory.LazyFunction(pdf)
    title = "見本の資料"


class TopicFactory(DjangoModelFactory):
    """Published, on show, sent by a municipality."""

    class Meta:
        model = models.Topic

    number = factory.Sequence(lambda n: f"T-1999-{1 + n % 9999:04}")
    title = factory.Sequence(lambda n: f"見本のトピックス{n}")
    kind = models.Topic.Kind.PRODUCT
    sender = factory.SubFactory(LocalGovernmentFactory)
    summary = "見本の概要"
    state = models.Topic.State.PUBLISHED
    published_on = dt.date(2020, 4, 1)


class TopicPhotoFactory(DjangoModelFactory):
    class Meta:
        model = models.TopicPhoto

    topic = factory.SubFactory(TopicFactory)
    image = factory.LazyFunction(photo)
    alt = "見本の写真"
    rights_holder = "見本の権利者"
    usable_until = dt.date(2099, 3, 31)


class NoticeFactory(DjangoModelFactory):
    """Published."""

    class Meta:
        model = models.Notice

    number = factory.Sequence(lambda n: f"N-1999-{1 + n % 9999:04}")
    title = factory.Sequence(lambda n: f"見本のお知らせ{n}")
    body = "見本の本文"
    state = models.Notice.State.PUBLISHED
    published_on = dt.date(2020, 4, 1)


class PolicyReferenceFactory(DjangoModelFactory):
    class Meta:
        model = models.PolicyReference

    slug = factory.Sequence(lambda n: f"policy-{n}")
    title = factory.Sequence(lambda n: f"見本の総合戦略{n}")
    decided_on = dt.date(2015, 12, 24)


class TopicReviewFactory(DjangoModelFactory):
    """Sent to the secretariat; with `state` in that state."""

    class Meta:
        model = models.TopicReview

    office = factory.SubFactory(OfficeFactory)
    author = factory.SubFactory(UserFactory)
    state = ReviewState.REVIEW
    state_since = factory.LazyFunction(timezone.now)
    topic = factory.LazyAttribute(
        lambda self: TopicFactory(
            sender=self.office.body,
            state="published" if self.state == ReviewState.PUBLISHED else "draft",
            published_on=dt.date(2020, 4, 1) if self.state == ReviewState.PUBLISHED else None,
        )
    )
    sent_at = factory.LazyAttribute(lambda self: None if self.state in REVIEW_PRIVATE else timezone.now())
    wording = factory.LazyAttribute(
        lambda self: (
            {name: getattr(self.topic, name) for name in models.TopicReview.WORDING} | {"title": "直した題名"}
            if self.state == ReviewState.PROPOSED
            else None
        )
    )
    decided_at = factory.LazyAttribute(
        lambda self: timezone.now() if self.state == ReviewState.PUBLISHED else None
    )
    decided_by = factory.LazyAttribute(
        lambda self: UserFactory() if self.state == ReviewState.PUBLISHED else None
    )


class TopicStepFactory(DjangoModelFactory):
    class Meta:
        model = models.TopicStep

    review = factory.SubFactory(TopicReviewFactory)
    at = factory.LazyFunction(timezone.now)
    user = factory.SelfAttribute("review.author")
    office = factory.SelfAttribute("review.office")
    move = "send"
    label = "事務局の確認に出しました"
    from_state = ReviewState.DRAFT
    to_state = ReviewState.REVIEW
    version = 1


class MemberNoticeFactory(DjangoModelFactory):
    """Sent to all members."""

    class Meta:
        model = models.MemberNotice

    number = factory.Sequence(lambda n: f"M-1999-{1 + n % 9999:04}")
    title = factory.Sequence(lambda n: f"見本のお知らせ{n}")
    body = "見本の本文"
    office = factory.SubFactory(OfficeFactory, body=None)
    author = factory.SubFactory(UserFactory)
    published_at = factory.LazyFunction(timezone.now)


class NoticeReceiptFactory(DjangoModelFactory):
    class Meta:
        model = models.NoticeReceipt

    notice = factory.SubFactory(MemberNoticeFactory)
    office = factory.SubFactory(OfficeFactory)
    user = factory.SubFactory(UserFactory)

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.actions import record
from accounts.history import seal, unrecorded
from accounts.models import (
    AuditEvent,
    Change,
    ChangeSeal,
    Notification,
    OnceKey,
    OutgoingMail,
    PeriodicJob,
    SavedFilter,
    SavedInput,
    User,
)

PASSWORD = "見本のパスワード2026"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.jp")
    name = factory.Sequence(lambda n: f"職員{n}")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        kwargs.setdefault("password", PASSWORD)
        return model_class.objects.create_user(*args, **kwargs)


class AuditEventFactory(DjangoModelFactory):
    """Events come into being by the action alone: a row made past it would break the chain."""

    class Meta:
        model = AuditEvent

    by = None
    verb = "見本"
    summary = factory.Sequence(lambda n: f"見本の操作{n}")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return record(**kwargs)


class ChangeFactory(DjangoModelFactory):
    """Changes come into being by a write of what is kept: here, of a person's name."""

    class Meta:
        model = Change

    name = factory.Sequence(lambda n: f"改姓{n}")

    @classmethod
    def _create(cls, model_class, *args, name, **kwargs):
        with unrecorded("a sample"):
            person = UserFactory()
        person.name = name
        person.save()
        return Change.objects.of(person).first()


class ChangeSealFactory(DjangoModelFactory):
    class Meta:
        model = ChangeSeal

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        ChangeFactory()
        seal()
        return ChangeSeal.objects.first()


class NotificationFactory(DjangoModelFactory):
    class Meta:
        model = Notification

    recipient = factory.SubFactory(UserFactory)
    key = factory.Sequence(lambda n: f"sample:{n}")
    text = factory.Sequence(lambda n: f"見本の通知{n}")
    path = "/members/"


class OutgoingMailFactory(DjangoModelFactory):
    class Meta:
        model = OutgoingMail

    key = factory.Sequence(lambda n: f"sample:{n}")
    to = factory.Sequence(lambda n: f"person{n}@example.jp")
    subject = factory.Sequence(lambda n: f"[全国連携] 見本のメール{n}")
    body = "見本の本文"
    due_at = factory.LazyFunction(timezone.now)


class OnceKeyFactory(DjangoModelFactory):
    class Meta:
        model = OnceKey

    key = factory.Sequence(lambda n: f"{n:032x}")
    user = factory.SubFactory(UserFactory)
    path = "/members/"


class PeriodicJobFactory(DjangoModelFactory):
    class Meta:
        model = PeriodicJob

    name = factory.Sequence(lambda n: f"sample_{n}")
    label = factory.Sequence(lambda n: f"見本の定期処理{n}")
    due_at = factory.LazyFunction(timezone.now)


class SavedFilterFactory(DjangoModelFactory):
    class Meta:
        model = SavedFilter

    user = factory.SubFactory(UserFactory)
    model = "municipalities.partnership"
    name = "姉妹都市"
    query = "kind__exact=sister"


class SavedInputFactory(DjangoModelFactory):
    class Meta:
        model = SavedInput

    user = factory.SubFactory(UserFactory)
    path = factory.Sequence(lambda n: f"/members/board/B-2026-{n:04}/edit/")
    text = "title=%E9%9B%AA"

"""The history of records: what was changed of each, and the chain that it is sealed with."""

import datetime as dt

from django.db import models
from django.db.models import F, Max, Q
from django.utils.timezone import localtime

from accounts.models.chain import Chained, ChainQuerySet, digest


class ChangeQuerySet(models.QuerySet):
    def of(self, record: models.Model):
        """What became of a record, and of what stands on its page."""
        label = record._meta.label_lower
        own = Q(model=label, object_id=str(record.pk))
        return self.filter(own | Q(owner=f"{label}:{record.pk}"))

    def last_day_of(self, *models: type[models.Model]) -> dt.date | None:
        """The day in Japan of the last change to any record of some models; None where none is on record."""
        labels = [model._meta.label_lower for model in models]
        last = self.filter(model__in=labels).aggregate(last=Max("at"))["last"]
        return last and localtime(last).date()

    def later(self, change: "Change", field: str):
        """Those that changed the same field of the same record after a change."""
        same = self.filter(model=change.model, object_id=change.object_id, pk__gt=change.pk)
        return same.filter(changes__has_key=field)

    def unsealed(self):
        return self.filter(seal=None)

    def broken(self):
        """The first change that is not what was written, or not what was sealed, or None."""
        for change in self.annotate(sealed=F("seal__sealed")).order_by("pk").iterator():
            if change.hash != change.digest() or change.sealed not in (None, change.hash):
                return change
        return None


class Change(models.Model):
    """What one write changed of one record: append-only (triggers), written by `accounts.history` alone.

    Whatever it names is kept as text as well as by id: people leave, records are renamed and deleted, it stays.
    """

    class Action(models.IntegerChoices):
        CREATE = 0, "追加"
        UPDATE = 1, "変更"
        DELETE = 2, "削除"

    at = models.DateTimeField("日時")
    actor = models.ForeignKey(
        "accounts.User",
        verbose_name="操作者",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    actor_label = models.CharField("操作者（当時）", max_length=200)
    via = models.CharField("経路", max_length=200)
    action = models.PositiveSmallIntegerField("操作", choices=Action.choices)
    model = models.CharField("種類", max_length=100)
    object_id = models.CharField("番号", max_length=64)
    label = models.CharField("記録（当時）", max_length=300)
    owner = models.CharField("属する記録", max_length=165, blank=True)
    #: Field → [before, after]. Of a many-to-many field, the ids that went and those that came.
    changes = models.JSONField("違い", default=dict, blank=True)
    #: The same of fields that name other records, in words.
    names = models.JSONField("違い（名称）", default=dict, blank=True)
    hash = models.CharField("ハッシュ", max_length=64)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "変更の履歴"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["model", "object_id"], name="change_of_record"),
            models.Index(fields=["at"], name="change_at"),
            models.Index(fields=["owner"], condition=~Q(owner=""), name="change_of_owner"),
        ]

    def __str__(self):
        return (
            f"{localtime(self.at):%Y-%m-%d %H:%M} {self.actor_label} {self.label} {self.get_action_display()}"
        )

    def digest(self) -> str:
        return digest(
            [
                self.at.isoformat(),
                self.actor_id,
                self.actor_label,
                self.via,
                int(self.action),
                self.model,
                self.object_id,
                self.label,
                self.owner,
                self.changes,
                self.names,
            ]
        )


class ChangeSealQuerySet(ChainQuerySet):
    def without_change(self):
        """The first whose change is gone, or None: what no database that keeps its foreign keys has."""
        return self.exclude(change__in=Change.objects.all()).order_by("pk").first()


class ChangeSeal(Chained):
    """A link of the chain over the history: append-only, written by `accounts.history.seal` alone.

    Apart from the changes, as a chain has one writer at a time: were it written with each change, every save would
    wait for all others until they are committed, and two that each hold what the other waits for would fail.
    """

    change = models.OneToOneField(Change, verbose_name="変更", on_delete=models.PROTECT, related_name="seal")
    sealed = models.CharField("変更のハッシュ", max_length=64)

    objects = ChangeSealQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "変更の封印"
        ordering = ["-pk"]

    def __str__(self):
        return f"変更{self.change_id}の封印"

    def content(self):
        return [self.change_id, self.sealed]

from django.db import models
from django.db.models import Prefetch, Q
from django.urls import reverse

from accounts.models import User
from bulletin.models.board.responses import Response
from common.attachments import Document
from municipalities.models import Office


class MessageQuerySet(models.QuerySet):
    def visible_to(self, office: Office):
        """What was said in the room, and the office's own internal notes. The room itself is asked first."""
        return self.filter(Q(is_internal=False) | Q(office=office))

    def said(self):
        """Without internal notes."""
        return self.filter(is_internal=False)

    def before(self, pk: int | None):
        """Those before one; all without it."""
        return self if pk is None else self.filter(pk__lt=pk)

    def for_room(self):
        return self.select_related("author", "office__body__prefecture").prefetch_related(
            Prefetch("files", MessageFile.objects.order_by("order", "pk"))
        )


class Message(models.Model):
    """A message in the room of a response; as an internal note (庁内メモ) only the own office sees it."""

    response = models.ForeignKey(
        Response, verbose_name="回答", on_delete=models.PROTECT, related_name="messages"
    )
    office = models.ForeignKey(Office, verbose_name="課・担当", on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(User, verbose_name="書いた人", on_delete=models.PROTECT, related_name="+")
    is_internal = models.BooleanField("庁内メモ", default=False)
    text = models.TextField("本文")
    at = models.DateTimeField("日時", auto_now_add=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "やりとり"
        ordering = ["pk"]
        indexes = [models.Index(fields=["response", "-id"], name="message_newest")]

    def __str__(self):
        return self.text[:40]


class MessageFile(Document):
    OWNER = "message"

    message = models.ForeignKey(
        Message, verbose_name="やりとり", on_delete=models.CASCADE, related_name="files"
    )

    class Meta(Document.Meta):
        verbose_name = verbose_name_plural = "やりとりの資料"
        indexes = [models.Index(fields=["message", "order"], name="message_file_order")]

    def get_absolute_url(self):
        response = self.message.response
        return reverse("bulletin:message_file", args=[response.thread.number, response.place, self.name])

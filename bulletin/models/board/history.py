from django.db import models
from django.db.models import Exists, OuterRef

from accounts.models import User
from bulletin.models.board.responses import Response
from bulletin.models.board.states import ResponseState, ThreadState
from bulletin.models.board.threads import Thread
from municipalities.models import Office, Posting

#: Moves of the step inside an office (庁内確認), which is nobody else's to know.
IN_HOUSE = ("submit", "return")


class BoardEventQuerySet(models.QuerySet):
    def of_thread(self):
        """What happened to the thread itself."""
        return self.filter(response__isnull=True)

    def out_of_house(self):
        """Without what went on inside the offices of both sides."""
        return self.exclude(move__in=IN_HOUSE)

    def for_page(self):
        """With `is_there_still`: whether who did it still belongs to the office."""
        return (
            self.select_related(
                "user",
                "office__body__prefecture",
                "on_behalf_of__body__prefecture",
                "response__body__prefecture",
            )
            .annotate(is_there_still=Exists(Posting.objects.of_outer()))
            .order_by("pk")
        )


class BoardEvent(models.Model):
    """経緯: one thing that happened to a thread or a response. Rows are only added (trigger)."""

    thread = models.ForeignKey(Thread, verbose_name="投稿", on_delete=models.PROTECT, related_name="events")
    response = models.ForeignKey(
        Response, verbose_name="回答", null=True, blank=True, on_delete=models.PROTECT, related_name="events"
    )
    at = models.DateTimeField("日時")
    #: None where the system itself acts: a deadline passes.
    user = models.ForeignKey(
        User, verbose_name="操作者", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    office = models.ForeignKey(
        Office, verbose_name="課・担当", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    #: The side in whose name it was done, where the secretariat did it for an office.
    on_behalf_of = models.ForeignKey(
        Office, verbose_name="代行された課", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    move = models.CharField("操作", max_length=20)
    label = models.CharField("経緯", max_length=80)
    from_state = models.CharField("前の状態", max_length=9, blank=True)
    to_state = models.CharField("後の状態", max_length=9, blank=True)
    category = models.CharField("理由の区分", max_length=12, blank=True)
    reason = models.TextField("理由", blank=True)
    #: The version of the text, or of the terms, that it was about.
    version = models.PositiveIntegerField("版", null=True, blank=True)

    objects = BoardEventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "掲示板の経緯"
        ordering = ["pk"]
        indexes = [models.Index(fields=["thread", "id"], name="board_event_in_order")]

    def __str__(self):
        return f"{self.thread.number} {self.label}"

    @property
    def to_state_label(self) -> str:
        states = ResponseState if self.response_id else ThreadState
        return states(self.to_state).label if self.to_state else ""


class ThreadTextQuerySet(models.QuerySet):
    def since(self, *moves: str):
        """Versions from the one on that was first seen by one of some moves."""
        seen = BoardEvent.objects.of_thread().filter(
            thread=OuterRef("thread"), move__in=moves, version__lte=OuterRef("version")
        )
        return self.filter(Exists(seen))

    def opened(self):
        """Those that the thread's readers have seen."""
        return self.since("open", "accept")

    def out_of_house(self):
        """Those that somebody outside the author's house has seen."""
        return self.since("review", "open", "accept")


class ThreadText(models.Model):
    """A version of what a thread says, as it was saved: label → value in words."""

    thread = models.ForeignKey(Thread, verbose_name="投稿", on_delete=models.CASCADE, related_name="texts")
    version = models.PositiveIntegerField("版")
    at = models.DateTimeField("日時", auto_now_add=True)
    user = models.ForeignKey(User, verbose_name="保存した人", on_delete=models.PROTECT, related_name="+")
    values = models.JSONField("内容")

    objects = ThreadTextQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "投稿の版"
        ordering = ["thread", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["thread", "version"],
                name="thread_text_version_once",
                violation_error_message="この版は保存されています。",
            ),
        ]

    def __str__(self):
        return f"{self.thread.number} 第{self.version}版"

from django.db import models
from django.db.models import OuterRef, Prefetch, Q, Subquery
from django.urls import reverse
from rules.contrib.models import RulesModelBase, RulesModelMixin

from accounts.models import User
from bulletin import rules
from bulletin.models.board.partners import Partner
from bulletin.models.board.states import RESPONSE_LIVE, RESPONSE_OPEN, RESPONSE_PRIVATE
from bulletin.models.board.states import ResponseState as State
from bulletin.models.board.threads import Thread
from municipalities.models import LocalGovernment, Office


class ResponseQuerySet(models.QuerySet):
    def visible_to(self, office: Office):
        """An office's own; those to its threads once they were sent; those its body is named in as a partner. The
        secretariat observes whatever was sent."""
        own, sent = Q(office=office), Q(submitted_at__isnull=False)
        if office.is_secretariat:
            return self.filter(own | sent)
        named = Q(pk__in=ResponsePartner.objects.filter(body=office.body).order_by().values("response"))
        return self.filter(own | sent & (Q(thread__office=office) | named))

    def sent(self):
        """Those that came before the other side, whatever became of them; a draft that was given up never did."""
        return self.filter(submitted_at__isnull=False)

    def open(self):
        """Those before the other side that are not decided."""
        return self.filter(state__in=RESPONSE_OPEN)

    def settled(self):
        return self.filter(state=State.SETTLED)

    def for_list(self):
        return self.select_related("thread", "office", "body__prefecture").order_by("place")

    def with_last_speaker(self):
        """With `spoke_last`, the id of the office that spoke last in the room; internal notes are not spoken."""
        messages = Response.messages.rel.related_model.objects.said().filter(response=OuterRef("pk"))
        return self.annotate(spoke_last=Subquery(messages.order_by("-pk").values("office")[:1]))

    def for_room(self):
        """With all that its page shows of both sides."""
        return (
            self.with_last_speaker()
            .select_related(
                "thread__office__body__prefecture",
                "thread__sender__prefecture",
                "thread__project",
                "office__body__prefecture",
                "body__prefecture",
                "author",
            )
            .prefetch_related(
                Prefetch("partners", ResponsePartner.objects.select_related("body__prefecture")),
            )
        )


class Response(RulesModelMixin, models.Model, metaclass=RulesModelBase):
    """応募・回答 of a body to a thread. It opens a room: the two offices, and the secretariat as observer."""

    State = State

    thread = models.ForeignKey(
        Thread, verbose_name="投稿", on_delete=models.PROTECT, related_name="responses"
    )
    #: Its place among the responses to the thread, by which it is addressed.
    place = models.PositiveSmallIntegerField("通番")
    office = models.ForeignKey(
        Office, verbose_name="回答した課", on_delete=models.PROTECT, related_name="responses"
    )
    #: The office's body, kept for the constraint.
    body = models.ForeignKey(
        LocalGovernment, verbose_name="自治体", on_delete=models.PROTECT, related_name="+"
    )
    author = models.ForeignKey(User, verbose_name="回答者", on_delete=models.PROTECT, related_name="+")
    state = models.CharField("状態", max_length=9, choices=State.choices, default=State.DRAFT)
    text = models.TextField("回答の内容", blank=True)
    brings = models.CharField("この団体ができること", max_length=400, blank=True)
    version = models.PositiveIntegerField("版", default=1)
    created_at = models.DateTimeField("作成日時", auto_now_add=True)
    submitted_at = models.DateTimeField("提出日時", null=True, blank=True)
    state_since = models.DateTimeField("状態の開始日時")
    settled_on = models.DateField("成立日", null=True, blank=True)
    dissolved_on = models.DateField("解消日", null=True, blank=True)

    objects = ResponseQuerySet.as_manager()

    TEXTS = ("text", "brings")

    class Meta:
        verbose_name = verbose_name_plural = "応募・回答"
        ordering = ["thread", "place"]
        rules_permissions = {
            "edit": rules.responder_edits,
            "approve": rules.responder_approves,
            "decide": rules.author_of_thread_approves,
            "handle": rules.author_of_thread_edits,
            "observe": rules.secretariat_edits,
        }
        indexes = [
            models.Index(fields=["office", "state"], name="response_office_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["thread", "place"],
                name="response_place_once",
                violation_error_message="この通番は使われています。",
            ),
            models.UniqueConstraint(
                fields=["thread", "body"],
                condition=Q(state__in=RESPONSE_LIVE),
                name="response_one_live",
                violation_error_message="この自治体は、この投稿に回答しています。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=RESPONSE_PRIVATE | {State.DECLINED}) | Q(submitted_at__isnull=False),
                name="response_sent_has_time",
                violation_error_message="提出した回答には提出日時が必要です。",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SETTLED) | Q(settled_on__isnull=False),
                name="response_settled_has_day",
                violation_error_message="成立した回答には成立日が必要です。",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.DISSOLVED) | Q(settled_on__isnull=False, dissolved_on__isnull=False),
                name="response_dissolved_was_settled",
                violation_error_message="解消できるのは成立した回答だけです。",
            ),
        ]

    def __str__(self):
        return f"{self.thread.number} {self.body}"

    def get_absolute_url(self):
        return reverse("bulletin:room", args=[self.thread.number, self.place])

    @property
    def is_live(self) -> bool:
        return self.state in RESPONSE_LIVE

    @property
    def is_open(self) -> bool:
        return self.state in RESPONSE_OPEN

    @property
    def bodies(self) -> list[LocalGovernment]:
        """The responder's body and the partners that have confirmed."""
        return [self.body, *(partner.body for partner in self.partners.all() if partner.confirmed_at)]


class ResponsePartner(Partner):
    OWNER = "response"

    response = models.ForeignKey(
        Response, verbose_name="回答", on_delete=models.CASCADE, related_name="partners"
    )

    class Meta(Partner.Meta):
        verbose_name = verbose_name_plural = "共同で回答する自治体"
        constraints = [
            models.UniqueConstraint(
                fields=["response", "body"],
                name="response_partner_once",
                violation_error_message="この自治体は指定済みです。",
            ),
        ]

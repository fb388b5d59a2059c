from django.db import models
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse
from rules.contrib.models import RulesModelBase, RulesModelMixin

from accounts.models import User
from bulletin import rules
from bulletin.models.board.partners import ThreadPartner
from bulletin.models.board.states import (
    RESPONSE_OPEN,
    THREAD_LIVE,
    THREAD_OPENED,
    THREAD_PRIVATE,
    THREAD_UNOPENED,
    ResponseState,
)
from bulletin.models.board.states import ThreadState as State
from common.attachments import Document
from common.dates import today
from common.db import JsonList
from common.publishing import number_validator
from common.search import Searchable, SearchableManager, SearchableQuerySet
from municipalities.models import Agreement, LocalGovernment, Office
from municipalities.models.offices import SECRETARIAT
from projects.models import Field, IssueCategory, Project


def past_deadline() -> Q:
    """Open by what is stored, closed by the day: deadlines hold whether or not a job has run."""
    return Q(state=State.OPEN, deadline__lt=today())


class ThreadQuerySet(SearchableQuerySet):
    def visible_to(self, office: Office):
        """What an office may see: its own, those in which it or its body takes part, and of the others those that
        were opened to it. The secretariat sees whatever has left its author's house."""
        own = Q(office=office)
        if office.is_secretariat:
            return self.filter(own | _out_of_house())
        opened = Q(state__in=THREAD_OPENED, opened_at__isnull=False, is_hidden=False)
        return self.filter(own | opened & (_taking_part(office.body_id) | _audience(office.body)))

    def out_of_house(self):
        """Those that have left their author's house, be it for the secretariat's review."""
        return self.filter(_out_of_house())

    def of(self, office: Office):
        return self.filter(office=office)

    def answered_by(self, office: Office):
        """Those the office's body has answered or joined."""
        return self.filter(_taking_part(office.body_id)).exclude(office=office)

    def in_state(self, state: str):
        """As it is today, whether or not a job has noted a deadline that has passed."""
        if state == State.OPEN:
            return self.filter(state=State.OPEN).exclude(past_deadline())
        if state == State.CLOSED:
            return self.filter(Q(state=State.CLOSED) | past_deadline())
        return self.filter(state=state)

    def past_deadline(self):
        return self.filter(past_deadline())

    def in_area(self, area: str):
        return self.filter(sender__area=area)

    def in_category(self, category: IssueCategory):
        """Also those of the categories below it."""
        return self.filter(
            Exists(
                Thread.categories.through.objects.filter(thread=OuterRef("pk")).filter(
                    Q(issuecategory=category) | Q(issuecategory__parent=category)
                )
            )
        )

    def with_numbers(self):
        """With `slots_taken`, by settled responses and their confirmed partners, and `open_responses`."""
        responses = self.model.responses.rel.related_model.objects.filter(thread=OuterRef("pk")).order_by()
        settled = responses.filter(state=ResponseState.SETTLED)
        partners = self.model.responses.rel.related_model.partners.rel.related_model.objects.filter(
            response__thread=OuterRef("pk"), response__state=ResponseState.SETTLED, confirmed_at__isnull=False
        ).order_by()
        return self.annotate(
            settled_count=_number(settled, "thread"),
            settled_partners=_number(partners, "response__thread"),
            open_responses=_number(responses.filter(state__in=RESPONSE_OPEN), "thread"),
        )

    def for_list(self):
        """With what an entry shows, in one statement."""
        return self.select_related("office", "sender__prefecture").with_numbers()

    def for_page(self):
        """With what its pages show, files and names of categories within the statement."""
        named = Thread.categories.through.objects.filter(thread=OuterRef("pk")).order_by().values("thread")
        fields = {name: f"issuecategory__{name}" for name in ("order", "slug", "name")}
        return (
            self.for_list()
            .select_related("author", "project", "audience_agreement__association__prefecture")
            .annotate(
                read_files=ThreadFile.objects.of_outer(),
                read_categories=Subquery(named.annotate(all=JsonList(JSONObject(**fields))).values("all")),
            )
            .prefetch_related(Prefetch("partners", ThreadPartner.objects.select_related("body__prefecture")))
        )


def _number(rows: models.QuerySet, by: str) -> Coalesce:
    return Coalesce(Subquery(rows.values(by).annotate(number=Count("pk")).values("number")), 0)


def _out_of_house() -> Q:
    """The condition on a thread that somebody outside its author's house has seen it: one that was withdrawn as a draft
    has been seen by nobody."""
    reviewed = Thread.events.rel.related_model.objects.of_thread().filter(
        thread=OuterRef("pk"), to_state=State.REVIEW
    )
    seen = Q(opened_at__isnull=False) | ~Q(state=State.WITHDRAWN) | Exists(reviewed)
    return ~Q(state__in=THREAD_PRIVATE) & seen


def _taking_part(body: int | None) -> Q:
    """The condition on a thread that a body has answered it, is named in an answer, or proposes it with others. Each is
    asked by itself: together the two of responses would have the database read all responses there are."""
    responses = Thread.responses.rel.related_model.objects.sent().order_by()
    answered, joined = responses.filter(body=body), responses.filter(partners__body=body)
    joint = ThreadPartner.objects.filter(body=body).order_by()
    return (
        Q(pk__in=answered.values("thread"))
        | Q(pk__in=joined.values("thread"))
        | Q(pk__in=joint.values("thread"))
    )


def _audience(body: LocalGovernment) -> Q:
    """The condition on a thread that it is addressed to a body."""
    audiences = Thread.Audience
    named = Thread.audience_bodies.through.objects.filter(thread=OuterRef("pk"))
    prefecture = body.prefecture_id or body.pk
    met = (
        Q(audience=audiences.ALL)
        | Q(audience=audiences.NAMED) & Exists(named.filter(localgovernment=body))
        | Q(audience=audiences.PREFECTURES) & Exists(named.filter(localgovernment=prefecture))
    )
    if body.kind == LocalGovernment.Kind.SPECIAL_WARD:
        return met | Q(audience=audiences.WARDS)
    covering = Agreement.objects.covering(body, today()).values("pk")
    return met | Q(audience=audiences.AGREEMENT, audience_agreement__in=covering)


class Thread(RulesModelMixin, Searchable, metaclass=RulesModelBase):
    """投稿: what an office proposes, offers, needs or asks of the members it is addressed to."""

    State = State

    class Kind(models.TextChoices):
        PROPOSAL = "proposal", "提案"
        OFFER = "offer", "提供"
        NEED = "need", "募集"
        CONSULTATION = "consultation", "相談"

    class Audience(models.TextChoices):
        ALL = "all", "すべての会員"
        WARDS = "wards", "特別区だけ"
        PREFECTURES = "prefectures", "都道府県を選ぶ"
        AGREEMENT = "agreement", "広域連携協定の地域"
        NAMED = "named", "自治体を選ぶ"

    number = models.CharField("番号", max_length=11, unique=True, validators=[number_validator("B")])
    office = models.ForeignKey(
        Office, verbose_name="投稿した課", on_delete=models.PROTECT, related_name="threads"
    )
    #: The office's body; none for the secretariat's own.
    sender = models.ForeignKey(
        LocalGovernment,
        verbose_name="自治体",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="threads",
    )
    author = models.ForeignKey(User, verbose_name="投稿者", on_delete=models.PROTECT, related_name="+")
    state = models.CharField("状態", max_length=9, choices=State.choices, default=State.DRAFT)
    kind = models.CharField("種類", max_length=12, choices=Kind.choices)
    title = models.CharField("題名", max_length=120)
    body = models.TextField("本文", blank=True)
    field = models.CharField("分野", max_length=9, choices=Field.choices, blank=True)
    categories = models.ManyToManyField(
        IssueCategory, verbose_name="課題分類", blank=True, related_name="threads"
    )
    season = models.CharField("時期", max_length=120, blank=True)
    quantity = models.PositiveIntegerField("数量", null=True, blank=True)
    unit = models.CharField("単位", max_length=20, blank=True)
    slots = models.PositiveSmallIntegerField("募集する団体数", null=True, blank=True)
    cost = models.CharField("経費の考え方", max_length=400, blank=True)
    wanted = models.CharField("相手方にお願いしたいこと", max_length=400, blank=True)
    deadline = models.DateField("回答の期限", null=True, blank=True)
    audience = models.CharField("公開する範囲", max_length=11, choices=Audience.choices, default=Audience.ALL)
    audience_bodies = models.ManyToManyField(
        LocalGovernment, verbose_name="公開する自治体・都道府県", blank=True, related_name="+"
    )
    audience_agreement = models.ForeignKey(
        Agreement, verbose_name="協定", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    project = models.OneToOneField(
        Project,
        verbose_name="成立した事業",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="thread",
    )
    is_hidden = models.BooleanField("非表示", default=False)
    is_archived = models.BooleanField("保管", default=False)
    version = models.PositiveIntegerField("版", default=1)
    created_at = models.DateTimeField("作成日時", auto_now_add=True)
    updated_at = models.DateTimeField("更新日時", auto_now=True)
    opened_at = models.DateTimeField("受付開始日時", null=True, blank=True)
    #: Since when it is in its state: how long the next move has been waited for.
    state_since = models.DateTimeField("状態の開始日時")

    objects = SearchableManager.from_queryset(ThreadQuerySet)()

    SEARCH_IS_PUBLIC = False
    SEARCH_PREFETCH = ("sender__prefecture", "categories")

    #: What a version of the text holds and the form asks for, in order.
    TEXTS = (
        "kind",
        "title",
        "body",
        "field",
        "season",
        "quantity",
        "unit",
        "slots",
        "cost",
        "wanted",
        "deadline",
        "audience",
    )

    class Meta:
        verbose_name = verbose_name_plural = "掲示板の投稿"
        ordering = ["-number"]
        rules_permissions = {
            "edit": rules.author_edits,
            "approve": rules.author_approves,
            "moderate": rules.secretariat_edits,
        }
        indexes = [
            models.Index(fields=["state", "-number"], name="thread_state_number"),
            models.Index(fields=["office", "state"], name="thread_office_state"),
            models.Index(fields=["deadline"], condition=Q(state="open"), name="thread_open_deadline"),
            Searchable.index("thread"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=THREAD_PRIVATE | {State.WITHDRAWN}) | Q(deadline__isnull=False),
                name="thread_opened_has_deadline",
                violation_error_message="受付を始めるには回答の期限が必要です。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=THREAD_OPENED - {State.WITHDRAWN}) | Q(opened_at__isnull=False),
                name="thread_opened_has_time",
                violation_error_message="受付を始めた投稿には受付開始日時が必要です。",
            ),
            models.CheckConstraint(
                condition=Q(slots__isnull=True) | Q(slots__gte=1),
                name="thread_slots_positive",
                violation_error_message="募集する団体数は1以上にしてください。",
            ),
            models.CheckConstraint(
                condition=~Q(audience="agreement") | Q(audience_agreement__isnull=False),
                name="thread_audience_names_agreement",
                violation_error_message="公開する協定を選んでください。",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("bulletin:thread", args=[self.number])

    def search_names(self):
        return (self.title, self.number)

    def search_parts(self):
        yield self.sent_by
        yield from (self.get_kind_display(), self.get_field_display())
        yield from (category.name for category in self.categories.all())
        yield from (self.season, self.cost, self.wanted, self.body)

    @property
    def sent_by(self) -> str:
        return str(self.sender) if self.sender else SECRETARIAT

    @property
    def state_now(self) -> str:
        """As it is today: the question of `in_state()` for one thread."""
        if self.state == State.OPEN and self.deadline and self.deadline < today():
            return State.CLOSED
        return self.state

    @property
    def state_label(self) -> str:
        return State(self.state_now).label

    @property
    def is_open(self) -> bool:
        return self.state_now == State.OPEN

    @property
    def slots_taken(self) -> int:
        """Out of `with_numbers()`."""
        return self.settled_count + self.settled_partners

    @property
    def slots_left(self) -> int | None:
        """None without a limit; out of `with_numbers()`."""
        return None if self.slots is None else max(self.slots - self.slots_taken, 0)

    @property
    def days_left(self) -> int | None:
        return (self.deadline - today()).days if self.is_open and self.deadline else None

    @property
    def is_ended(self) -> bool:
        return self.state not in THREAD_UNOPENED | THREAD_LIVE

    def is_addressed_to(self, body: LocalGovernment) -> bool:
        """The question of the audience for one body."""
        return Thread.objects.filter(_audience(body), pk=self.pk).exists()

    @property
    def has_audience(self) -> bool:
        """Whether some audience is said: who is in it is a question of the day."""
        if self.audience in (self.Audience.NAMED, self.Audience.PREFECTURES):
            return self.audience_bodies.exists()
        return True

    @property
    def amount(self) -> str:
        """「200トン」; empty where no number is said."""
        return "" if self.quantity is None else f"{self.quantity:,}{self.unit}"

    @property
    def shown_files(self) -> list["ThreadFile"]:
        """Out of `for_page()`."""
        return ThreadFile.out_of(self, self.read_files)

    @property
    def category_names(self) -> list[str]:
        """In the order of the categories; out of `for_page()`."""
        rows = sorted(self.read_categories or [], key=lambda row: (row["order"], row["slug"]))
        return [row["name"] for row in rows]

    @property
    def bodies(self) -> list[LocalGovernment]:
        """Who proposes: the office's body and the partners that have confirmed. Empty for the secretariat's own."""
        own = [self.sender] if self.sender else []
        return [*own, *(partner.body for partner in self.partners.all() if partner.confirmed_at)]


class ThreadFile(Document):
    OWNER = "thread"

    thread = models.ForeignKey(Thread, verbose_name="投稿", on_delete=models.CASCADE, related_name="files")

    class Meta(Document.Meta):
        verbose_name = verbose_name_plural = "投稿の資料"
        indexes = [models.Index(fields=["thread", "order"], name="thread_file_order")]

    def get_absolute_url(self):
        return reverse("bulletin:thread_file", args=[self.thread.number, self.name])

import datetime as dt

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from rules import add_perm, predicate
from rules.contrib.models import RulesModel

from accounts.models import Notification, User
from common.dates import today
from common.models import Period, PeriodQuerySet
from common.prepared import prepared
from common.text import letters
from municipalities import rules
from municipalities.models.bodies import LocalGovernment
from municipalities.models.membership import Membership, confirmed_since

SECRETARIAT = "特別区長会事務局"
#: Where a user object keeps the postings it acts by.
ACTING = "_acting_postings"


class OfficeQuerySet(models.QuerySet):
    def current(self):
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=today()))

    def of_wards(self, wards):
        """Those of some wards, given by id: their staff see and change them."""
        return self.filter(body__in=wards)

    kept_by_wards = of_wards

    def acting(self):
        """Those that may use the members' area: of the secretariat, of wards, and of members in good standing."""
        member = Membership.objects.in_good_standing(today()).filter(body=OuterRef("body"))
        ward = Q(body__kind=LocalGovernment.Kind.SPECIAL_WARD)
        return self.current().filter(Q(body__isnull=True) | ward | Exists(member))

    def staffed(self):
        """Those that may act and have somebody who writes for them today."""
        writers = Posting.objects.current().with_role(*Posting.EDITORS).filter(user__is_active=True)
        return self.acting().filter(pk__in=writers.order_by().values("office"))

    def of_secretariat(self):
        return self.filter(body__isnull=True)

    def of_outer_body(self):
        return self.filter(body=OuterRef("pk")).order_by()

    def with_people(self):
        """Each with the postings that hold or will hold (`people`)."""
        present = Posting.objects.present().select_related("user").order_by("role", "user__name", "pk")
        return self.select_related("body__prefecture").prefetch_related(
            Prefetch("postings", queryset=present, to_attr="people")
        )

    def called(self, name: str) -> "Office | None":
        """The one that is written so, whichever width and variant letters are used."""
        return next((office for office in self if letters(office.name) == letters(name)), None)


class Office(RulesModel):
    """課・担当 of a body, or of the secretariat: what acts in the members' area and what a project names as its
    contact."""

    body = models.ForeignKey(
        LocalGovernment,
        verbose_name="自治体",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="offices",
        help_text=f"空欄は{SECRETARIAT}",
    )
    name = models.CharField("課・担当の名称", max_length=80)
    phone = models.CharField("電話番号", max_length=30, blank=True, help_text="会員だけに表示")
    mailbox = models.EmailField("共用メールアドレス", blank=True, help_text="会員だけに表示")
    needs_approval = models.BooleanField(
        "庁内確認を行う",
        default=True,
        help_text="チェックを外すと、編集者が決裁者の確認なしに投稿・回答できます",
    )
    ended_on = models.DateField("廃止日", null=True, blank=True)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "課・担当"
        ordering = ["body__code", "name"]
        rules_permissions = {
            "act_for": rules.acts_for,
            "edit_for": rules.edits_for,
            "approve_for": rules.approves_for,
            "administer": rules.administers,
            "supervise": rules.supervises,
        }
        constraints = [
            models.UniqueConstraint(
                fields=["body", "name"],
                condition=Q(ended_on__isnull=True),
                name="office_name_unique",
                violation_error_message="この課・担当は登録済みです。",
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(ended_on__isnull=True, body__isnull=True),
                name="office_of_secretariat_name_unique",
                violation_error_message="この課・担当は登録済みです。",
            ),
        ]

    def __str__(self):
        return f"{self.body or SECRETARIAT} {self.name}"

    def posting_of(self, user: User) -> "Posting | None":
        """The posting by which a person acts for the office today."""
        return next((posting for posting in postings_of(user) if posting.office_id == self.pk), None)

    @staticmethod
    def secretariat_posting_of(user: User) -> "Posting | None":
        """The posting by which a person acts for the secretariat today."""
        return next((posting for posting in postings_of(user) if posting.office.is_secretariat), None)

    @property
    def is_secretariat(self) -> bool:
        return self.body_id is None

    @property
    def is_ward(self) -> bool:
        return self.body is not None and self.body.kind == LocalGovernment.Kind.SPECIAL_WARD


class PostingQuerySet(PeriodQuerySet):
    def current(self):
        return self.on(today())

    def acting(self):
        """Postings that give a right today: they hold, the person is active, and the office may act."""
        return self.current().filter(user__is_active=True, office__in=Office.objects.acting().values("pk"))

    def of(self, user: User | int):
        """The person's own, with all that pages show of the office, and how much the person has not read."""
        member = Membership.objects.active(today()).filter(body=OuterRef("office__body")).order_by()
        return (
            self.filter(user=user)
            .select_related("office__body__prefecture")
            .annotate(
                confirmed_on=Subquery(member.values(on=Coalesce("confirmed_on", "registered_on"))[:1]),
                unread=Notification.objects.unread_of_outer("user"),
            )
            .order_by("valid_from", "pk")
        )

    def present(self):
        """Those that hold or will hold."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today()))

    def named(self):
        """With what it takes to say who and where."""
        return self.select_related("user", "office__body__prefecture")

    def past(self):
        """Those that hold no more."""
        return self.filter(valid_to__lte=today())

    def lasting(self, day: dt.date):
        """Those of active people that hold on a day, and no end is set to them."""
        return self.on(day).filter(valid_to__isnull=True, user__is_active=True)

    def people(self) -> list[User]:
        """Each once."""
        postings = self.filter(user__is_active=True).select_related("user").order_by("user__name", "pk")
        return list(dict.fromkeys(posting.user for posting in postings))

    def in_office(self, office: Office):
        return self.filter(office=office).select_related("user").order_by("role", "user__name", "pk")

    def of_secretariat(self):
        return self.filter(office__body__isnull=True)

    def of_outer(self):
        """The posting of the outer query's `user` in its `office`, while it holds."""
        return self.current().filter(user=OuterRef("user"), office=OuterRef("office")).order_by()

    def with_role(self, *roles: str):
        return self.filter(role__in=roles)


class Posting(Period):
    """所属: a person in an office, in a role, for a period. It gives every right in the members' area."""

    class Role(models.TextChoices):
        ADMINISTRATOR = "administrator", "管理者"
        APPROVER = "approver", "決裁者"
        EDITOR = "editor", "編集者"
        VIEWER = "viewer", "閲覧者"

    #: Who may write for the office, and who may decide for it.
    EDITORS = (Role.ADMINISTRATOR, Role.APPROVER, Role.EDITOR)
    APPROVERS = (Role.ADMINISTRATOR, Role.APPROVER)

    office = models.ForeignKey(
        Office, verbose_name="課・担当", on_delete=models.PROTECT, related_name="postings"
    )
    user = models.ForeignKey(User, verbose_name="利用者", on_delete=models.PROTECT, related_name="postings")
    role = models.CharField("役割", max_length=13, choices=Role.choices, default=Role.EDITOR)
    valid_from = models.DateField("着任日", default=today)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "職員の所属"
        ordering = ["office", "user"]
        constraints = [Period.constraint("posting_period")]

    def __str__(self):
        return f"{self.office} {self.user}（{self.get_role_display()}）"

    @property
    def owes_confirmation(self) -> bool:
        """Whether the body's registration waits for its yearly confirmation (read by `of`)."""
        return self.confirmed_on is not None and self.confirmed_on < confirmed_since()

    @property
    def may_edit(self) -> bool:
        return self.role in self.EDITORS

    @property
    def may_approve(self) -> bool:
        return self.role in self.APPROVERS

    @property
    def may_administer(self) -> bool:
        return self.role == self.Role.ADMINISTRATOR


def wards_of(user: User) -> list[int]:
    """The wards whose records a person of the admin keeps: by postings there that may edit."""
    if not getattr(user, "is_staff", False):
        return []
    own = (one for one in postings_of(user) if one.office.is_ward and one.may_edit)
    return list(dict.fromkeys(one.office.body_id for one in own))


def sees_drafts(user: User, permission: str) -> bool:
    """Whether a person sees more of some records than everybody: by Django's permission, or as ward staff."""
    return user.has_perm(permission) or bool(wards_of(user))


def acts_as_secretariat(user: User) -> bool:
    """Whether the person acts for an office of the secretariat today."""
    return Office.secretariat_posting_of(user) is not None


def edits_as_secretariat(user: User) -> bool:
    """Whether the person writes for an office of the secretariat today."""
    return any(posting.office.is_secretariat and posting.may_edit for posting in postings_of(user))


def approves_as_secretariat(user: User) -> bool:
    """Whether the person decides for an office of the secretariat today."""
    return any(posting.office.is_secretariat and posting.may_approve for posting in postings_of(user))


add_perm("municipalities.act_as_secretariat", predicate(acts_as_secretariat))
add_perm("municipalities.edit_as_secretariat", predicate(edits_as_secretariat))
add_perm("municipalities.approve_as_secretariat", predicate(approves_as_secretariat))


@prepared
def _acting_of(user: int) -> models.QuerySet:
    return Posting.objects.acting().of(user)


def postings_of(user: User) -> list[Posting]:
    """The postings by which a person acts today; read once per user object, which is once a request: the request's
    own stands before it, so what is read is kept by name, not in its `__dict__`."""
    if not user.is_authenticated:
        return []
    known = getattr(user, ACTING, None)
    if known is None:
        known = _acting_of(user.pk)
        for posting in known:
            posting.user = user
        setattr(user, ACTING, known)
    return known

from django.db import models
from django.db.models import Max, Q
from django.db.models.functions import Lower
from django.utils import timezone
from rules.contrib.models import RulesModel

from accounts.models import User
from common.publishing import number_validator
from municipalities import rules
from municipalities.models.bodies import LocalGovernment
from municipalities.models.offices import Office, Posting, postings_of


class MembershipApplicationQuerySet(models.QuerySet):
    def for_list(self):
        return self.select_related("body__prefecture", "applicant", "office").order_by("-pk")

    def open(self):
        """Not decided for good."""
        return self.filter(state__in=MembershipApplication.OPEN)

    def waiting(self):
        """Those that somebody has to decide."""
        return self.filter(state__in=MembershipApplication.WAITING)

    def for_office(self, office: Office):
        """What an office decides: its own second persons; the secretariat, all others."""
        return self.filter(office__isnull=True) if office.is_secretariat else self.filter(office=office)

    def visible_to(self, user: User):
        """The applicant's own; of an office, to its administrators; all to the secretariat."""
        postings = postings_of(user)
        if any(posting.office.is_secretariat for posting in postings):
            return self.all()
        offices = [posting.office_id for posting in postings if posting.may_administer]
        return self.filter(Q(applicant=user) | Q(office__in=offices))

    def of(self, user: User):
        """A person's own, the newest first."""
        return self.filter(applicant=user).for_list()

    def written(self, text: str):
        """Those in whose number, body, office or applicant each word is found; all where nothing is asked."""
        found = self
        for word in text.split():
            body = LocalGovernment.objects.written(word).values("pk")
            found = found.filter(
                Q(number__icontains=word)
                | Q(body__in=body)
                | Q(office_name__icontains=word)
                | Q(applicant__name__icontains=word)
                | Q(applicant__email__icontains=word)
            )
        return found

    def since(self, moment):
        return self.filter(submitted_at__gte=moment)

    def come_to_nothing(self, before):
        """Those that ended without a member, or whose address was never confirmed, and that lie still since then."""
        state = MembershipApplication.State
        ended = self.filter(state__in=(state.SUBMITTED, state.DECLINED, state.WITHDRAWN))
        return ended.annotate(last_step=Max("steps__at")).filter(last_step__lt=before)

    def forget_senders(self, before) -> int:
        """Who sent it matters only while an hour is counted."""
        return self.filter(submitted_at__lt=before).exclude(sender="").update(sender="")


class MembershipApplication(RulesModel):
    """会員登録申請: a person asks to act for an office of a body.

    For a body that is no member, approval also registers it; for an office that exists (`office`), its administrator
    decides in the secretariat's place. Personal data stand with the person (`applicant`), not here.
    """

    class State(models.TextChoices):
        SUBMITTED = "submitted", "申請"
        CONFIRMED = "confirmed", "メール確認済"
        IN_REVIEW = "in_review", "審査中"
        RETURNED = "returned", "差戻し"
        APPROVED = "approved", "承認"
        DECLINED = "declined", "不承認"
        WITHDRAWN = "withdrawn", "取下げ"

    #: Waiting for a decision, not decided for good, decided by somebody, and decided with a reason.
    WAITING = (State.CONFIRMED, State.IN_REVIEW)
    OPEN = (State.SUBMITTED, *WAITING, State.RETURNED)
    DECIDED = (State.RETURNED, State.APPROVED, State.DECLINED)
    REASONED = (State.RETURNED, State.DECLINED)

    number = models.CharField("申請番号", max_length=11, unique=True, validators=[number_validator("A")])
    body = models.ForeignKey(
        LocalGovernment, verbose_name="自治体", on_delete=models.PROTECT, related_name="applications"
    )
    office_name = models.CharField("課・担当の名称", max_length=80)
    mailbox = models.EmailField("課の共用メールアドレス", blank=True)
    phone = models.CharField("電話番号", max_length=30)
    reason = models.TextField("登録の理由")
    terms_since = models.DateField("同意した利用規約の版", help_text="その利用規約が適用された日")
    applicant = models.ForeignKey(
        User, verbose_name="申請者", on_delete=models.PROTECT, related_name="applications"
    )
    office = models.ForeignKey(
        Office,
        verbose_name="判断する課",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="applications",
        help_text="登録済みの課への申請は、その課の管理者が判断します。空欄は事務局",
    )
    state = models.CharField("状態", max_length=9, choices=State.choices, default=State.SUBMITTED)
    decision_reason = models.TextField("差戻し・不承認の理由", blank=True)
    decided_by = models.ForeignKey(
        User, verbose_name="判断した人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField("判断した日時", null=True, blank=True)
    submitted_at = models.DateTimeField("申請日時", default=timezone.now)
    once = models.CharField("一度だけの印", max_length=64, unique=True, editable=False)
    sender = models.CharField("送信元の印", max_length=64, blank=True, editable=False)

    objects = MembershipApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会員登録申請"
        ordering = ["-pk"]
        rules_permissions = {"read": rules.reads_application, "decide": rules.decides_application}
        constraints = [
            models.UniqueConstraint(
                fields=["applicant"],
                condition=Q(state__in=["submitted", "confirmed", "in_review", "returned"]),
                name="application_one_open_per_person",
                violation_error_message="手続き中の申請があります。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "declined"]) | ~Q(decision_reason=""),
                name="application_refusal_has_reason",
                violation_error_message="差戻し・不承認には理由が必要です。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "approved", "declined"])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="application_decided_by_somebody",
                violation_error_message="判断した人と日時が必要です。",
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.body} {self.office_name}"

    def handling_posting(self, user: User) -> Posting | None:
        """The posting by which a person handles it: of the office that decides, else of the secretariat."""
        postings = postings_of(user)
        own = (one for one in postings if one.office_id == self.office_id and one.may_administer)
        secretariat = (one for one in postings if one.office.is_secretariat)
        return next(own, None) or next(secretariat, None)

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def is_waiting(self) -> bool:
        return self.state in self.WAITING

    @property
    def domain(self) -> str:
        """Of the applicant's mail address."""
        return self.applicant.email.rpartition("@")[2].lower()


class ApplicationStep(models.Model):
    """A step in the history of an application: who, for which office, from which state to which, why."""

    application = models.ForeignKey(
        MembershipApplication, verbose_name="申請", on_delete=models.CASCADE, related_name="steps"
    )
    move = models.CharField("手続き", max_length=20)
    state = models.CharField("後の状態", max_length=9, choices=MembershipApplication.State.choices)
    by = models.ForeignKey(
        User, verbose_name="した人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    office = models.ForeignKey(
        Office, verbose_name="課・担当", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField("理由", blank=True)
    at = models.DateTimeField("日時", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "会員登録申請の経過"
        ordering = ["pk"]

    def __str__(self):
        return f"{self.application.number} {self.get_state_display()}"


class KnownDomainQuerySet(models.QuerySet):
    def of_domain(self, domain: str):
        return self.filter(domain__iexact=domain)


class KnownDomain(models.Model):
    """A mail domain that people of a body are known to use: a hint for who reviews applications, never a gate."""

    body = models.ForeignKey(
        LocalGovernment, verbose_name="自治体", on_delete=models.CASCADE, related_name="known_domains"
    )
    domain = models.CharField(
        "ドメイン", max_length=120, help_text="メールアドレスの@より後。例：town.example.jp"
    )
    note = models.CharField("備考", max_length=200, blank=True)

    objects = KnownDomainQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "自治体のメールドメイン"
        ordering = ["body__code", "domain"]
        constraints = [
            models.UniqueConstraint(
                "body",
                Lower("domain"),
                name="known_domain_unique",
                violation_error_message="このドメインは登録済みです。",
            ),
        ]

    def __str__(self):
        return self.domain

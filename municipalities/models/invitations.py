import datetime as dt

from django.core import signing
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from common.dates import today
from municipalities.models.offices import Office, Posting

SALT = "municipalities.invitation"
#: How long an invitation may be taken up.
LASTS = dt.timedelta(days=14)


def expiry() -> dt.datetime:
    return timezone.now() + LASTS


class InvitationQuerySet(models.QuerySet):
    def pending(self):
        """Neither taken up nor taken back; also those whose time is over."""
        return self.filter(accepted_at__isnull=True, cancelled_at__isnull=True)

    def open(self):
        """Those that can be taken up now."""
        return self.pending().filter(expires_at__gt=timezone.now())

    def in_office(self, office: Office):
        return self.filter(office=office).select_related("invited_by").order_by("-pk")

    def with_token(self, token: str):
        """The one whose address it is; none where the token is not ours."""
        try:
            return self.filter(pk=signing.loads(token, salt=SALT))
        except signing.BadSignature:
            return self.none()


class Invitation(models.Model):
    """招待: an administrator asks a colleague by mail to join the office. The mail's link proves the address."""

    office = models.ForeignKey(
        Office, verbose_name="課・担当", on_delete=models.PROTECT, related_name="invitations"
    )
    email = models.EmailField("メールアドレス")
    role = models.CharField("役割", max_length=13, choices=Posting.Role.choices, default=Posting.Role.EDITOR)
    starts_on = models.DateField("着任日", default=today)
    replaces = models.ForeignKey(
        Posting,
        verbose_name="引き継ぐ人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="最後の管理者の後任を招待したとき。招待が受けられると、この人の所属が終わります",
    )
    replaces_on = models.DateField(
        "引き継ぐ人が離れる日", null=True, blank=True, help_text="会員ページを使えなくなる最初の日"
    )
    invited_by = models.ForeignKey(
        User, verbose_name="招待した人", on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField("招待日時", default=timezone.now)
    expires_at = models.DateTimeField("有効期限", default=expiry)
    accepted_at = models.DateTimeField("受けた日時", null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, verbose_name="受けた人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cancelled_at = models.DateTimeField("取り消した日時", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "招待"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                "office",
                Lower("email"),
                condition=Q(accepted_at__isnull=True, cancelled_at__isnull=True),
                name="invitation_one_pending",
                violation_error_message="このアドレスへの招待は送信済みです。",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_by_somebody",
                violation_error_message="受けた日時と受けた人は、そろえて入力してください。",
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True, replaces_on__isnull=True)
                | Q(replaces__isnull=False, replaces_on__isnull=False),
                name="invitation_replaces_on_a_day",
                violation_error_message="引き継ぐ人と離れる日は、そろえて入力してください。",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(cancelled_at__isnull=True),
                name="invitation_not_accepted_and_cancelled",
                violation_error_message="受けた招待は取り消せません。",
            ),
        ]

    def __str__(self):
        return f"{self.office} {self.email}"

    def get_absolute_url(self):
        return reverse("municipalities:invitation", args=[self.token])

    @property
    def token(self) -> str:
        return signing.dumps(self.pk, salt=SALT)

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def is_open(self) -> bool:
        return not (self.accepted_at or self.cancelled_at or self.is_expired)

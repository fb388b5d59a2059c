from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from rules.permissions import has_perm as allowed_by_rules
from rules.permissions import perm_exists

from accounts.managers import UserManager


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. What the person may do comes from postings to offices, not from here."""

    email = models.EmailField("メールアドレス", unique=True)
    name = models.CharField("氏名", max_length=80)
    is_staff = models.BooleanField("管理画面を使う", default=False)
    is_active = models.BooleanField("有効", default=True)
    date_joined = models.DateTimeField("登録日時", default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = verbose_name_plural = "利用者"
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message="このメールアドレスは登録済みです。",
            ),
        ]

    def __str__(self):
        return self.name or self.email

    def clean(self):
        super().clean()
        self.email = User.objects.normalize_email(self.email)

    def has_perm(self, perm, obj=None):
        """What rules say about a record holds for everybody: a superuser has all of the admin, and acts for no office
        without a posting there."""
        if perm_exists(perm):
            return self.is_active and allowed_by_rules(perm, self, obj)
        return super().has_perm(perm, obj)

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name

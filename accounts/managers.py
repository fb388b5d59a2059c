from allauth.account.models import EmailAddress
from django.contrib.auth.models import BaseUserManager
from django.db import transaction


class UserManager(BaseUserManager):
    """Users are known by their mail address, whatever its letter case."""

    use_in_migrations = True

    @classmethod
    def normalize_email(cls, email):
        """In small letters, as allauth looks for them."""
        return super().normalize_email(email).lower()

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def create_user(self, email, password=None, **fields):
        if not email:
            raise ValueError("メールアドレスを入力してください。")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    @transaction.atomic
    def create_vouched_user(self, email, password=None, **fields):
        """A user whose address counts as confirmed: whoever calls this answers for it in place of a mail."""
        user = self.create_user(email, password, **fields)
        EmailAddress.objects.using(self._db).create(user=user, email=user.email, primary=True, verified=True)
        return user

    def create_superuser(self, email, password=None, **fields):
        """Who runs the command holds the server; there may be no mail yet that could confirm the address."""
        return self.create_vouched_user(email, password, is_staff=True, is_superuser=True, **fields)

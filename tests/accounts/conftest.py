import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache

from accounts.models import User
from tests.factories.accounts import PASSWORD


@pytest.fixture(autouse=True)
def _no_attempts_counted(db):
    """Tests that commit leave their counts in the shared cache."""
    cache.clear()


@pytest.fixture
def member(db):
    """西和賀町の担当者, whose address is confirmed."""
    return User.objects.create_vouched_user("kikaku@nishiwaga.example.jp", PASSWORD, name="西和賀 二郎")


@pytest.fixture
def staff(db):
    """事務局, whose address is confirmed: may enter the admin."""
    return User.objects.create_superuser("jimukyoku@example.jp", PASSWORD, name="事務局 花子")


def sign_in_by_password(client, person, password=PASSWORD, query="", **headers):
    typed = {"login": person.email, "password": password}
    return client.post(f"/accounts/login/{query}", typed, headers=headers)


def app_of(person) -> str:
    """The secret of the person's authenticator app, registered now."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(person, secret)
    return secret


def code_of(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def recovery_codes_of(person) -> list[str]:
    return Authenticator.objects.get(user=person, type="recovery_codes").wrap().get_unused_codes()


def link_in(mail) -> str:
    return re.search(r"http://testserver(/\S+)", mail.body)[1]


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session

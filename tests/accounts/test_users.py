import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction

from accounts.models import User
from tests.factories import UserFactory
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["Hanako@Example.jp", "hanako@example.jp", "HANAKO@EXAMPLE.JP"])
def test_a_person_signs_in_whatever_the_letter_case(typed):
    person = UserFactory(email="Hanako@example.jp")
    assert authenticate(None, email=typed, password=PASSWORD) == person


def test_who_is_not_active_does_not_sign_in():
    UserFactory(email="moto@example.jp", is_active=False)
    assert authenticate(None, email="moto@example.jp", password=PASSWORD) is None


def test_the_same_address_twice_is_refused_by_the_database():
    UserFactory(email="hanako@example.jp")
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(email="HANAKO@example.jp")


def test_a_person_without_an_address_is_refused():
    with pytest.raises(ValueError, match="メールアドレスを入力してください。"):
        User.objects.create_user("", "password", name="宛先なし")


def test_a_superuser_may_everything_and_enters_the_admin():
    person = User.objects.create_superuser("jimukyoku@example.jp", PASSWORD, name="事務局")
    assert person.is_staff
    assert person.has_perm("projects.change_project")


def test_a_person_goes_by_the_name():
    assert str(UserFactory(name="荒川 一郎")) == "荒川 一郎"
    assert str(UserFactory(name="", email="a@example.jp")) == "a@example.jp"
    assert UserFactory(name="荒川 一郎").get_full_name() == "荒川 一郎"
    assert UserFactory(name="荒川 一郎").get_short_name() == "荒川 一郎"

"""Who is signed in, read by statements written once: a session ends and a person goes as Django has them do."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.signed_in import SessionStore

pytestmark = pytest.mark.django_db

PAGE = "/members/"


@pytest.fixture
def client(arakawa_staff) -> Client:
    client = Client()
    client.force_login(arakawa_staff)
    return client


def test_a_session_holds_until_it_is_over(client):
    assert client.get(PAGE).wsgi_request.user.is_authenticated
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not client.get(PAGE).wsgi_request.user.is_authenticated


def test_a_session_that_is_deleted_or_was_never_there_is_nobodys(client):
    Session.objects.all().delete()
    answer = client.get(PAGE)
    assert not answer.wsgi_request.user.is_authenticated
    # A key that somebody chose is never taken over (session fixation).
    store = SessionStore("a-key-of-ones-own-choice-0000000")
    store["office"] = 1
    store.save()
    assert store.session_key != "a-key-of-ones-own-choice-0000000"


def test_who_is_locked_out_is_out_with_the_next_request(client, arakawa_staff):
    assert client.get(PAGE).wsgi_request.user.is_authenticated
    arakawa_staff.is_active = False
    arakawa_staff.save()
    assert not client.get(PAGE).wsgi_request.user.is_authenticated


def test_a_new_password_ends_all_sessions(client, arakawa_staff):
    assert client.get(PAGE).wsgi_request.user.is_authenticated
    arakawa_staff.set_password("another-long-password")
    arakawa_staff.save()
    assert not client.get(PAGE).wsgi_request.user.is_authenticated

"""What was typed is not lost: neither with a session that ended, nor with a page that was left."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import SavedInput
from bulletin.models import Thread
from tests.pages import text_of

pytestmark = pytest.mark.django_db

NEW = reverse("bulletin:new_thread")
AUTOSAVE = reverse("portal:autosave")


def typed(client) -> dict:
    """The form of a new thread as its page gave it, with a title typed in."""
    page = client.get(NEW)
    writer = page.text.split('name="writer" value="')[1].split('"')[0]
    return {
        "once": page.context["form"]["once"].value(),
        "writer": writer,
        "kind": "offer",
        "title": "雪の提供",
    }


def test_a_text_sent_after_the_session_ended_comes_back_after_sign_in(sign_in, arakawa_staff, arakawa_office):
    data = typed(sign_in(arakawa_staff))
    client = Client()
    answer = client.post(NEW, data)
    assert answer.status_code == 302
    assert reverse("account_login") in answer.url
    assert not Thread.objects.exists()

    client.force_login(arakawa_staff)
    page = client.get(NEW)
    assert page.context["form"]["title"].value() == "雪の提供"
    assert "ログインの前に入力した内容を戻しました" in text_of(page)
    # It is given back once.
    assert client.get(NEW).context["form"]["title"].value() is None


def test_it_comes_back_to_nobody_else(
    sign_in, arakawa_staff, arakawa_office, nishiwaga_officer, nishiwaga_office
):
    client = Client()
    client.post(NEW, typed(sign_in(arakawa_staff)))
    client.force_login(nishiwaga_officer)
    assert "雪の提供" not in text_of(client.get(NEW))


@pytest.mark.parametrize("writer", ["", "forged", "1:forged:mark"])
def test_a_text_without_its_mark_is_not_kept(arakawa_staff, arakawa_office, writer):
    client = Client()
    client.post(NEW, {"writer": writer, "title": "よそから"})
    assert "kept_post" not in client.session


def test_what_is_typed_is_saved_and_given_back_until_it_is_sent(sign_in, arakawa_staff, arakawa_office):
    client = sign_in(arakawa_staff)
    data = typed(client)
    assert client.post(AUTOSAVE, data | {"path": NEW}).status_code == 204
    assert "csrfmiddlewaretoken" not in SavedInput.objects.get().text
    page = client.get(NEW)
    assert page.context["form"]["title"].value() == "雪の提供"
    assert "入力の途中だった内容を戻しました" in text_of(page)

    assert client.post(NEW, data | {"audience": "all"}).status_code == 302
    assert Thread.objects.get().title == "雪の提供"
    assert not SavedInput.objects.exists()


def test_who_does_not_want_it_back_begins_afresh(sign_in, arakawa_staff, arakawa_office):
    client = sign_in(arakawa_staff)
    client.post(AUTOSAVE, typed(client) | {"path": NEW})
    assert client.get(f"{NEW}?fresh").context["form"]["title"].value() is None
    assert not SavedInput.objects.exists()


def test_saved_input_is_the_persons_own(
    sign_in, arakawa_staff, arakawa_office, nishiwaga_officer, nishiwaga_office
):
    client = sign_in(arakawa_staff)
    client.post(AUTOSAVE, typed(client) | {"path": NEW})
    assert "雪の提供" not in text_of(sign_in(nishiwaga_officer).get(NEW))


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"path": "https://example.com/"},
        {"path": "/members/" + "x" * 300},
        {"path": NEW, "body": "雪" * 100_000},
    ],
)
def test_what_is_no_form_of_ours_is_not_saved(sign_in, arakawa_staff, arakawa_office, data):
    assert sign_in(arakawa_staff).post(AUTOSAVE, data).status_code == 204
    assert not SavedInput.objects.exists()


def test_nothing_is_saved_for_a_stranger(visitor):
    assert visitor.post(AUTOSAVE, {"path": NEW, "title": "雪"}).status_code == 302
    assert not SavedInput.objects.exists()

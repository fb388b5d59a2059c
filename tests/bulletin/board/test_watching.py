"""What an office watches, and what it hears of it."""

import pytest
from django.urls import reverse

from accounts.models import Notification, OutgoingMail
from bulletin.models import Watch
from municipalities.models import Posting
from tests.bulletin.board.browser import refusal, send
from tests.factories import IssueCategoryFactory
from tests.pages import text_of

pytestmark = pytest.mark.django_db

WATCHES = reverse("bulletin:watches")


@pytest.fixture
def snow(db):
    return IssueCategoryFactory(name="雪")


def test_an_office_chooses_and_chooses_anew(sign_in, nishiwaga_office, nishiwaga_officer, snow):
    client = sign_in(nishiwaga_officer)
    assert send(client, WATCHES, categories=[snow.pk], areas=["kanto"]).status_code == 302
    assert {str(watch) for watch in Watch.objects.all()} == {"雪", "関東"}
    assert "checked" in text_of(client.get(WATCHES))
    client.post(WATCHES, {"once": client.get(WATCHES).context["form"]["once"].value()})
    assert not Watch.objects.exists()


def test_what_it_watches_comes_by_notification_and_digest_not_at_once(
    sign_in,
    opened,
    arakawa_office,
    arakawa_staff,
    nishiwaga_office,
    nishiwaga_officer,
    kagamino_outsider,
    kagamino_office,
    snow,
):
    send(sign_in(nishiwaga_officer), WATCHES, categories=[snow.pk])
    thread = opened(arakawa_office, arakawa_staff, categories=[snow])
    told = Notification.objects.get(recipient=nishiwaga_officer)
    assert told.in_digest
    assert told.number == thread.number
    assert not OutgoingMail.objects.filter(to=nishiwaga_officer.email).exists()
    assert not Notification.objects.filter(recipient__postings__office=kagamino_office).exists()


def test_of_what_it_may_not_see_it_hears_nothing(
    sign_in, opened, arakawa_office, arakawa_staff, nishiwaga_office, nishiwaga_officer, kagamino, snow
):
    send(sign_in(nishiwaga_officer), WATCHES, categories=[snow.pk])
    opened(arakawa_office, arakawa_staff, categories=[snow], audience="named", audience_bodies=[kagamino])
    assert not Notification.objects.filter(recipient=nishiwaga_officer).exists()


def test_a_viewer_chooses_nothing(sign_in, nishiwaga_office, nishiwaga_officer):
    Posting.objects.update(role=Posting.Role.VIEWER)
    client = sign_in(nishiwaga_officer)
    assert client.get(WATCHES).status_code == 403
    assert "関心と提案の設定" not in text_of(client.get(reverse("bulletin:board")))


@pytest.mark.parametrize(("field", "value"), [("categories", "9" * 30), ("areas", "mars")])
def test_what_is_no_choice_is_told_beside_its_field(
    sign_in, nishiwaga_office, nishiwaga_officer, field, value
):
    client = sign_in(nishiwaga_officer)
    assert "正しく選択してください" in refusal(send(client, WATCHES, **{field: [value]}))
    assert not Watch.objects.exists()

"""Suggestions once a week, to those whose thread they suit, and to nobody else."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.digests import send_digests
from accounts.models import Notification, OutgoingMail
from bulletin.board.matching import suggestions
from bulletin.board.suggesting import suggest_to_all
from bulletin.models import MutedCategory
from tests import factories as f
from tests.bulletin.board.browser import send
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def snow(db):
    return f.IssueCategoryFactory(name="雪")


@pytest.fixture
def need(opened, arakawa_office, arakawa_staff, snow):
    return opened(arakawa_office, arakawa_staff, categories=[snow])


@pytest.fixture
def offer(opened, nishiwaga_office, nishiwaga_officer, snow):
    return opened(nishiwaga_office, nishiwaga_officer, kind="offer", title="雪を運びます", categories=[snow])


def suggested(person) -> list[Notification]:
    return list(Notification.objects.filter(recipient=person, key__startswith="suggestion:").order_by("pk"))


def test_both_sides_hear_once_of_what_suits_them(need, offer, arakawa_staff, nishiwaga_officer):
    assert suggest_to_all() == 2
    [told] = suggested(arakawa_staff)
    assert told.text == "合いそうな投稿：雪を運びます（岩手県西和賀町）"
    assert told.path == offer.get_absolute_url()
    assert "課題分類が同じ（雪）" in told.body
    assert "相手方には知らされていません" in told.body
    assert [one.path for one in suggested(nishiwaga_officer)] == [need.get_absolute_url()]
    assert suggest_to_all() == 0
    assert len(suggested(arakawa_staff)) == 1


def test_it_comes_with_the_digest_and_by_no_mail_of_its_own(need, offer, arakawa_staff):
    OutgoingMail.objects.all().delete()
    suggest_to_all()
    assert not OutgoingMail.objects.exists()
    send_digests(dt.datetime(2026, 11, 30, 7, 30, tzinfo=dt.UTC))
    mail = OutgoingMail.objects.get(to=arakawa_staff.email)
    assert "合いそうな投稿：雪を運びます" in mail.body
    assert offer.number in mail.body


def test_at_most_three_and_the_rest_a_week_later(need, arakawa_staff, snow):
    for number in range(5):
        thread = f.ThreadFactory(kind="offer", title=f"雪の提供{number}")
        thread.categories.set([snow])
        f.MembershipFactory(body=thread.sender)
    for told in (3, 5, 5):
        suggest_to_all()
        assert len({one.path for one in suggested(arakawa_staff)}) == len(suggested(arakawa_staff)) == told


def test_of_what_is_over_or_hidden_nobody_hears(need, offer, arakawa_staff):
    offer.is_hidden = True
    offer.save()
    assert suggest_to_all() == 0
    offer.is_hidden, offer.deadline = False, dt.date(2026, 1, 1)
    offer.save()
    assert suggest_to_all() == 0
    assert suggested(arakawa_staff) == []


def test_in_a_category_that_is_muted_nothing_is_suggested(
    sign_in, need, offer, snow, arakawa_office, arakawa_staff, nishiwaga_officer
):
    client, page = sign_in(arakawa_staff), need.get_absolute_url()
    assert "合いそうな投稿" in text_of(client.get(page))
    send(client, reverse("bulletin:watches"), muted=[snow.pk])
    assert [one.category for one in MutedCategory.objects.filter(office=arakawa_office)] == [snow]
    assert "合いそうな投稿" not in text_of(client.get(page))
    assert suggest_to_all() == 1
    assert suggested(arakawa_staff) == []
    assert len(suggested(nishiwaga_officer)) == 1
    settings = reverse("bulletin:watches")
    client.post(settings, {"once": client.get(settings).context["form"]["once"].value()})
    assert "合いそうな投稿" in text_of(client.get(page))


def test_what_a_body_says_of_itself_is_a_reason_once_it_is_published(need, offer, nishiwaga, arakawa_office):
    profile = f.ProfileFactory(body=nishiwaga, offers="雪と温泉", state="draft", published_on=None)
    words = "相手の自治体情報に、関係する言葉がある"
    assert words not in suggestions(need, arakawa_office)[0].reasons
    profile.state, profile.published_on = "published", dt.date(2026, 4, 1)
    profile.needs = "雪を探しています"
    profile.save()
    assert words in suggestions(need, arakawa_office)[0].reasons

"""What keeps machines from the contact form, and never a person's text."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from common import guard
from portal.contact.actions import TooManyInquiries, receive
from portal.models import Inquiry
from tests.factories import InquiryFactory

CONTACT = reverse("portal:contact")


def assert_kept(response, typed, message, status=200):
    """The form again, with what is wrong, and all that was typed."""
    assert response.status_code == status
    assert message in response.text
    for name in ("about", "subject", "email", "name"):
        assert f'value="{typed[name]}"' in response.text
    assert "品川区も参加しています。" in response.text
    assert not Inquiry.objects.exists()


# --- Against machines ---------------------------------------------------------------------------------


def test_sent_quicker_than_it_can_be_read_it_is_asked_for_again(visitor, db, send, typed, clock):
    ticket = guard.new_ticket()
    clock.now += guard.QUICKEST - 1
    response = send(visitor, ticket=ticket)
    assert_kept(response, typed, "時間が短すぎます")

    renewed = re.search(r'name="ticket" value="([^"]+)"', response.text)[1]
    clock.now += guard.QUICKEST
    assert send(visitor, ticket=renewed).status_code == 302


def test_a_form_left_open_for_days_gives_its_text_back(visitor, db, send, typed, clock):
    clock.now += guard.LONGEST.total_seconds()
    response = send(visitor)
    assert_kept(response, typed, "画面を開いてから時間がたちました")
    assert typed["ticket"] not in response.text


@pytest.mark.parametrize(
    "ticket",
    ["", "nai", "WyJhIiwgMV0:1:forged", guard.signing.dumps("nai", salt=guard.SALT)],
    ids=["none", "no ticket", "forged", "signed nonsense"],
)
def test_a_form_that_was_never_opened_is_not_taken(visitor, db, send, typed, ticket):
    assert_kept(send(visitor, ticket=ticket), typed, "入力画面を開いた記録を確認できませんでした")


def test_sent_twice_it_is_kept_once_and_has_one_receipt(visitor, db, send):
    first, second = send(visitor), send(visitor)
    assert first.url == second.url
    assert Inquiry.objects.count() == 1


def test_a_text_changed_on_the_way_back_is_another_inquiry(visitor, db, send):
    send(visitor)
    send(visitor, body="書き直しました。")
    assert Inquiry.objects.count() == 2


def test_one_address_may_send_only_so_many_in_an_hour(visitor, db, send, settings):
    settings.INQUIRIES_PER_HOUR_AND_ADDRESS = 1
    send(visitor, body="一通目")
    response = send(visitor)
    assert response.status_code == 429
    assert "同じ接続元からのお問い合わせが続いたため" in response.text
    assert "品川区も参加しています。" in response.text
    assert send(Client(REMOTE_ADDR="192.0.2.7")).status_code == 302

    Inquiry.objects.update(received_at=timezone.now() - guard.WINDOW)
    assert send(visitor, body="一時間あと").status_code == 302


def test_all_together_may_send_only_so_many_in_an_hour(visitor, db, send, settings):
    settings.INQUIRIES_PER_HOUR = 1
    send(visitor, body="一通目")
    response = send(Client(REMOTE_ADDR="192.0.2.7"))
    assert response.status_code == 429
    assert "お問い合わせが集中している" in response.text


def test_the_address_itself_is_never_kept_and_its_mark_for_an_hour(visitor, db, send):
    old = InquiryFactory(received_at=timezone.now() - guard.WINDOW * 2, sender="mark")
    send(Client(REMOTE_ADDR="192.0.2.7"))
    kept = Inquiry.objects.exclude(pk=old.pk).values().get()
    assert not [value for value in kept.values() if "192.0.2.7" in str(value)]
    assert len(kept["sender"]) == 64
    old.refresh_from_db()
    assert old.sender == ""


def test_behind_a_proxy_the_address_is_the_one_it_saw(rf, settings):
    def mark(**headers):
        return guard.sender_of(rf.get("/", **headers))

    forged = mark(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.1, 192.0.2.7")
    assert forged == mark(REMOTE_ADDR="10.0.0.1")
    settings.TRUST_PROXY_HEADER = True
    assert mark(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.1, 192.0.2.7") == mark(
        REMOTE_ADDR="192.0.2.7"
    )


def test_the_numbers_of_a_day_are_all_different(db, monkeypatch):
    draws = iter([7, 7, 8])
    monkeypatch.setattr("portal.contact.actions.secrets.randbelow", lambda limit: next(draws))
    numbers = [receive(inquiry=InquiryFactory.build(), once=str(n), sender="").number for n in range(2)]
    assert [number[-4:] for number in numbers] == ["0007", "0008"]


def test_many_at_once_keep_the_limit_and_one_form_stays_one(transactional_db, settings):
    """Side by side on PostgreSQL; SQLite in memory has one connection, so there one after the other."""
    settings.INQUIRIES_PER_HOUR = 3

    def run(once):
        try:
            return receive(inquiry=InquiryFactory.build(), once=once, sender=once).number
        except TooManyInquiries:
            return "refused"
        finally:
            if connection.vendor == "postgresql":
                connection.close()

    if connection.vendor == "postgresql":
        with ThreadPoolExecutor(6) as pool:
            answers = list(pool.map(run, "aabcde"))
    else:
        answers = [run(once) for once in "aabcde"]
    assert answers[0] == answers[1]
    assert "refused" in answers
    assert Inquiry.objects.count() == 3


# --- Forged sendings ----------------------------------------------------------------------------------


def test_without_the_token_the_form_comes_back_with_all_that_was_typed(db, send, typed):
    strict = Client(enforce_csrf_checks=True)
    response = send(strict)
    assert_kept(response, typed, "安全のための確認ができなかったため", status=403)

    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', response.text)[1]
    assert send(strict, csrfmiddlewaretoken=token).status_code == 302


def test_a_form_that_cannot_be_read_is_told_to_be_so(db):
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    answer = strict.post(CONTACT, "a=b", content_type="application/x-www-form-urlencoded; charset=utf-16")
    assert answer.status_code == 400


def test_the_form_is_each_visitors_own(db, settings, visitor):
    """Its token and ticket must never be another's: not kept, whether the visitor brings a cookie or gets one."""
    settings.PAGE_CACHE = True
    first = visitor.get(CONTACT)
    assert first.cookies["csrftoken"]["httponly"]
    assert first.cookies["csrftoken"]["samesite"] == "Lax"
    assert first.cookies["csrftoken"]["max-age"] == ""
    again = visitor.get(CONTACT)
    for response in (first, again, Client().get(CONTACT)):
        assert "private" in response.headers["Cache-Control"]
        assert "ETag" not in response.headers
    tickets = {re.search(r'name="ticket" value="([^"]+)"', page.text)[1] for page in (first, again)}
    assert len(tickets) == 2

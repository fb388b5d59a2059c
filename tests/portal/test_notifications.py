"""通知: a person's own, unread before read; opened, or by a button, they are read, and by nothing else."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notification
from tests.factories import NotificationFactory

LIST = reverse("portal:notifications")
READ = reverse("portal:read_notifications")


def address(notification):
    return reverse("portal:notification", args=[notification.code])


@pytest.fixture
def officer(nishiwaga_office, nishiwaga_officer, sign_in):
    return sign_in(nishiwaga_officer)


@pytest.fixture
def told(nishiwaga_officer):
    """Makes a notification of the officer's own."""

    def make(**values):
        return NotificationFactory(recipient=nishiwaga_officer, **values)

    return make


def test_unread_come_first_and_looking_reads_nothing(officer, told):
    old_unread = told(text="前の未読", number="B-2026-0123")
    told(text="読んだもの", read_at=timezone.now())
    for _ in "12":
        page = officer.get(LIST)
        assert page.text.index("前の未読") < page.text.index("読んだもの")
        assert page.text.count("chip-alive") == 1
    assert "B-2026-0123" in page.text
    assert address(old_unread) in page.text
    assert Notification.objects.unread().count() == 1


def test_opening_one_leads_to_its_page_and_reads_it(officer, told):
    opened, other = told(path="/members/board/"), told()
    response = officer.get(address(opened))
    assert (response.status_code, response.url) == (302, "/members/board/")
    opened.refresh_from_db()
    first_read = opened.read_at
    assert first_read is not None
    other.refresh_from_db()
    assert other.read_at is None
    officer.get(address(opened))
    opened.refresh_from_db()
    assert opened.read_at == first_read


def test_the_button_reads_what_the_page_showed(officer, told):
    told(text="前の未読")
    newest = told()
    assert f'value="{newest.code}"' in officer.get(LIST).text
    meanwhile = told()
    page = officer.post(READ, {"newest": newest.code}, follow=True)
    assert "2件を既読にしました。" in page.text
    assert list(Notification.objects.unread()) == [meanwhile]


def test_nothing_to_read_no_button(officer, told):
    assert "通知はまだありません" in officer.get(LIST).text
    told(read_at=timezone.now())
    assert "すべて既読にする" not in officer.get(LIST).text


@pytest.mark.parametrize("sent", [{}, {"newest": "x"}, {"newest": "\x00"}])
def test_a_button_that_names_nothing_reads_nothing_and_says_so(officer, told, sent):
    told()
    assert "もう一度押してください" in officer.post(READ, sent, follow=True).text
    assert Notification.objects.unread().count() == 1


def test_those_of_others_are_not_there(officer, told):
    other = NotificationFactory(text="ほかの人の通知")
    told()
    assert "ほかの人の通知" not in officer.get(LIST).text
    assert officer.get(address(other)).status_code == 404
    assert officer.get(reverse("portal:notification", args=[uuid.uuid4()])).status_code == 404
    assert officer.post(READ, {"newest": other.code}).status_code == 404
    assert Notification.objects.unread().count() == 2


def test_methods(officer, told):
    assert officer.post(LIST).status_code == 405
    assert officer.post(address(told())).status_code == 405
    assert officer.get(READ).status_code == 405


def test_a_visitor_is_led_to_the_sign_in(visitor, db):
    assert visitor.get(LIST).status_code == 302
    assert visitor.get(address(NotificationFactory())).status_code == 302


def test_pages(officer, told):
    for n in range(31):
        told(text=f"{n}番目の通知")
    first, second = officer.get(LIST), officer.get(LIST, {"page": "2"})
    assert "30番目の通知" in first.text
    assert "0番目の通知" not in second.text.replace("0番目の通知", "", 1)
    assert "1／2ページ" in first.text
    assert "すべて既読にする" not in second.text
    assert officer.get(LIST, {"page": "x"}).status_code == 200


def test_one_asks_as_much_as_thirty(officer, told):
    counts = []
    for number in (1, 29):
        for _ in range(number):
            told()
        told(read_at=timezone.now())
        with CaptureQueriesContext(connection) as asked:
            officer.get(LIST)
        counts.append(len(asked))
    assert counts == [6, 6], [one["sql"] for one in asked]

"""The digest: what is watched, once, in one mail for each person; a run that is killed neither loses nor doubles."""

import datetime as dt

import pytest
from django.core.management import call_command

from accounts import digests
from accounts.digests import digest_body, send_digest, send_digests
from accounts.models import Notification, OutgoingMail
from accounts.notifying import Message, tell
from tests.factories import NotificationFactory, UserFactory

NOW = dt.datetime(2026, 11, 24, 22, 30, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


def watched(person, number="B-2026-0001", text="雪を使いませんか", body="雪山を一つお譲りします。"):
    key = f"thread:{Notification.objects.count()}"
    told = Message(key, number, text, body, "/members/board/", "関係する課の方")
    tell(told, to=[person], by=None, mail=False, digest=True)
    return Notification.objects.get(key=key)


def test_it_gathers_what_waits_into_one_mail_and_tells_it_once(settings):
    settings.SITE_URL = "https://renkei.example.jp"
    person, other = UserFactory(), UserFactory()
    watched(person)
    watched(person, number="B-2026-0002", text="梅を募集します", body="青梅を300kg。")
    watched(person, text="期限が延びました", body="12月20日までになりました。")
    watched(other)
    NotificationFactory(recipient=person)
    assert not OutgoingMail.objects.exists()

    assert send_digests(NOW) == "まとめのメールを2人に用意しました。"
    mail = OutgoingMail.objects.get(recipient=person)
    assert (mail.to, mail.subject, mail.due_at) == (
        person.email,
        "[全国連携] 新着のまとめ（3件）",
        NOW,
    )
    # Newest first, and what belongs to one thread together.
    assert mail.body == (
        "関心のある分類・エリアの新着と、合いそうな投稿を、新しいものから順にお知らせします。\n\n"
        "■ B-2026-0001\n\n"
        "● 期限が延びました\n12月20日までになりました。\nhttps://renkei.example.jp/members/board/\n\n"
        "● 雪を使いませんか\n雪山を一つお譲りします。\nhttps://renkei.example.jp/members/board/\n\n"
        "■ B-2026-0002\n\n"
        "● 梅を募集します\n青梅を300kg。\nhttps://renkei.example.jp/members/board/\n\n"
        "--\nこのメールは、関心のある分類・エリアを登録している課、または掲示板に投稿している課の担当者にお送りしています。\n"
        "特別区全国連携プロジェクト（特別区長会事務局）\n"
    )
    assert send_digests(NOW) == ""
    assert OutgoingMail.objects.count() == 2


def test_what_comes_later_is_in_the_next_one():
    person = UserFactory()
    watched(person)
    send_digests(NOW)
    watched(person, text="新しい投稿")
    send_digests(NOW + dt.timedelta(days=1))
    first, second = OutgoingMail.objects.order_by("pk")
    assert "新しい投稿" not in first.body
    assert "雪を使いませんか" not in second.body


def test_what_was_read_meanwhile_is_not_told_again():
    person = UserFactory()
    watched(person, text="読んだもの")
    Notification.objects.of(person).read()
    assert send_digests(NOW) == ""
    watched(person, text="まだのもの")
    send_digests(NOW)
    assert "読んだもの" not in OutgoingMail.objects.get().body
    assert not Notification.objects.awaiting_digest().exists()


def test_an_account_that_was_closed_gets_none_also_when_it_is_opened_again():
    person = UserFactory()
    watched(person)
    type(person).objects.update(is_active=False)
    assert send_digests(NOW) == ""
    type(person).objects.update(is_active=True)
    assert send_digests(NOW) == ""


@pytest.mark.django_db(transaction=True)
def test_a_run_that_is_killed_between_two_people_goes_on_where_it_was(monkeypatch):
    people = [UserFactory() for _ in range(3)]
    for person in people:
        watched(person)
    written = digests.digest_body

    def killed(notifications):
        if OutgoingMail.objects.count() == 1:
            raise KeyboardInterrupt
        return written(notifications)

    monkeypatch.setattr(digests, "digest_body", killed)
    with pytest.raises(KeyboardInterrupt):
        send_digests(NOW)
    assert OutgoingMail.objects.count() == 1
    assert Notification.objects.awaiting_digest().count() == 2
    monkeypatch.undo()
    assert send_digests(NOW) == "まとめのメールを2人に用意しました。"
    assert sorted(OutgoingMail.objects.values_list("to", flat=True)) == sorted(p.email for p in people)


def test_somebody_whose_digest_another_worker_sent_meanwhile_gets_no_second():
    person = UserFactory()
    watched(person)
    assert send_digest(person.pk, now=NOW)
    assert not send_digest(person.pk, now=NOW)
    assert OutgoingMail.objects.count() == 1


def test_a_long_text_is_a_link_away():
    body = digest_body([watched(UserFactory(), body="雪" * 3000)])
    assert "雪" * digests.LONGEST + "……（続きはページでご覧ください）" in body
    assert "雪" * (digests.LONGEST + 1) not in body


def test_what_has_no_number_stands_alone():
    body = digest_body(
        [watched(UserFactory(), number="", text="お知らせ一"), watched(UserFactory(), number="")]
    )
    assert "■" not in body
    assert body.count("● ") == 2


def test_told_at_once_it_is_not_in_the_digest():
    message = Message("k", "", "件名", "本文", "/members/", "関係する課の方")
    with pytest.raises(AssertionError):
        tell(message, to=[UserFactory()], by=None, digest=True)


def test_the_command_says_what_it_did(capsys):
    call_command("send_digests")
    watched(UserFactory())
    call_command("send_digests")
    assert capsys.readouterr().out == "まとめて送るものはありません。\nまとめのメールを1人に用意しました。\n"

"""The outbox: each mail is handed over once, put off when refused, given up in the end; what came back is known."""

import datetime as dt
import smtplib
import threading

import pytest
from django.core import mail as sent_mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import OperationalError, connection, transaction
from django.urls import reverse

from accounts import outbox
from accounts.models import AuditEvent, OutgoingMail
from accounts.notifying import Message, tell
from accounts.outbox import MOST_ATTEMPTS, PAUSES, deliver, message_of
from tests.factories import OutgoingMailFactory, UserFactory

NOW = dt.datetime(2026, 11, 25, 3, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
LEASED = NOW + dt.timedelta(minutes=10)
State = OutgoingMail.State


def clock():
    return NOW


def queued(**values):
    return OutgoingMailFactory(**{"due_at": NOW} | values)


@pytest.fixture
def server(monkeypatch):
    """A mail server that answers as it is told, and notes what it was handed."""

    class Server:
        answers: list[Exception | None] = []
        down = False
        handed: list[str] = []

    state = Server()
    state.answers, state.handed = [], []

    def opened(self):
        if state.down:
            raise ConnectionRefusedError("Connection refused")

    def send(self, messages):
        state.handed += [message.subject for message in messages]
        if state.answers and (answer := state.answers.pop(0)):
            raise answer
        return sends(self, messages)

    sends = EmailBackend.send_messages
    monkeypatch.setattr(EmailBackend, "open", opened)
    monkeypatch.setattr(EmailBackend, "send_messages", send)
    return state


# --- Sending ------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_is_due_is_sent_in_its_order_and_noted(server):
    second, first = queued(), queued(due_at=NOW - MINUTE)
    later = queued(due_at=NOW + MINUTE)
    assert deliver(clock=clock) == {State.SENT: 2}
    assert [message.subject for message in sent_mail.outbox] == [first.subject, second.subject]
    first.refresh_from_db()
    assert (first.state, first.sent_at, first.leased_until, first.attempts) == (State.SENT, NOW, None, 1)
    later.refresh_from_db()
    assert later.state == State.WAITING


@pytest.mark.django_db
def test_a_mail_is_plain_text_and_says_that_a_machine_sent_it(settings):
    settings.DEFAULT_FROM_EMAIL = "全国連携 <renkei@renkei.example.jp>"
    settings.BOUNCE_EMAIL = "bounces@renkei.example.jp"
    mail = queued(body="雪の受け入れについて、12月1日までにご回答ください。")
    deliver(clock=clock)
    [sent] = sent_mail.outbox
    message = sent.message()
    assert message.get_content_type() == "text/plain"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == f"<{mail.code}@renkei.example.jp>"
    assert sent.from_email == "bounces@renkei.example.jp"
    assert "renkei@renkei.example.jp" in message["From"]
    assert "雪の受け入れ" in message.get_payload(decode=True).decode()


@pytest.mark.django_db
def test_handed_over_again_it_has_the_same_message_id():
    mail = queued()
    first, second = message_of(mail).message(), message_of(OutgoingMail.objects.get()).message()
    assert first["Message-ID"] == second["Message-ID"]


@pytest.mark.django_db
def test_an_address_that_the_server_refuses_for_good_is_not_tried_again(server):
    mail = queued()
    server.answers = [smtplib.SMTPRecipientsRefused({mail.to: (550, b"5.1.1 User unknown")})]
    assert deliver(clock=clock) == {State.BOUNCED: 1}
    mail.refresh_from_db()
    assert (mail.state, mail.failed_at, mail.error) == (State.BOUNCED, NOW, "550 5.1.1 User unknown")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "answer",
    [
        smtplib.SMTPRecipientsRefused({"a@example.jp": (451, b"greylisted")}),
        smtplib.SMTPServerDisconnected("gone"),
        smtplib.SMTPDataError(554, b"rejected"),
        TimeoutError("timed out"),
    ],
    ids=lambda answer: type(answer).__name__,
)
def test_a_refusal_puts_it_off_for_longer_each_time_and_in_the_end_gives_it_up(server, answer):
    mail = queued()
    now = NOW
    for pause in PAUSES:
        server.answers = [answer]
        assert deliver(clock=lambda: now) == {State.WAITING: 1}  # noqa: B023
        mail.refresh_from_db()
        assert mail.due_at == now + pause
        assert deliver(clock=lambda: now) == {}  # noqa: B023
        now = mail.due_at
    server.answers = [answer]
    assert deliver(clock=lambda: now) == {State.FAILED: 1}
    mail.refresh_from_db()
    assert (mail.attempts, mail.failed_at) == (MOST_ATTEMPTS, now)
    assert mail.error
    assert server.answers == sent_mail.outbox == []


@pytest.mark.django_db
def test_a_mail_that_cannot_be_written_is_given_up_at_once_and_keeps_no_other(server):
    broken, other = queued(subject="二行の\n件名"), queued()
    assert deliver(clock=clock) == {State.FAILED: 1, State.SENT: 1}
    broken.refresh_from_db()
    assert "BadHeaderError" in broken.error
    assert [message.subject for message in sent_mail.outbox] == [other.subject]


@pytest.mark.django_db
def test_a_mail_without_address_is_not_taken_for_sent(server, monkeypatch):
    mail = queued(to="")
    monkeypatch.setattr(EmailBackend, "send_messages", lambda self, messages: 0)
    assert deliver(clock=clock) == {State.FAILED: 1}
    mail.refresh_from_db()
    assert mail.error == "宛先がありません。"


@pytest.mark.django_db
def test_no_mail_is_blamed_while_the_server_is_away(server):
    mail = queued()
    server.down = True
    with pytest.raises(ConnectionRefusedError):
        deliver(clock=clock)
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.leased_until) == (State.WAITING, 0, None)
    server.down = False
    assert deliver(clock=clock) == {State.SENT: 1}


@pytest.mark.django_db
def test_the_server_is_not_asked_when_nothing_is_due(server):
    server.down = True
    assert deliver(clock=clock) == {}


@pytest.mark.django_db
def test_the_job_says_what_it_did(server):
    OutgoingMailFactory()
    refused = OutgoingMailFactory()
    server.answers = [None, smtplib.SMTPRecipientsRefused({refused.to: (550, b"no")})]
    assert outbox.send_due(NOW) == "1通を送りました。1通は宛先が受け取りませんでした。"
    assert outbox.send_due(NOW) == ""


@pytest.mark.django_db
def test_a_call_ends_after_its_turn_and_leaves_the_rest_to_the_next(server, monkeypatch):
    queued(), queued()
    turn = iter([0, 1, outbox.TURN_SECONDS + 1])
    monkeypatch.setattr("accounts.outbox.time.monotonic", lambda: next(turn))
    assert deliver(clock=clock) == {State.SENT: 1}


# --- Leases -------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_of_two_that_want_a_mail_only_one_gets_it():
    mail = queued()
    first = OutgoingMail.objects.take(mail.pk, now=NOW, until=LEASED)
    assert first == mail
    assert OutgoingMail.objects.take(mail.pk, now=NOW, until=LEASED) is None
    assert list(OutgoingMail.objects.due(NOW)) == []


@pytest.mark.django_db(transaction=True)
def test_of_workers_in_step_only_one_gets_a_mail():
    mails = [queued() for _ in range(5)]
    together, taken = threading.Barrier(4), []

    def take():
        try:
            for mail in mails:
                together.wait(timeout=30)
                if OutgoingMail.objects.take(mail.pk, now=NOW, until=LEASED):
                    taken.append(mail.pk)
        finally:
            connection.close()

    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        # Threads would each see an empty database of their own: two takers in turn stand for them.
        taken = [m.pk for m in mails for _ in "12" if OutgoingMail.objects.take(m.pk, now=NOW, until=LEASED)]
    else:
        threads = [threading.Thread(target=take) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(taken) == [mail.pk for mail in mails]


@pytest.mark.django_db
def test_what_a_killed_worker_had_in_hand_is_sent_when_its_lease_has_ended(server):
    mail = queued()
    OutgoingMail.objects.take(mail.pk, now=NOW, until=LEASED)
    assert deliver(clock=lambda: LEASED - MINUTE) == {}
    assert deliver(clock=lambda: LEASED) == {State.SENT: 1}
    assert OutgoingMail.objects.get().attempts == 2


@pytest.mark.django_db
def test_a_mail_that_kills_every_worker_is_given_up(server):
    mail = queued(attempts=MOST_ATTEMPTS)
    assert deliver(clock=clock) == {State.FAILED: 1}
    mail.refresh_from_db()
    assert "何度も止まった" in mail.error
    assert server.handed == []


@pytest.mark.django_db
def test_who_comes_back_after_the_lease_changes_nothing(server, caplog):
    mail = queued()
    stale = OutgoingMail.objects.take(mail.pk, now=NOW, until=LEASED)
    later = LEASED + MINUTE
    OutgoingMail.objects.take(mail.pk, now=later, until=later + MINUTE)
    outbox._hand_over(stale, EmailBackend(), lambda: later)
    mail.refresh_from_db()
    assert (mail.state, mail.leased_until) == (State.WAITING, later + MINUTE)
    assert "longer than its lease" in caplog.text


@pytest.mark.django_db
def test_a_database_that_is_away_for_a_moment_doubles_nothing(server, monkeypatch):
    mail = queued()
    held, away = type(OutgoingMail.objects.all()).held, [OperationalError("gone"), OperationalError("gone")]

    def lost(self, held_mail):
        if away:
            raise away.pop()
        return held(self, held_mail)

    monkeypatch.setattr(type(OutgoingMail.objects.all()), "held", lost)
    monkeypatch.setattr(outbox, "RETRY_SECONDS", 0)
    assert deliver(clock=clock) == {State.SENT: 1}
    mail.refresh_from_db()
    assert mail.state == State.SENT
    assert server.handed == [mail.subject]


@pytest.mark.django_db
def test_a_database_that_stays_away_is_told_to_the_worker(server, monkeypatch):
    queued()

    def lost(self, mail):
        raise OperationalError("gone")

    monkeypatch.setattr(type(OutgoingMail.objects.all()), "held", lost)
    monkeypatch.setattr(outbox, "RETRY_SECONDS", 0)
    with pytest.raises(OperationalError):
        deliver(clock=clock)


# --- Queueing -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_told_twice_it_is_mailed_once_and_a_change_undone_mails_nothing():
    person = UserFactory()
    message = Message(
        "thread:1:settled", "B-2026-0123", "成立しました", "本文", "/members/", "関係する課の方"
    )
    with transaction.atomic():
        tell(message, to=[person], by=None)
        transaction.set_rollback(True)
    assert not OutgoingMail.objects.exists()
    tell(message, to=[person], by=None)
    tell(message, to=[person], by=None)
    mail = OutgoingMail.objects.get()
    assert mail.subject == "[全国連携 B-2026-0123] 成立しました"
    assert mail.body.endswith(
        "--\nこのメールは、関係する課の方にお送りしています。\n特別区全国連携プロジェクト（特別区長会事務局）\n"
    )


# --- In the admin -------------------------------------------------------------------------------------

LIST = reverse("admin:accounts_outgoingmail_changelist")


def chosen(action, *mails):
    return {"action": action, "_selected_action": [mail.pk for mail in mails]}


def test_the_secretariat_sends_again_to_the_address_of_today(secretariat, sign_in):
    person = UserFactory(email="new@example.jp")
    mail = OutgoingMailFactory(
        recipient=person, to="old@example.jp", state=State.FAILED, failed_at=NOW, attempts=8, error="550"
    )
    sent = OutgoingMailFactory(state=State.SENT, sent_at=NOW)
    page = sign_in(secretariat).post(LIST, chosen("send_again", mail, sent), follow=True)
    assert "1通をもう一度送ります。" in page.text
    mail.refresh_from_db()
    assert (mail.to, mail.state, mail.attempts, mail.failed_at) == ("new@example.jp", "waiting", 0, None)
    sent.refresh_from_db()
    assert sent.state == State.SENT
    event = AuditEvent.objects.get()
    assert (event.verb, event.data) == ("mail.send_again", {"keys": [mail.key]})
    assert "example.jp" not in event.summary


def test_the_secretariat_notes_a_bounce(secretariat, sign_in):
    client = sign_in(secretariat)
    mail = OutgoingMailFactory(state=State.SENT, sent_at=NOW)
    assert (
        "1通を不達として記録しました。" in client.post(LIST, chosen("mark_bounced", mail), follow=True).text
    )
    mail.refresh_from_db()
    assert mail.state == State.BOUNCED
    again = client.post(LIST, chosen("mark_bounced", mail), follow=True)
    assert "送信済のメールが選ばれていません。" in again.text

"""Mails that came back: noted on the mail, by hand or as a mail server reports it; who cannot be reached is known."""

import contextlib
import datetime as dt
import io
import sys
import uuid

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from accounts.bounces import MOST_BYTES, Report, read_report, undeliverable_people
from accounts.models import OutgoingMail
from tests.factories import OutgoingMailFactory, UserFactory

NOW = dt.datetime(2026, 11, 25, 3, 0, tzinfo=dt.UTC)
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
CODE = uuid.UUID("5f0c2a9e-1d7b-4c58-9a55-0f9f3a1f2b11")
State = OutgoingMail.State

#: As Postfix reports; {code} of the mail that came back.
REPORT = """\
Return-Path: <>
From: MAILER-DAEMON@mx.example.jp (Mail Delivery System)
To: bounces@renkei.example.jp
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.jp
Arrival-Date: Wed, 25 Nov 2026 12:00:00 +0900 (JST)

Final-Recipient: rfc822; kikaku@town.example.jp
Original-Recipient: rfc822;kikaku@town.example.jp
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <kikaku@town.example.jp>: Recipient address
    rejected: User unknown

--b
Content-Type: {kind}

From: renkei@renkei.example.jp
To: kikaku@town.example.jp
Message-ID: <{code}@renkei.example.jp>
Subject: =?utf-8?b?5oiQ56uL?=

--b--
"""
REASON = "5.1.1 550 5.1.1 <kikaku@town.example.jp>: Recipient address rejected: User unknown"


def undelivered(address, failed_at=NOW, **values):
    return OutgoingMailFactory(to=address, failed_at=failed_at, **{"state": State.BOUNCED} | values)


def report(kind="message/rfc822", code=CODE) -> bytes:
    return REPORT.format(kind=kind, code=code).encode()


@pytest.fixture
def given_on_stdin(monkeypatch):
    def give(source: bytes):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(source)))

    return give


# --- Who cannot be reached ----------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("later", "is_undeliverable"),
    [
        (None, True),
        # Before the bounce, and too shortly ago for a bounce to have come: no proof.
        ({"sent_at": NOW - MINUTE}, True),
        ({"sent_at": NOW + DAY + MINUTE}, True),
        ({"sent_at": NOW + MINUTE}, False),
    ],
)
def test_an_address_is_reached_again_when_a_mail_has_stayed_there_for_a_day(later, is_undeliverable):
    person = UserFactory()
    undelivered(person.email)
    UserFactory()
    if later:
        OutgoingMailFactory(to=person.email, state=State.SENT, **later)
    assert (person in undeliverable_people(NOW + DAY + 2 * MINUTE)) is is_undeliverable
    assert undeliverable_people(NOW + DAY + 2 * MINUTE).count() == int(is_undeliverable)


@pytest.mark.django_db
def test_given_up_is_undeliverable_too_but_not_for_an_account_that_is_closed():
    undelivered(UserFactory(email="a@example.jp").email, state=State.FAILED)
    undelivered(UserFactory(email="b@example.jp", is_active=False).email)
    assert [person.email for person in undeliverable_people()] == ["a@example.jp"]


# --- What mail servers report --------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_a_report_tells_which_mail_came_back_from_where_and_why(kind):
    assert read_report(report(kind)) == Report(CODE, "kikaku@town.example.jp", REASON)


def test_a_report_that_sends_nothing_back_may_name_the_mail_itself():
    source = report(code="nothing").replace(
        b"Status:", f"Original-Message-ID: <{CODE}@a.jp>\nStatus:".encode()
    )
    assert read_report(source).code == CODE
    source = report(code="nothing").replace(
        b"Subject: Und", f"In-Reply-To: <{CODE}@a.jp>\nSubject: Und".encode()
    )
    assert read_report(source).code == CODE


@pytest.mark.parametrize("action", [b"delayed", b"delivered", b"relayed"])
def test_a_delay_is_no_bounce(action):
    assert read_report(report().replace(b"failed", action)) is None


def test_a_report_about_a_mail_of_somebody_else_is_none():
    with pytest.raises(ValueError, match="このサイトから送ったメールについての通知ではありません"):
        read_report(report(code="20261125.ABC"))


@pytest.mark.parametrize(
    "source",
    [b"", b"\x00\xff", "こんにちは".encode(), b"Subject: hello\n\nContent-Type: message/delivery-status"],
)
def test_what_is_no_report_is_said_to_be_none(source):
    with pytest.raises(ValueError, match="配送状況の通知"):
        read_report(source)


def test_a_huge_mail_is_not_parsed():
    with pytest.raises(ValueError, match="大きすぎます"):
        read_report(b"x" * (MOST_BYTES + 1))


@given(st.data())
def test_no_mail_whatever_is_written_in_it_breaks_the_reader(data):
    source = report()
    place = data.draw(st.integers(0, len(source)))
    junk = data.draw(st.binary(max_size=60))
    cut = data.draw(st.integers(0, 200))
    with contextlib.suppress(ValueError):
        read_report(source[:place] + junk + source[place + cut :])


@pytest.mark.django_db
def test_read_bounce_notes_it(given_on_stdin, capsys):
    mail = OutgoingMailFactory(to="kikaku@town.example.jp", code=CODE, state=State.SENT, sent_at=NOW)
    other = OutgoingMailFactory(to="kikaku@town.example.jp", state=State.SENT, sent_at=NOW + MINUTE)
    for _ in "12":  # reported twice, it stays as it was first noted
        given_on_stdin(report())
        call_command("read_bounce")
        assert "kikaku@town.example.jp への" in capsys.readouterr().out
    mail.refresh_from_db()
    assert (mail.state, mail.error) == (State.BOUNCED, REASON)
    other.refresh_from_db()
    assert other.state == State.SENT


@pytest.mark.django_db
def test_read_bounce_knows_a_mail_by_its_code_alone(given_on_stdin):
    """Whoever writes a report by hand cannot have an address taken for unreachable."""
    mail = OutgoingMailFactory(to="kikaku@town.example.jp", state=State.SENT, sent_at=NOW)
    given_on_stdin(report(code=uuid.uuid4()))
    with pytest.raises(CommandError, match="送信したものの中にありません"):
        call_command("read_bounce")
    mail.refresh_from_db()
    assert mail.state == State.SENT


@pytest.mark.django_db
def test_read_bounce_writes_nothing_of_a_delay_and_refuses_what_it_cannot_read(given_on_stdin, capsys):
    given_on_stdin(report().replace(b"failed", b"delayed"))
    call_command("read_bounce")
    assert "何も記録していません" in capsys.readouterr().out
    given_on_stdin(b"hello")
    with pytest.raises(CommandError, match="record_bounce"):
        call_command("read_bounce")


# --- By hand -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_record_bounce_notes_the_last_mail_to_the_address(capsys):
    first = OutgoingMailFactory(to="a@example.jp", state=State.SENT, sent_at=NOW)
    last = OutgoingMailFactory(to="a@example.jp", state=State.SENT, sent_at=NOW + MINUTE)
    call_command("record_bounce", "A@Example.jp", reason="電話で確認")
    assert f"a@example.jp への「{last.subject}」を不達として記録しました。" in capsys.readouterr().out
    first.refresh_from_db()
    last.refresh_from_db()
    assert (first.state, last.state, last.error) == (State.SENT, State.BOUNCED, "電話で確認")


@pytest.mark.django_db
def test_record_bounce_says_when_nothing_was_sent_there():
    with pytest.raises(CommandError, match="に送信したメールはありません"):
        call_command("record_bounce", "a@example.jp")

"""Mails that came back: noted on the mail, so that the office and the secretariat see who cannot be reached."""

import datetime as dt
import email
import re
import uuid
from email.message import Message
from email.parser import Parser
from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import OutgoingMail, User

#: Our part of a Message-ID: the code of the mail.
CODE = re.compile(r"<?\s*([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@", re.IGNORECASE)
#: Reports are short; what is larger is none.
MOST_BYTES = 5_000_000


class Report(NamedTuple):
    """A delivery report, as far as it concerns one of our mails."""

    code: uuid.UUID
    address: str  # that could not be reached: the mail's own, or one it was forwarded to
    reason: str


def undeliverable_people(now: dt.datetime | None = None):
    """The people whose address cannot be reached, as of now: their mails were refused or came back, and none has
    arrived since."""
    failed = OutgoingMail.objects.undeliverable(now or timezone.now()).filter(to=OuterRef("email"))
    return User.objects.filter(Exists(failed), is_active=True)


@transaction.atomic
def record_bounce(*, address: str, reason: str, code: uuid.UUID | None = None) -> OutgoingMail:
    """Note that a mail did not arrive: the one with that code, else the last that was sent to the address.

    ValueError, in Japanese, where there is none.
    """
    mails = OutgoingMail.objects.select_for_update().order_by("-sent_at", "-pk")
    if code:
        mail = mails.filter(code=code).exclude(state=OutgoingMail.State.WAITING).first()
    else:
        mail = mails.sent().filter(to__iexact=address).first()
    if mail is None:
        raise ValueError(
            f"番号{code}のメールは、送信したものの中にありません。"
            if code
            else f"{address} に送信したメールはありません。"
        )
    if mail.state != OutgoingMail.State.BOUNCED:
        mail.state, mail.failed_at, mail.error = OutgoingMail.State.BOUNCED, timezone.now(), reason[:500]
        mail.save(update_fields=["state", "failed_at", "error"])
    return mail


def read_report(source: bytes) -> Report | None:
    """What a mail server reports (RFC 3464) about one of our mails; None where nothing failed, as with a delay.

    ValueError, in Japanese, where it is no report, or none about a mail of ours.
    """
    if len(source) > MOST_BYTES:
        raise ValueError("メールが大きすぎます。配送状況の通知（DSN）を1通、標準入力に渡してください。")
    message = email.message_from_bytes(source)
    blocks = _status_blocks(message)
    if not blocks:
        raise ValueError(
            "配送状況の通知（message/delivery-status）が含まれていません。不達のメールを、ヘッダーを含めて全体のまま"
            "渡してください。通知の形でないものは、manage.py record_bounce で宛先を指定して記録できます。"
        )
    failed = next((block for block in blocks if _field(block, "Action").lower() == "failed"), None)
    if failed is None:
        return None
    code = _code(message, blocks)
    if code is None:
        raise ValueError(
            "このサイトから送ったメールについての通知ではありません（Message-ID が見つかりません）。"
        )
    reason = " ".join(filter(None, (_field(failed, "Status"), _value(failed, "Diagnostic-Code"))))
    address = _value(failed, "Final-Recipient") or _value(failed, "Original-Recipient")
    return Report(code, address, reason or "理由の記載なし")


def _status_blocks(message: Message) -> list[Message]:
    """What is said of the whole, then of each recipient."""
    return [
        block
        for part in message.walk()
        if part.get_content_type() == "message/delivery-status" and part.is_multipart()
        for block in part.get_payload()
    ]


def _code(message: Message, blocks: list[Message]) -> uuid.UUID | None:
    """Of the mail that is reported of: as the report itself names it, or as it was sent back."""
    returned = [
        Parser().parsestr(str(part.get_payload()), headersonly=True)
        for part in message.walk()
        if part.get_content_type() == "text/rfc822-headers"
    ]
    enclosed = [part for part in message.walk() if part is not message]
    named = [_field(part, "Message-ID") for part in (*returned, *enclosed)]
    named += [_field(block, "Original-Message-ID") for block in blocks]
    named += [_field(message, name) for name in ("X-Original-Message-ID", "In-Reply-To", "References")]
    found = next(filter(None, map(CODE.search, named)), None)
    return uuid.UUID(found[1]) if found else None


def _field(part: Message, name: str) -> str:
    return " ".join(str(part.get(name, "")).split())


def _value(part: Message, name: str) -> str:
    """A field without its type: "rfc822; person@example.jp" → "person@example.jp"."""
    kind, separator, value = _field(part, name).partition(";")
    return value.strip() if separator else kind

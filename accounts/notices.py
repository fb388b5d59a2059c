"""What people are told about their own accounts, at once and not to be switched off."""

import secrets

from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts import devices
from accounts.models import OutgoingMail, User
from accounts.notifying import Message, tell

#: What allauth calls a change → what we say.
CHANGES = {
    "account/email/password_changed": "パスワードを変更しました",
    "account/email/password_set": "パスワードを設定しました",
    "account/email/password_reset": "パスワードを再設定しました",
    "account/email/email_changed": "メールアドレスを変更しました",
    "account/email/email_deleted": "確認前のメールアドレスを取り消しました",
    "mfa/email/totp_activated": "二段階認証に認証アプリを登録しました",
    "mfa/email/totp_deactivated": "二段階認証から認証アプリを削除しました",
    "mfa/email/webauthn_added": "パスキーを登録しました",
    "mfa/email/webauthn_removed": "パスキーを削除しました",
    "mfa/email/recovery_codes_generated": "リカバリーコードを新しく発行しました",
}
RESET_BY_SECRETARIAT = "事務局が二段階認証を解除しました"
NEW_DEVICE = "初めての端末からログインがありました"


def security_message(what: str, *, ip: str = "", device: str = "") -> Message:
    context = {"what": what, "at": timezone.now(), "ip": ip, "device": device}
    return Message(
        key=f"account:{secrets.token_hex(12)}",
        number="",
        subject=what,
        body=render_to_string("emails/security.txt", context),
        path=reverse("account_settings"),
        reason="アカウントの安全のため、ご本人",
    )


@transaction.atomic
def tell_of_change(change: str, *, user: User, ip: str, device: str, address: str | None = None) -> None:
    """To the person; to `address`, too, where that is no longer theirs."""
    message = security_message(CHANGES.get(change, "アカウントの設定を変更しました"), ip=ip, device=device)
    tell(message, to=[user], by=None)
    if address and address.lower() != user.email.lower():
        OutgoingMail.objects.create(
            key=f"{message.key}:former",
            recipient=user,
            to=address,
            subject=message.full_subject,
            body=message.full_body,
            due_at=timezone.now(),
        )


@transaction.atomic
def tell_of_new_device(request: HttpRequest, user: User, ip: str) -> None:
    device = devices.label(request.headers.get("User-Agent", ""))
    tell(security_message(NEW_DEVICE, ip=ip, device=device), to=[user], by=None)

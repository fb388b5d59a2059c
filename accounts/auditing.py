"""What people do with their accounts, told by django-allauth's signals, as events of the audit chain."""

from allauth.account import signals as account_signals
from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from accounts.actions import record
from accounts.middleware import mark_seen
from accounts.models import User

WAYS = {"password": "パスワード", "code": "メールの確認コード"}
FACTORS = {
    Authenticator.Type.TOTP: "認証アプリ",
    Authenticator.Type.WEBAUTHN: "パスキー",
    Authenticator.Type.RECOVERY_CODES: "リカバリーコード",
}


def note(request: HttpRequest, user: User | None, verb: str, summary: str, **data) -> None:
    record(
        by=user,
        verb=f"account.{verb}",
        target=f"accounts.user:{user.pk}" if user else "",
        summary=summary,
        data=data | {"ip": _address_of(request)},
    )


def _address_of(request: HttpRequest) -> str:
    """Empty where the server does not tell, which is no reason to keep somebody from signing out."""
    try:
        return get_adapter().get_client_ip(request)
    except PermissionDenied:
        return ""


def signed_in(request: HttpRequest, user: User, *, is_new_device: bool) -> None:
    ways = [
        WAYS.get(entry["method"]) or FACTORS.get(entry.get("type"), entry["method"])
        for entry in get_authentication_records(request, user)
    ]
    new = "初めての端末から" if is_new_device else ""
    note(request, user, "sign_in", f"{new}ログインしました（{'、'.join(ways)}）。")


def refused(request: HttpRequest, address: str) -> None:
    """Somebody typed a wrong password, or an address that nobody has: noted alike."""
    note(request, None, "refused", f"「{address}」でのログインに失敗しました。"[:500])


# --- Signals ------------------------------------------------------------------------------------------


def _told(verb: str, summary: str):
    """A receiver that notes what was done by the person of the signal."""

    def receive(sender, request, user, **kwargs) -> None:
        note(request, user, verb, summary)

    return receive


def _on_sign_out(sender, request, user, **kwargs) -> None:
    if user:
        note(request, user, "sign_out", "ログアウトしました。")


def _on_address_confirmed(sender, request, email_address, **kwargs) -> None:
    note(request, email_address.user, "address_confirmed", f"「{email_address.email}」を確認しました。")


def _on_address_changed(sender, request, user, from_email_address, to_email_address, **kwargs) -> None:
    if from_email_address:
        before, after = from_email_address.email, to_email_address.email
        note(request, user, "address_changed", f"メールアドレスを「{before}」から「{after}」に変えました。")


def _on_factor_added(sender, request, user, authenticator, **kwargs) -> None:
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        # Whoever set it up just now has shown that it works: it need not be asked for again in this session.
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
    note(request, user, "factor_added", f"二段階認証に{FACTORS[authenticator.type]}を登録しました。")


def _on_factor_removed(sender, request, user, authenticator, **kwargs) -> None:
    note(request, user, "factor_removed", f"二段階認証から{FACTORS[authenticator.type]}を削除しました。")


def _on_factor_refused(sender, request, user, authenticator, **kwargs) -> None:
    note(request, user, "factor_refused", f"{FACTORS[authenticator.type]}での確認に失敗しました。")


def _on_recovery_code_used(sender, request, user, authenticator, **kwargs) -> None:
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        note(request, user, "recovery_code_used", "リカバリーコードを使いました。")


def _on_signed_in_by_any_way(sender, request, **kwargs) -> None:
    mark_seen(request)


#: Kept here, or the weak references of signals would let those go that have no name.
RECEIVERS = [
    (user_logged_in, _on_signed_in_by_any_way),
    (user_logged_out, _on_sign_out),
    (account_signals.login_code_rejected, _told("code_refused", "メールの確認コードが違いました。")),
    (account_signals.password_changed, _told("password_changed", "パスワードを変えました。")),
    (account_signals.password_set, _told("password_set", "パスワードを設定しました。")),
    (account_signals.password_reset, _told("password_reset", "メールの案内からパスワードを再設定しました。")),
    (account_signals.email_confirmed, _on_address_confirmed),
    (account_signals.email_changed, _on_address_changed),
    (mfa_signals.authenticator_added, _on_factor_added),
    (mfa_signals.authenticator_removed, _on_factor_removed),
    (mfa_signals.authenticator_reset, _told("recovery_codes", "リカバリーコードを新しく発行しました。")),
    (mfa_signals.authentication_failed, _on_factor_refused),
    (mfa_signals.authenticator_used, _on_recovery_code_used),
]


for _signal, _receiver in RECEIVERS:
    _signal.connect(_receiver)

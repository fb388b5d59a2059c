"""How django-allauth signs people in here: words, mails, safe addresses, and what is noted of it."""

import logging

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.utils.http import url_has_allowed_host_and_scheme

from accounts import auditing, devices, notices

logger = logging.getLogger(__name__)

#: In the session: when the person signed in the time before, as ISO text.
PREVIOUS_SIGN_IN = "previous_sign_in"
TOO_OFTEN = "試行の回数が多すぎます。しばらく待ってから、もう一度お試しください。"
WRONG_CODE = "確認コードが正しくないか、期限が切れています。"


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "このアカウントは利用を停止しています。",
        "duplicate_email": "今のメールアドレスと同じです。",
        "email_password_mismatch": "メールアドレスかパスワードが正しくありません。",
        "email_taken": "このメールアドレスは使えません。",
        "enter_current_password": "現在のパスワードが正しくありません。",
        "incorrect_code": WRONG_CODE,
        "incorrect_password": "パスワードが正しくありません。",
        "invalid_or_expired_key": "アドレスが正しくないか、期限が切れています。",
        "invalid_login": "メールアドレスかパスワードが正しくありません。",
        "invalid_password_reset": "アドレスが正しくないか、期限が切れています。",
        "max_email_addresses": "メールアドレスは%d件まで登録できます。",
        "rate_limited": TOO_OFTEN,
        "same_as_current": "今のものと違うものを入力してください。",
        "too_many_login_attempts": TOO_OFTEN,
        "unknown_email": "メールアドレスかパスワードが正しくありません。",
        "unverified_primary_email": "先に、メールアドレスを確認してください。",
    }

    def is_open_for_signup(self, request):
        """Accounts come with the application for membership."""
        return False

    def is_safe_url(self, url):
        """A page of this host. Allauth's own takes the address apart first and fails at "http://[::1"."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts={self.request.get_host()})

    def is_ajax(self, request):
        """Only the script of the passkeys asks for JSON; pages answer pages, whatever a client claims."""
        return request.resolver_match.view_name == "mfa_login_webauthn" and super().is_ajax(request)

    def login(self, request, user):
        previous = user.last_login
        super().login(request, user)
        request.session[PREVIOUS_SIGN_IN] = previous.isoformat() if previous else ""

    def post_login(self, request, user, **kwargs):
        response = super().post_login(request, user, **kwargs)
        is_new = not devices.is_known(request, user)
        auditing.signed_in(request, user, is_new_device=is_new)
        if is_new and request.session[PREVIOUS_SIGN_IN]:
            notices.tell_of_new_device(request, user, self.get_client_ip(request))
        devices.remember(request, response, user)
        return response

    def authentication_failed(self, request, **credentials):
        auditing.refused(request, credentials.get("email", ""))

    def send_mail(self, template_prefix, email, context):
        """At once and past the outbox: whoever sees the outbox would see the codes that open accounts."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError:
            logger.exception("Mail %s could not be sent", template_prefix)
            messages.error(
                self.request, "メールを送信できませんでした。しばらくしてから、もう一度お試しください。"
            )

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """What changed in the account, as a notification and by the outbox."""
        notices.tell_of_change(
            template_prefix,
            user=user,
            address=email,
            ip=self.get_client_ip(self.request),
            device=devices.label(self.get_http_user_agent(self.request)),
        )


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "add_email_blocked": "二段階認証を使っている間は、メールアドレスを追加できません。",
        "cannot_delete_authenticator": "二段階認証を解除できません。",
        "cannot_generate_recovery_codes": "リカバリーコードは、認証アプリかパスキーを登録してから発行できます。",
        "incorrect_code": WRONG_CODE,
        "unverified_email": "先に、メールアドレスを確認してください。",
    }

    def generate_authenticator_name(self, user, type):
        """Offered as the name of a new passkey: the device it is being made on."""
        return devices.label(self.request.headers.get("User-Agent", ""))

    def get_public_key_credential_rp_entity(self):
        return super().get_public_key_credential_rp_entity() | {"name": settings.MFA_TOTP_ISSUER}

"""Allauth's forms in our words: labels, hints and errors; codes in whatever way they are typed."""

import unicodedata

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as passkey_forms
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError

LABELS = {
    "login": "メールアドレス",
    "email": "メールアドレス",
    "password": "パスワード",
    "oldpassword": "現在のパスワード",
    "password1": "新しいパスワード",
    "password2": "新しいパスワード（確認のため、もう一度）",
    "code": "確認コード",
    "credential": "パスキー",
    "name": "パスキーの名前",
    "passwordless": "このパスキーだけでログインできるようにする",
}


class Ours:
    """Labels instead of placeholders, and no link within a hint: the pages have their own."""

    hints: dict[str, str] = {}
    labels: dict[str, str] = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = (LABELS | self.labels).get(name, field.label)
            field.help_text = self.hints.get(name, "")
            field.widget.attrs.pop("placeholder", None)
            field.error_messages["required"] = f"{field.label}を入力してください。"
            if isinstance(field, forms.EmailField):
                field.error_messages["invalid"] = (
                    "メールアドレスの形になっていません。例：kikaku@town.example.jp"
                )

    def add_error(self, field, error):
        """Allauth says some things itself in English."""
        if field == "password2" and not isinstance(error, ValidationError):
            error = "二つの新しいパスワードが違います。同じものを入力してください。"
        super().add_error(field, error)


class CodeTyped:
    """「１２３４－５６７８」 is 1234-5678."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autofocus": True}

    def clean_code(self):
        typed = unicodedata.normalize("NFKC", self.cleaned_data["code"])
        self.cleaned_data["code"] = "".join(filter(str.isdigit, typed))
        return super().clean_code()


class PasskeyAnswer:
    """What a browser says of a passkey is taken apart by a library that fails in many ways on what is none."""

    def clean_credential(self):
        return self._or_refused(super().clean_credential)

    @staticmethod
    def _or_refused(look):
        try:
            return look()
        except ValidationError:
            raise
        except Exception as error:
            raise ValidationError("パスキーを確認できませんでした。もう一度お試しください。") from error


class PasswordRules:
    """What a new password has to be, as sentences under its field."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = "".join(password_validators_help_texts())


class SignInForm(Ours, account_forms.LoginForm):
    pass


class RequestCodeForm(Ours, account_forms.RequestLoginCodeForm):
    hints = {"email": "登録したメールアドレスに、8桁の確認コードを送ります"}


class ConfirmCodeForm(CodeTyped, Ours, account_forms.ConfirmLoginCodeForm):
    hints = {"code": "メールで届いた8桁の数字"}


class ReauthenticateForm(Ours, account_forms.ReauthenticateForm):
    pass


class ChangeAddressForm(Ours, account_forms.AddEmailForm):
    hints = {"email": "このメールアドレスに届くメールで確認すると、今のものと入れ替わります"}
    labels = {"email": "新しいメールアドレス"}


class ChangePasswordForm(PasswordRules, Ours, account_forms.ChangePasswordForm):
    pass


class SetPasswordForm(PasswordRules, Ours, account_forms.SetPasswordForm):
    pass


class ResetPasswordForm(Ours, account_forms.ResetPasswordForm):
    hints = {"email": "登録したメールアドレスに、新しいパスワードを決めるページの案内を送ります"}


class NewPasswordForm(PasswordRules, Ours, account_forms.ResetPasswordKeyForm):
    pass


class SecondFactorForm(CodeTyped, Ours, mfa_forms.AuthenticateForm):
    hints = {"code": "認証アプリに表示される6桁の数字。使えないときは、8桁のリカバリーコード"}


class ReauthenticateBySecondFactorForm(CodeTyped, Ours, mfa_forms.ReauthenticateForm):
    hints = SecondFactorForm.hints


class ActivateAppForm(CodeTyped, Ours, totp_forms.ActivateTOTPForm):
    hints = {"code": "認証アプリに表示された6桁の数字"}


class PasskeySignInForm(PasskeyAnswer, Ours, passkey_forms.LoginWebAuthnForm):
    pass


class PasskeyForm(PasskeyAnswer, Ours, passkey_forms.AuthenticateWebAuthnForm):
    pass


class ReauthenticateByPasskeyForm(PasskeyAnswer, Ours, passkey_forms.ReauthenticateWebAuthnForm):
    pass


class AddPasskeyForm(PasskeyAnswer, Ours, passkey_forms.AddWebAuthnForm):
    hints = {
        "name": "どの端末のものか、あとで見分けられる名前。例：職場のパソコン",
        "passwordless": "端末の指紋、顔、PIN（暗証番号）で本人を確かめるため、パスワードも確認コードも要りません",
    }

    def clean_credential(self):
        return self.cleaned_data["credential"]

    def clean(self):
        return self._or_refused(super().clean)


class NamePasskeyForm(Ours, passkey_forms.EditWebAuthnForm):
    hints = {"name": AddPasskeyForm.hints["name"]}

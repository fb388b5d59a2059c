"""Beside allauth's own addresses, which the roof adds below the same /accounts/."""

from django.urls import path

from accounts import views

urlpatterns = [
    path("settings/", views.settings, name="account_settings"),
    path("second-factor/", views.second_factor, name="account_second_factor"),
]

#: The pages that lie below the settings, allauth's among them.
SETTINGS_PAGES = (
    "account_change_password",
    "account_email",
    "account_reauthenticate",
    "account_second_factor",
    "account_set_password",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_deactivate_totp",
    "mfa_edit_webauthn",
    "mfa_generate_recovery_codes",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
    "usersessions_list",
)

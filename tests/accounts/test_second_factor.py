"""The second factor: set up, used, lost; and the admin, which opens to nobody without one."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import AuditEvent, Notification, OutgoingMail
from portal import settings as portal_settings
from tests.accounts.conftest import app_of, code_of, is_signed_in, recovery_codes_of, sign_in_by_password
from tests.factories.accounts import PASSWORD


def set_up_app(client) -> str:
    """Registers an authenticator app through the pages; gives its secret."""
    address = "/accounts/2fa/totp/activate/"
    client.post(f"/accounts/reauthenticate/?next={address}", {"password": PASSWORD})
    secret = re.search(r'class="secret">(\w+)<', client.get(address).text)[1]
    answer = client.post(address, {"code": code_of(secret)})
    assert answer.url == "/accounts/2fa/recovery-codes/"
    return secret


@pytest.fixture
def signed_in(visitor, member):
    sign_in_by_password(visitor, member)
    return visitor


def test_an_app_is_set_up_with_a_drawing_and_its_letters(signed_in, member):
    signed_in.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = signed_in.get("/accounts/2fa/totp/activate/").text
    assert 'src="data:image/svg+xml;base64,' in page
    secret = re.search(r'class="secret">(\w+)<', page)[1]
    assert f"otpauth://totp/{member.email.replace('@', '%40')}?secret={secret}" in page
    refused = signed_in.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert "確認コードが正しくないか" in refused.text
    assert secret in refused.text, "what was scanned stays good"


def test_setting_one_up_asks_for_the_password_again(signed_in):
    page = "/accounts/2fa/totp/activate/"
    assert signed_in.get(page).url.startswith("/accounts/reauthenticate/?next=")
    refused = signed_in.post(f"/accounts/reauthenticate/?next={page}", {"password": "ちがう"})
    assert "パスワードが正しくありません。" in refused.text
    assert signed_in.post(f"/accounts/reauthenticate/?next={page}", {"password": PASSWORD}).url == page


def test_once_set_up_it_is_asked_for(signed_in, member):
    secret = set_up_app(signed_in)
    again = Client()
    asked = sign_in_by_password(again, member)
    assert asked.url == "/accounts/2fa/authenticate/"
    assert not is_signed_in(again)
    assert "確認コードが正しくないか" in again.post(asked.url, {"code": "000000"}).text
    following = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + 1))
    assert again.post(asked.url, {"code": following}).url == "/members/"
    assert is_signed_in(again)


def test_a_code_of_the_app_works_once(signed_in, member):
    secret = set_up_app(signed_in)
    again = Client()
    asked = sign_in_by_password(again, member)
    used = [Authenticator.objects.get(type="totp").wrap().validate_code(code_of(secret)) for _ in range(2)]
    assert used[1] is False
    again.post(asked.url, {"code": code_of(secret)})
    assert not is_signed_in(again)


def test_guessing_codes_locks_the_person_for_a_while(visitor, member):
    secret = app_of(member)
    asked = sign_in_by_password(visitor, member)
    answers = [visitor.post(asked.url, {"code": "000000"}).text for _ in range(6)]
    assert "試行の回数が多すぎます" in answers[-1]
    visitor.post(asked.url, {"code": code_of(secret)})
    assert not is_signed_in(visitor)
    assert AuditEvent.objects.filter(verb="account.factor_refused", actor=member).count() == 5


def test_a_recovery_code_works_once(signed_in, member):
    set_up_app(signed_in)
    code, *others = recovery_codes_of(member)
    first, second = Client(), Client()
    for client in (first, second):
        client.post(sign_in_by_password(client, member).url, {"code": code})
    assert [is_signed_in(first), is_signed_in(second)] == [True, False]
    assert recovery_codes_of(member) == others
    assert AuditEvent.objects.filter(verb="account.recovery_code_used", actor=member).count() == 1


def test_recovery_codes_are_shown_saved_and_made_anew(signed_in, member):
    set_up_app(signed_in)
    codes = recovery_codes_of(member)
    page = signed_in.get("/accounts/2fa/recovery-codes/").text
    saved = signed_in.get("/accounts/2fa/recovery-codes/download/")
    assert all(code in page and code in saved.text for code in codes)
    assert "attachment" in saved.headers["Content-Disposition"]
    assert "未使用 10個" in signed_in.get("/accounts/2fa/recovery-codes/generate/").text
    signed_in.post("/accounts/2fa/recovery-codes/generate/")
    assert not set(codes) & set(recovery_codes_of(member))


def test_taking_the_app_away_leaves_no_factor(signed_in, member):
    set_up_app(signed_in)
    assert "削除する" in signed_in.get("/accounts/2fa/totp/deactivate/").text
    assert signed_in.post("/accounts/2fa/totp/deactivate/").url == "/accounts/2fa/"
    assert not Authenticator.objects.exists()
    assert "登録していません" in signed_in.get("/accounts/2fa/").text


def test_changes_are_told_and_noted(signed_in, member, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        set_up_app(signed_in)
    assert OutgoingMail.objects.get().subject == "[全国連携] 二段階認証に認証アプリを登録しました"
    with django_capture_on_commit_callbacks(execute=True):
        signed_in.post("/accounts/2fa/totp/deactivate/")
    noted = AuditEvent.objects.filter(verb__startswith="account.factor")
    assert {event.summary for event in noted} == {
        "二段階認証にリカバリーコードを登録しました。",
        "二段階認証に認証アプリを登録しました。",
        "二段階認証から認証アプリを削除しました。",
        "二段階認証からリカバリーコードを削除しました。",
    }


# --- The admin ----------------------------------------------------------------------------------------


@pytest.fixture
def guarded(settings):
    settings.ADMIN_REQUIRES_MFA = True


def test_the_admin_is_guarded_unless_told_otherwise():
    assert portal_settings.ADMIN_REQUIRES_MFA


def test_staff_set_one_up_and_come_to_the_page_wanted(visitor, staff, guarded, monkeypatch):
    # As in life, where the request's own transaction ends before its answer.
    monkeypatch.setattr("django.db.transaction.on_commit", lambda call: call())
    wanted = "/admin/projects/project/"
    assert visitor.get(wanted).url == f"/accounts/login/?next={wanted}"
    sign_in_by_password(visitor, staff, query=f"?next={wanted}")
    answer = visitor.get(wanted, follow=True)
    assert answer.redirect_chain[-1][0].startswith("/accounts/second-factor/")
    assert "二段階認証が必要です" in answer.text
    set_up_app(visitor)
    assert f'href="{wanted}">管理画面へ進む' in visitor.get("/accounts/2fa/recovery-codes/").text
    assert visitor.get(wanted).status_code == 200


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_door_of_the_admin_is_guarded(visitor, staff, guarded, method):
    sign_in_by_password(visitor, staff)
    doors = [
        "/admin/",
        "/admin/accounts/user/",
        "/admin/accounts/user/add/",
        "/admin/jsi18n/",
        "/admin/autocomplete/",
    ]
    for door in doors:
        answer = getattr(visitor, method)(door)
        assert answer.status_code == 302, door
        assert answer.url.startswith("/admin/login/"), door


def test_who_used_it_to_sign_in_is_let_in(visitor, staff, guarded):
    secret = app_of(staff)
    asked = sign_in_by_password(visitor, staff, query="?next=/admin/")
    assert visitor.post(asked.url, {"code": code_of(secret)}).url == "/admin/"
    assert visitor.get("/admin/").status_code == 200


def test_who_has_one_but_did_not_use_it_is_asked(sign_in, staff, guarded):
    secret = app_of(staff)
    client = sign_in(staff)
    answer = client.get("/admin/accounts/user/", follow=True)
    assert answer.redirect_chain[-1][0] == "/accounts/2fa/reauthenticate/?next=%2Fadmin%2Faccounts%2Fuser%2F"
    used = client.post(answer.redirect_chain[-1][0], {"code": code_of(secret)})
    assert used.url == "/admin/accounts/user/"
    assert client.get(used.url).status_code == 200


def test_a_factor_taken_away_opens_nothing_more(visitor, staff, guarded):
    secret = app_of(staff)
    asked = sign_in_by_password(visitor, staff)
    visitor.post(asked.url, {"code": code_of(secret)})
    assert visitor.get("/admin/").status_code == 200
    Authenticator.objects.all().delete()
    assert visitor.get("/admin/").status_code == 302


def test_a_member_is_refused_whatever_was_used(visitor, member, guarded):
    secret = app_of(member)
    asked = sign_in_by_password(visitor, member)
    visitor.post(asked.url, {"code": code_of(secret)})
    assert visitor.get("/admin/", follow=True).status_code == 403


def test_members_need_none(visitor, member, guarded):
    sign_in_by_password(visitor, member)
    assert visitor.get("/members/notifications/").status_code == 200


def test_the_admins_own_ways_out_are_ours(sign_in, staff):
    client = sign_in(staff)
    assert client.get("/admin/password_change/").url == "/accounts/password/change/"
    assert client.get("/admin/login/").url == "/admin/"
    assert client.post("/admin/logout/").url == "/"
    assert not is_signed_in(client)


# --- Lost ---------------------------------------------------------------------------------------------


def test_the_secretariat_takes_a_lost_one_away_after_being_asked(sign_in, staff, member):
    app_of(member)
    other = Client()
    sign_in_by_password(other, member)
    client = sign_in(staff)
    page = "/admin/accounts/user/"
    assert "TOTP" in client.get(f"{page}{member.pk}/change/").text
    chosen = {"action": "forget_second_factors", "_selected_action": [member.pk]}
    assert member.email in client.post(page, chosen).text
    assert Authenticator.objects.exists()
    client.post(page, chosen | {"confirmed": "解除する"})
    assert not Authenticator.objects.exists()
    assert AuditEvent.objects.get(verb="account.factor_forgotten").actor == staff
    assert Notification.objects.get().recipient == member
    assert sign_in_by_password(Client(), member).url == "/members/"


def test_the_server_takes_a_lost_one_away(visitor, staff, capsys):
    app_of(staff)
    call_command("forget_second_factor", staff.email.upper())
    assert "解除しました" in capsys.readouterr().out
    assert not Authenticator.objects.exists()
    with pytest.raises(CommandError, match="利用者はいません"):
        call_command("forget_second_factor", "nai@example.jp")

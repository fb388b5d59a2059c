"""The settings of how one signs in: address, password, devices; and what the secretariat may change of them."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts import devices, middleware
from accounts.models import AuditEvent, OutgoingMail
from accounts.urls import SETTINGS_PAGES
from tests.accounts.conftest import app_of, is_signed_in, link_in, sign_in_by_password
from tests.factories.accounts import PASSWORD

NEW = "別の見本のパスワード2026"


@pytest.fixture
def signed_in(visitor, member):
    sign_in_by_password(visitor, member)
    visitor.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return visitor


def test_the_settings_tell_what_is_set_up(signed_in, member):
    page = signed_in.get("/accounts/settings/").text
    assert member.email in page
    assert "使っていません" in page
    assert re.search(r'href="/accounts/settings/" aria-current="page">(<span>)?設定', page)
    app_of(member)
    assert "認証アプリ" in signed_in.get("/accounts/settings/").text


@pytest.mark.parametrize("name", ["account_settings", "account_second_factor", *SETTINGS_PAGES])
def test_the_settings_are_for_who_is_signed_in(visitor, db, name):
    address = reverse(name, args=[1] if name in ("mfa_edit_webauthn", "mfa_remove_webauthn") else [])
    assert visitor.get(address).url == f"/accounts/login/?next={address}"


def test_the_settings_ask_the_same_for_many_devices(signed_in, member, django_assert_max_num_queries):
    UserSession.objects.bulk_create(
        UserSession(user=member, ip="192.0.2.1", session_key=f"key{n}", user_agent="") for n in range(30)
    )
    with django_assert_max_num_queries(11):
        signed_in.get("/accounts/settings/")


# --- Password -----------------------------------------------------------------------------------------


def change_password(client, **typed):
    sent = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW} | typed
    return client.post("/accounts/password/change/", sent)


def test_a_changed_password_ends_the_other_sessions(signed_in, member):
    other = Client()
    sign_in_by_password(other, member)
    change_password(signed_in)
    assert signed_in.get("/accounts/settings/").status_code == 200
    assert other.get("/accounts/settings/").status_code == 302
    assert sign_in_by_password(Client(), member, NEW).url == "/members/"
    assert OutgoingMail.objects.filter(subject="[全国連携] パスワードを変更しました").count() == 1
    assert AuditEvent.objects.filter(verb="account.password_changed", actor=member).count() == 1


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"oldpassword": "ちがう"}, "現在のパスワードが正しくありません。"),
        ({"password2": "ちがう"}, "二つの新しいパスワードが違います。"),
        ({"password1": "12345678", "password2": "12345678"}, "このパスワードは数字しか使われていません。"),
        ({"password1": "みじかい", "password2": "みじかい"}, "このパスワードは短すぎます。"),
        ({"password2": ""}, "新しいパスワード（確認のため、もう一度）を入力してください。"),
    ],
)
def test_a_password_refused_says_why(signed_in, typed, told):
    assert told in change_password(signed_in, **typed).text


def test_a_forgotten_password_is_made_anew_by_mail(visitor, member):
    visitor.post("/accounts/password/reset/", {"email": member.email})
    assert mail.outbox[0].subject == "[全国連携] パスワードの再設定"
    form = visitor.get(link_in(mail.outbox[0])).url
    assert "このパスワードにする" in visitor.get(form).text
    done = visitor.post(form, {"password1": NEW, "password2": NEW})
    assert "パスワードを再設定しました" in visitor.get(done.url).text
    assert not is_signed_in(visitor)
    sign_in_by_password(visitor, member, NEW)
    assert is_signed_in(visitor)
    assert "期限が切れているか" in Client().get(link_in(mail.outbox[0])).text, "it works once"
    assert AuditEvent.objects.filter(verb="account.password_reset", actor=member).exists()


def test_a_new_password_does_not_replace_the_second_factor(visitor, member):
    app_of(member)
    visitor.post("/accounts/password/reset/", {"email": member.email})
    form = visitor.get(link_in(mail.outbox[0])).url
    visitor.post(form, {"password1": NEW, "password2": NEW})
    assert sign_in_by_password(visitor, member, NEW).url == "/accounts/2fa/authenticate/"


def test_who_has_no_password_sets_one(visitor, member):
    member.set_unusable_password()
    member.save()
    visitor.force_login(member)
    assert visitor.get("/accounts/password/change/").url == "/accounts/password/set/"
    visitor.post("/accounts/password/set/", {"password1": NEW, "password2": NEW})
    member.refresh_from_db()
    assert member.check_password(NEW)


# --- Address ------------------------------------------------------------------------------------------


def test_a_new_address_takes_the_place_of_the_old_one_when_confirmed(signed_in, member):
    old, new = member.email, "kikaku2@nishiwaga.example.jp"
    signed_in.post("/accounts/email/", {"email": new, "action_add": ""})
    assert new in signed_in.get("/accounts/settings/").text
    assert [message.to for message in mail.outbox] == [[new]]
    member.refresh_from_db()
    assert member.email == old
    signed_in.post(link_in(mail.outbox[0]))
    member.refresh_from_db()
    assert member.email == new
    assert EmailAddress.objects.get(user=member).email == new
    told = OutgoingMail.objects.filter(subject="[全国連携] メールアドレスを変更しました")
    assert {message.to for message in told} == {old, new}
    assert AuditEvent.objects.filter(verb="account.address_changed", actor=member).count() == 1


def test_a_change_of_address_can_be_taken_back(signed_in, member):
    new = "kikaku2@nishiwaga.example.jp"
    signed_in.post("/accounts/email/", {"email": new, "action_add": ""})
    signed_in.post("/accounts/email/", {"email": new, "action_remove": ""})
    assert EmailAddress.objects.get(user=member).email == member.email
    assert "取り消しました" in signed_in.get("/accounts/email/").text


def test_who_uses_a_second_factor_may_change_the_address(signed_in, member):
    app_of(member)
    signed_in.post("/accounts/email/", {"email": "kikaku2@nishiwaga.example.jp", "action_add": ""})
    assert len(mail.outbox) == 1


def test_the_present_address_is_no_new_one(signed_in, member):
    answer = signed_in.post("/accounts/email/", {"email": member.email.upper(), "action_add": ""})
    assert "今のメールアドレスと同じです。" in answer.text


def test_an_address_changed_by_the_secretariat_opens_nothing_before_it_is_confirmed(sign_in, staff, member):
    old = member.email
    client = sign_in(staff)
    page = f"/admin/accounts/user/{member.pk}/change/"
    typed = {"email": "Moved@example.jp", "name": member.name, "is_active": "on"}
    assert client.post(page, typed).status_code == 302
    member.refresh_from_db()
    assert member.email == "moved@example.jp"
    assert not EmailAddress.objects.filter(email=old).exists()
    assert sign_in_by_password(Client(), member).url == "/accounts/confirm-email/"


# --- Devices ------------------------------------------------------------------------------------------


def test_other_devices_are_signed_out(signed_in, member):
    other = Client()
    sign_in_by_password(other, member)
    page = signed_in.get("/accounts/sessions/").text
    assert page.count("接続元：127.0.0.1") == 2
    assert page.count("この端末") == 1
    answer = signed_in.post("/accounts/sessions/", follow=True)
    assert "ほかの端末をログアウトしました。" in answer.text
    assert "ほかに、ログイン中の端末はありません。" in answer.text
    assert other.get("/accounts/settings/").status_code == 302
    assert signed_in.get("/accounts/settings/").status_code == 200


def test_nobody_sees_or_ends_the_devices_of_others(signed_in, staff):
    other = Client()
    sign_in_by_password(other, staff)
    assert signed_in.get("/accounts/sessions/").text.count("接続元：") == 1
    signed_in.post("/accounts/sessions/")
    assert other.get("/accounts/settings/").status_code == 200


def test_the_last_use_is_noted_now_and_then(signed_in, member, monkeypatch):
    before = UserSession.objects.get().last_seen_at
    signed_in.get("/accounts/settings/")
    assert UserSession.objects.get().last_seen_at == before
    later = time.time() + middleware.INTERVAL
    monkeypatch.setattr(middleware.time, "time", lambda: later)
    signed_in.get("/about/")
    assert UserSession.objects.get().last_seen_at == before, "public pages do not look who is there"
    signed_in.get("/accounts/settings/")
    assert UserSession.objects.get().last_seen_at > before


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/142.0 Safari/537.36 Edg/142.0", "Edge（Windows）"),
        ("Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox（Windows）"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1",
            "Safari（iPhone）",
        ),
        ("Mozilla/5.0 (Linux; Android 16) Chrome/142.0 Mobile Safari/537.36", "Chrome（Android）"),
        ("curl/8.0", "その他のブラウザ"),
        ("", "その他のブラウザ"),
    ],
)
def test_a_device_is_called_by_what_people_know(text, name):
    assert devices.label(text) == name

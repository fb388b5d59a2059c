"""Signing in by password, by a code from the mail, and out again; what is noted and told of it."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.actions import await_confirmation
from accounts.models import AuditEvent, Notification, OutgoingMail, User
from tests.accounts.conftest import is_signed_in, link_in, sign_in_by_password
from tests.factories import UserFactory
from tests.factories.accounts import PASSWORD

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36"


def test_a_member_signs_in_and_comes_to_the_page_wanted(visitor, member):
    page = visitor.get("/members/notifications/")
    assert page.url == "/accounts/login/?next=/members/notifications/"
    answer = sign_in_by_password(visitor, member, query="?next=/members/notifications/")
    assert answer.url == "/members/notifications/"
    assert "ログインしました。" in visitor.get(answer.url).text


def test_without_a_page_wanted_the_members_pages_open(visitor, member):
    assert sign_in_by_password(visitor, member).url == "/members/"


def test_the_address_may_be_typed_in_any_letters(visitor, member):
    visitor.post("/accounts/login/", {"login": member.email.upper(), "password": PASSWORD})
    assert is_signed_in(visitor)


def test_the_header_leads_every_visitor_to_the_members_pages(visitor, db):
    assert 'href="/members/">会員ページ</a>' in visitor.get("/").text


def test_a_wrong_password_keeps_the_address_and_says_nothing_of_it(visitor, member):
    answer = sign_in_by_password(visitor, member, "ちがう")
    assert "メールアドレスかパスワードが正しくありません。" in answer.text
    assert f'value="{member.email}"' in answer.text
    assert not is_signed_in(visitor)


def test_nothing_typed_is_told_at_each_field(visitor, db):
    answer = visitor.post("/accounts/login/", {})
    assert "メールアドレスを入力してください。" in answer.text
    assert "パスワードを入力してください。" in answer.text
    assert "メールアドレスの形になっていません" in visitor.post("/accounts/login/", {"login": "nai"}).text


def test_who_is_not_active_is_told_so_and_not_let_in(visitor, member):
    User.objects.update(is_active=False)
    answer = sign_in_by_password(visitor, member)
    assert "このアカウントは利用を停止しています" in visitor.get(answer.url).text
    assert not is_signed_in(visitor)


def test_signing_out_needs_a_press_and_ends_the_session(visitor, member):
    sign_in_by_password(visitor, member)
    assert "ログアウトする" in visitor.get("/accounts/logout/").text
    assert visitor.post("/accounts/logout/").url == "/"
    assert not is_signed_in(visitor)
    assert visitor.get("/accounts/logout/").url == "/"


def test_the_session_ends_with_the_browser(visitor, member):
    sign_in_by_password(visitor, member)
    assert visitor.cookies["sessionid"]["max-age"] == ""


# --- Confirmed addresses ------------------------------------------------------------------------------


def test_an_address_is_confirmed_before_it_opens_anything(visitor, db):
    person = UserFactory()
    answer = sign_in_by_password(visitor, person)
    assert "確認のためのメールを送りました" in visitor.get(answer.url).text
    assert not is_signed_in(visitor)
    link = link_in(mail.outbox[0])
    assert mail.outbox[0].subject == "[全国連携] メールアドレスの確認"
    assert "確認する</button>" in visitor.get(link).text
    assert not EmailAddress.objects.get().verified, "a scanner that follows links confirms nothing"
    assert visitor.post(link).url == "/accounts/login/"
    assert sign_in_by_password(visitor, person).url == "/members/"


def test_a_link_that_was_used_says_so(visitor, db):
    person = UserFactory()
    sign_in_by_password(visitor, person)
    link = link_in(mail.outbox[0])
    visitor.post(link)
    assert "すでに確認が済んでいます" in visitor.get(link).text


def test_who_made_a_superuser_at_the_server_needs_no_mail(visitor, db):
    person = User.objects.create_superuser("Jimukyoku@example.jp", PASSWORD, name="事務局")
    assert sign_in_by_password(visitor, person).url == "/members/"
    assert mail.outbox == []


def test_there_is_no_sign_up_beside_the_application(visitor, db):
    assert visitor.get("/accounts/signup/").url == "/join/"
    typed = {"email": "new@example.jp", "password1": PASSWORD}
    assert visitor.post("/accounts/signup/", typed).url == "/join/"
    assert not User.objects.exists()


# --- A code from the mail -----------------------------------------------------------------------------


def ask_for_code(client, address, query=""):
    return client.post(f"/accounts/login/code/{query}", {"email": address})


def code_in(message) -> str:
    return next(line for line in message.body.splitlines() if line.replace("-", "").isdigit())


def test_a_code_from_the_mail_opens_the_page_wanted(visitor, member):
    asked = ask_for_code(visitor, member.email, "?next=/members/notifications/")
    assert "15分間使えます" in visitor.get(asked.url).text
    answer = visitor.post(asked.url, {"code": code_in(mail.outbox[0])})
    assert answer.url == "/members/notifications/"
    assert is_signed_in(visitor)


def test_a_code_may_be_typed_in_full_width(visitor, member):
    asked = ask_for_code(visitor, member.email)
    wide = code_in(mail.outbox[0]).translate({ord(str(n)): chr(ord("０") + n) for n in range(10)})
    visitor.post(asked.url, {"code": wide.replace("-", "－")})
    assert is_signed_in(visitor)


def test_three_wrong_codes_end_it(visitor, member):
    asked = ask_for_code(visitor, member.email)
    for _ in range(2):
        assert "確認コードが正しくないか" in visitor.post(asked.url, {"code": "00000000"}).text
    assert visitor.post(asked.url, {"code": "00000000"}).status_code == 302
    visitor.post(asked.url, {"code": code_in(mail.outbox[0])})
    assert not is_signed_in(visitor)
    assert AuditEvent.objects.filter(verb="account.code_refused", actor=member).count() == 3


def test_a_code_can_be_sent_again(visitor, member):
    asked = ask_for_code(visitor, member.email)
    visitor.post(asked.url, {"action": "resend"})
    assert len(mail.outbox) == 2
    visitor.post(asked.url, {"code": code_in(mail.outbox[1])})
    assert is_signed_in(visitor)


def test_a_code_is_not_for_another_browser(visitor, member):
    asked = ask_for_code(visitor, member.email)
    other = Client()
    assert other.post(asked.url, {"code": code_in(mail.outbox[0])}).status_code == 302
    assert not is_signed_in(other)


def test_a_code_also_confirms_the_address(visitor, db):
    person = UserFactory()
    await_confirmation(user=person)
    asked = ask_for_code(visitor, person.email)
    visitor.post(asked.url, {"code": code_in(mail.outbox[0])})
    assert is_signed_in(visitor)


# --- What is noted and told ---------------------------------------------------------------------------


def verbs():
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))


def test_what_people_do_is_in_the_audit_log(visitor, member):
    sign_in_by_password(visitor, member, "ちがう")
    sign_in_by_password(visitor, member)
    visitor.post("/accounts/logout/")
    assert verbs() == ["account.refused", "account.sign_in", "account.sign_out"]
    refused, signed_in, signed_out = AuditEvent.objects.order_by("pk")
    assert refused.actor is None
    assert member.email in refused.summary
    assert signed_in.actor == signed_out.actor == member
    assert signed_in.summary == "初めての端末からログインしました（パスワード）。"
    assert signed_in.data == {"ip": "127.0.0.1"}


def test_a_new_device_is_told_of_and_a_known_one_is_not(member):
    first, second = Client(), Client()
    sign_in_by_password(first, member)
    assert not Notification.objects.exists(), "the first sign-in of all"
    first.post("/accounts/logout/")
    sign_in_by_password(first, member)
    assert not Notification.objects.exists(), "the same browser"
    sign_in_by_password(second, member, **{"user-agent": WINDOWS})
    told = OutgoingMail.objects.get()
    assert told.to == member.email
    assert told.subject == "[全国連携] 初めての端末からログインがありました"
    assert "端末：Chrome（Windows）" in told.body
    assert "http://127.0.0.1:8000/accounts/settings/" in told.body
    assert Notification.objects.get(recipient=member).path == "/accounts/settings/"


def test_a_device_of_one_is_new_to_another(visitor, member, staff):
    for person in (member, staff, member, staff):
        sign_in_by_password(visitor, person)
        visitor.post("/accounts/logout/")
    assert not Notification.objects.exists()
    visitor.cookies["known_device"] = "forged.mark:signature"
    sign_in_by_password(visitor, member)
    assert Notification.objects.get().recipient == member


def test_the_settings_tell_of_the_sign_in_before(visitor, member):
    sign_in_by_password(visitor, member)
    assert "記録がありません" in visitor.get("/accounts/settings/").text
    member.refresh_from_db()
    before = member.last_login
    visitor.post("/accounts/logout/")
    sign_in_by_password(visitor, member)
    shown = visitor.get("/accounts/settings/")
    assert shown.context["previous"] == before


@pytest.mark.parametrize("prefix", ["password", "code"])
def test_a_mail_server_that_is_down_is_no_error(visitor, member, prefix, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    address = "/accounts/password/reset/" if prefix == "password" else "/accounts/login/code/"
    answer = visitor.post(address, {"email": member.email}, follow=True)
    assert answer.status_code == 200
    assert "could not be sent" in caplog.text

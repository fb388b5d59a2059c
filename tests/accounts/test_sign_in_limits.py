"""What keeps strangers out: no word on who has an account, few tries, and no way to other hosts."""

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests.accounts.conftest import is_signed_in, sign_in_by_password
from tests.factories.accounts import PASSWORD
from tests.pages import hostile

NOBODY = "nobody@example.jp"


def asked(path, typed):
    """A stranger's answer: status, where it leads, the words, the number of statements."""
    cache.clear()
    client = Client()
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(path, typed)
    words = client.get(answer.url).text if answer.status_code == 302 else answer.text
    for address in typed.values():
        words = words.replace(address, "…")
    return answer.status_code, answer.headers.get("Location"), without_tokens(words), len(captured)


def without_tokens(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)


def test_a_wrong_password_is_answered_the_same_for_who_has_none(member):
    known = asked("/accounts/login/", {"login": member.email, "password": "ちがうもの"})
    unknown = asked("/accounts/login/", {"login": NOBODY, "password": "ちがうもの"})
    assert known[:3] == unknown[:3]
    assert abs(known[3] - unknown[3]) <= 1


@pytest.mark.parametrize("path", ["/accounts/login/code/", "/accounts/password/reset/"])
def test_a_mail_asked_for_is_answered_the_same_for_who_has_no_account(member, path):
    known, unknown = asked(path, {"email": member.email}), asked(path, {"email": NOBODY})
    assert known[:3] == unknown[:3]
    assert [message.to for message in mail.outbox] == [[member.email], [NOBODY]], "so are the mails"
    assert "登録がありません" in mail.outbox[1].body
    assert "/join/" in mail.outbox[1].body or "/accounts/signup/" in mail.outbox[1].body


def test_an_address_of_another_can_be_asked_for_without_learning_of_it(visitor, member, staff):
    sign_in_by_password(visitor, member)
    visitor.post("/accounts/reauthenticate/", {"password": PASSWORD})
    answers = [
        visitor.post("/accounts/email/", {"email": address, "action_add": ""}, follow=True).text
        for address in (staff.email, NOBODY)
    ]
    assert [answer.count("に確認のメールを送りました。") for answer in answers] == [1, 1]
    member.refresh_from_db()
    assert member.email == "kikaku@nishiwaga.example.jp"


def test_five_wrong_passwords_lock_the_address_for_a_while(visitor, member):
    for _ in range(5):
        assert "正しくありません" in sign_in_by_password(visitor, member, "ちがう").text
    answer = sign_in_by_password(visitor, member)
    assert "試行の回数が多すぎます" in answer.text
    assert not is_signed_in(visitor)
    cache.clear()
    sign_in_by_password(visitor, member)
    assert is_signed_in(visitor)


def test_an_address_that_nobody_has_is_locked_alike(visitor, db):
    typed = {"login": NOBODY, "password": "ちがう"}
    answers = [visitor.post("/accounts/login/", typed).text for _ in range(6)]
    assert ["試行の回数が多すぎます" in answer for answer in answers] == [False] * 5 + [True]


def test_too_many_sendings_from_one_place_have_a_page_of_their_own(visitor, db, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    answers = [visitor.post("/accounts/login/", {"login": NOBODY}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "しばらくお待ちください" in answers[-1].text
    assert visitor.get("/accounts/login/").status_code == 200, "looking is free"


def test_codes_are_not_sent_without_end(visitor, member):
    answers = [Client().post("/accounts/login/code/", {"email": member.email}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [200]
    assert "試行の回数が多すぎます" in answers[-1].text
    assert len(mail.outbox) == 5


def test_places_are_told_apart_behind_a_trusted_server_only(db, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}

    def statuses():
        cache.clear()
        return [
            Client()
            .post("/accounts/login/", {}, headers={"x-forwarded-for": f"203.0.113.9, 192.0.2.{n}"})
            .status_code
            for n in (1, 2)
        ]

    assert statuses() == [200, 429]
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert statuses() == [200, 200]


# --- Edges --------------------------------------------------------------------------------------------

ELSEWHERE = [
    "http://[::1",
    "https://example.com/",
    "//example.com/",
    "/\\example.com",
    "javascript:alert(1)",
    "http:///example.com",
    "https://testserver.example.com/",
    "\x00/members/",
]


@pytest.mark.parametrize("page", ELSEWHERE)
def test_the_sign_in_leads_to_no_other_host(visitor, member, page):
    assert visitor.get("/accounts/login/", {"next": page}).status_code == 200
    typed = {"login": member.email, "password": PASSWORD, "next": page}
    assert visitor.post("/accounts/login/", typed).url == "/members/"
    assert visitor.get("/accounts/login/", {"next": page}).url == "/members/", "signed in already"
    assert visitor.post("/accounts/logout/", {"next": page}).url == "/"


@pytest.mark.parametrize("page", ELSEWHERE)
def test_the_door_of_the_admin_leads_to_no_other_host(visitor, staff, page):
    assert visitor.get("/admin/login/", {"next": page}).url == "/accounts/login/?next=%2Fadmin%2F"


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/login/code/", "/accounts/password/reset/"])
def test_a_form_in_utf16_is_told_to_be_unreadable(db, path):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies["csrftoken"] = "a" * 32
    answer = client.post(path, "login=a", content_type="application/x-www-form-urlencoded; charset=utf-16")
    assert answer.status_code == 400
    assert "リクエストを処理できませんでした" in answer.text


def test_a_page_open_too_long_asks_again_and_keeps_the_address(db):
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/accounts/login/?next=/members/", {"login": "a@example.jp", "password": "secret"})
    assert answer.status_code == 403
    assert "まだログインしていません" in answer.text
    assert 'value="a@example.jp"' in answer.text
    assert "secret" not in answer.text
    assert 'name="next" value="/members/"' in answer.text


def test_who_signed_in_in_another_tab_is_led_on(member):
    client = Client(enforce_csrf_checks=True)
    client.force_login(member)
    answer = client.post("/accounts/login/?next=/members/notifications/", {"login": "a", "password": "b"})
    assert answer.url == "/members/notifications/"


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_pages_answer_pages(visitor, db, accept):
    answer = visitor.post(
        "/accounts/login/", {}, headers={"accept": accept, "x-requested-with": "XMLHttpRequest"}
    )
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


def test_the_script_of_the_passkeys_gets_its_question(visitor, db):
    answer = visitor.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"})
    assert answer.json()["request_options"]["publicKey"]["challenge"]
    assert visitor.get("/accounts/2fa/webauthn/login/").url == "/accounts/login/"


@hostile
def test_no_field_lets_a_hostile_text_through(visitor, member, value):
    for path, typed in (
        ("/accounts/login/", {"login": value, "password": value, "next": value}),
        ("/accounts/login/", {"login": member.email, "password": value}),
        ("/accounts/login/code/", {"email": value}),
        ("/accounts/password/reset/", {"email": value}),
        ("/accounts/2fa/webauthn/login/", {"credential": value}),
        ("/accounts/2fa/webauthn/login/", {"credential": '{"id": "' + value + '"}'}),
    ):
        answer = visitor.post(path, typed)
        assert answer.status_code in (200, 302), path
        assert "<script>alert" not in answer.text
    assert not is_signed_in(visitor)
    assert User.objects.count() == 1

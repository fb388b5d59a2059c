"""Signing in as people do: password, authenticator app and passkey, in the browser and under the site's own policy."""

import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from playwright.sync_api import expect

from accounts.models import User
from tests.e2e.test_public_pages import WIDTHS, violations
from tests.factories.accounts import PASSWORD

ADDRESS = "e2e@example.jp"
#: The parts of a passkey's device that Chromium plays.
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def person(site):
    """Somebody whom the running site knows. What was signed in leaves audit events, which nothing removes."""
    cache.clear()
    User.objects.filter(email=ADDRESS).update(email=f"{time.time_ns()}@example.jp")
    EmailAddress.objects.filter(email=ADDRESS).delete()
    return User.objects.create_vouched_user(ADDRESS, PASSWORD, name="見本 花子", is_staff=True)


@pytest.fixture
def place(site):
    """The site under the name at which browsers offer passkeys without TLS."""
    return site.replace("127.0.0.1", "localhost")


def send(page, **typed):
    for name, value in typed.items():
        page.fill(f"[name={name}]", value)
    page.locator("form.account-form button").first.click()
    page.wait_for_load_state("networkidle")


def code(secret: str, later: int = 0) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + later))


def sign_out(page, place):
    page.goto(f"{place}/accounts/logout/")
    page.get_by_role("button", name="ログアウトする").click()


def wrong(page, place) -> list[str]:
    """What the page wrote down, beside that it asked the site under its other name."""
    return [what for what in page.wrong if not what.startswith(place)]


def assert_accessible(page):
    for size, viewport in WIDTHS.items():
        page.set_viewport_size(viewport)
        assert violations(page) == [], f"{page.url} {size}"
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], (
            f"{page.url} {size}"
        )


def test_a_person_signs_in_sets_up_an_app_and_signs_in_with_it(page, place, person):
    page.goto(f"{place}/accounts/settings/")
    send(page, login=ADDRESS, password=PASSWORD)
    assert page.locator("h1").inner_text() == "設定"
    assert_accessible(page)

    page.goto(f"{place}/accounts/2fa/totp/activate/")
    assert_accessible(page)
    send(page, password=PASSWORD)
    assert page.locator("h1").inner_text() == "認証アプリの登録"
    assert_accessible(page)
    secret = page.locator(".secret").inner_text()
    send(page, code=code(secret))
    assert page.locator("h1").inner_text() == "リカバリーコード"
    assert page.locator(".recovery-codes li").count() == 10
    assert_accessible(page)

    sign_out(page, place)
    page.goto(f"{place}/accounts/login/?next=/accounts/sessions/")
    send(page, login=ADDRESS, password=PASSWORD)
    assert page.locator("h1").inner_text() == "二段階認証"
    assert_accessible(page)
    send(page, code=code(secret, later=1))
    assert page.locator("h1").inner_text() == "ログイン中の端末"
    assert_accessible(page)
    assert wrong(page, place) == []


def test_a_passkey_alone_opens_the_members_pages(page, place, person):
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    page.goto(f"{place}/accounts/2fa/webauthn/add/")
    send(page, login=ADDRESS, password=PASSWORD)
    send(page, password=PASSWORD)
    assert page.locator("h1").inner_text() == "パスキーの登録"
    assert_accessible(page)
    page.fill("[name=name]", "職場のパソコン")
    page.check("[name=passwordless]")
    page.get_by_role("button", name="登録する").click()
    page.wait_for_url("**/recovery-codes/")
    page.goto(f"{place}/accounts/2fa/webauthn/")
    assert "職場のパソコン" in page.locator(".account-list").inner_text()
    assert_accessible(page)

    sign_out(page, place)
    page.goto(f"{place}/accounts/login/?next=/accounts/settings/")
    page.get_by_role("button", name="パスキーを使う").click()
    expect(page.locator("h1")).to_have_text("設定")
    assert wrong(page, place) == []


def test_a_passkey_refused_says_so_and_leaves_the_other_ways(page, place, person):
    page.goto(f"{place}/accounts/login/")
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    page.get_by_role("button", name="パスキーを使う").click()
    expect(page.locator("[data-passkey-error]")).to_contain_text("パスキーを")
    assert page.get_by_role("button", name="パスキーを使う").is_enabled()
    send(page, login=ADDRESS, password=PASSWORD)
    page.goto(f"{place}/accounts/settings/")
    assert page.locator("h1").inner_text() == "設定"


@pytest.mark.parametrize("address", ["/accounts/login/"])
def test_without_javascript_the_other_ways_remain(browser, site, address):
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"{site}{address}")
    assert plain.get_by_text("このブラウザではパスキーを使えません").is_visible()
    assert not plain.get_by_role("button", name="パスキーを使う").is_visible()
    assert plain.get_by_role("button", name="ログイン").is_visible()
    context.close()

"""What every answer carries, whatever kind it is: made anew, kept, unchanged, a file or an error."""

import re

import pytest
from django.conf import settings as django_settings
from django.test import Client

from tests.factories import ProjectFactory
from tests.pages import BOARD, MEMBER_PAGES, member_client

EXPECTED = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
CLOSED = ("camera", "geolocation", "microphone", "payment", "usb")
#: A page of each kind: read, asked in a form, the admin's, none, forbidden to methods, of another host.
ADDRESSES = [
    "/",
    "/projects/",
    "/municipalities/",
    "/wards/",
    "/agreements/",
    "/statistics/",
    "/surveys/",
    "/about/",
    "/policy/",
    "/contact/",
    "/healthz",
    "/robots.txt",
    "/admin/login/",
    "/gallery/",
    "/nai/",
    "/municipalities/999999/",
    "/static/css/base.css",
    "/static/img/favicon.svg",
]


def assert_secure(response):
    for name, value in EXPECTED.items():
        assert response.headers[name] == value, name
    policy = dict(part.split(" ", 1) for part in response.headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert "//" not in response.headers["Content-Security-Policy"]
    for feature in CLOSED:
        assert f"{feature}=()" in response.headers["Permissions-Policy"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_carries_them(visitor, db, address):
    response = visitor.get(address)
    assert_secure(response)
    response.close()


def test_kept_and_unchanged_pages_carry_them(pages_kept, visitor):
    address = ProjectFactory().get_absolute_url()
    first, kept = visitor.get(address), visitor.get(address)
    assert first.headers["ETag"] == kept.headers["ETag"]
    unchanged = visitor.get(address, headers={"If-None-Match": kept.headers["ETag"]})
    assert unchanged.status_code == 304
    for response in (first, kept, unchanged):
        assert_secure(response)


def test_errors_carry_them(visitor, db, monkeypatch):
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    monkeypatch.setattr("portal.views.home.render", None)
    for response, status in (
        (client.get("/"), 500),
        (client.post("/admin/login/"), 403),
        (visitor.post("/about/"), 405),
        (client.get("/about/", headers={"host": "example.com"}), 400),
    ):
        assert response.status_code == status
        assert_secure(response)


def test_over_https_browsers_are_told_to_stay_there(visitor, db, settings):
    assert "Strict-Transport-Security" not in visitor.get("/about/", secure=True).headers
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    hsts = Client().get("/about/", secure=True).headers["Strict-Transport-Security"]
    assert hsts == "max-age=31536000; includeSubDomains; preload"


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(secretariat, sign_in):
    client = sign_in(secretariat)
    client.get("/contact/")
    assert {"sessionid", "csrftoken"} == set(client.cookies)
    for cookie in client.get("/admin/login/").cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
    assert django_settings.SESSION_COOKIE_HTTPONLY
    assert django_settings.SESSION_COOKIE_SAMESITE == "Lax"


def test_public_pages_set_no_cookie(visitor, db):
    for address in ADDRESSES:
        if not re.match("/(contact|admin|static)/", address):
            assert not visitor.get(address).cookies, address


def test_no_page_of_the_members_area_is_kept_found_or_of_another_host(demo_db, no_foreign_hosts):
    clients = {who: member_client(who) for who in {page.who for page in MEMBER_PAGES}}
    for page in MEMBER_PAGES:
        response = clients[page.who].get(page.address)
        assert response.status_code == 200, page
        assert_secure(response)
        assert_private(response)
        assert '<meta name="robots" content="noindex">' in response.text, page
        no_foreign_hosts(response)


def assert_private(response):
    assert {"private", "no-store"} <= set(re.split(", ?", response.headers["Cache-Control"]))


def test_neither_are_its_files_refusals_and_ways_to_the_sign_in(demo_db, visitor):
    arakawa, outsider = member_client("arakawa"), member_client("otofuke")
    room = arakawa.get(f"{BOARD}-0002/1/")
    address = re.search(rf'href="({BOARD}-0002/1/files/[^"]+)"', room.text)[1]
    file = arakawa.get(address)
    assert file.getvalue().startswith(b"%PDF")
    assert_private(file)
    for response, status in (
        (outsider.get(address), 404),
        (outsider.get("/members/applications/"), 404),
        (outsider.get("/gallery/"), 403),
        (visitor.get(address), 302),
        (arakawa.post(f"{BOARD}-0002/1/", {}), 422),
    ):
        assert response.status_code == status
        assert_private(response)


def test_what_a_public_page_shows_to_a_member_is_not_kept_either(sign_in, secretariat, visitor):
    draft = ProjectFactory(state="draft", published_on=None)
    assert_private(sign_in(secretariat).get(draft.get_absolute_url()))
    assert "Cache-Control" not in visitor.get("/projects/").headers

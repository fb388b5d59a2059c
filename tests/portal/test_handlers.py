"""Error pages: helpful, in Japanese, and never an error themselves."""

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from portal import handlers


@pytest.fixture
def stranger():
    """A browser that is shown error pages and checked for CSRF."""
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


def test_an_unknown_address_offers_ways_on(stranger, db):
    response = stranger.get("/nai/")
    assert response.status_code == 404
    assert "ページが見つかりません" in response.text
    assert reverse("municipalities:list") in response.text
    assert 'role="search"' in response.text
    assert 'href="/contact/?kind=correction&amp;about=/nai/"' in response.text


def test_a_form_in_utf16_is_told_to_be_unreadable(stranger, db):
    """Django's own page for 400 reads the form again and fails."""
    stranger.cookies["csrftoken"] = "a" * 32
    response = stranger.post(
        reverse("admin:login"), "username=a", content_type="application/x-www-form-urlencoded; charset=utf-16"
    )
    assert response.status_code == 400
    assert "リクエストを処理できませんでした" in response.text


def test_a_form_in_utf16_to_an_unknown_address(stranger, db):
    stranger.cookies["csrftoken"] = "a" * 32
    response = stranger.post(
        "/nai/", "username=a", content_type="application/x-www-form-urlencoded; charset=utf-16"
    )
    assert response.status_code == 404
    assert "ページが見つかりません" in response.text


def test_a_missing_csrf_token_is_explained(stranger, db):
    response = stranger.post(reverse("admin:login"), {"username": "a", "password": "b"})
    assert response.status_code == 403
    assert "送信を確認できませんでした" in response.text


def test_a_foreign_host_is_refused_in_japanese(stranger, db):
    response = stranger.get("/", headers={"host": "example.com"})
    assert response.status_code == 400
    assert "リクエストを処理できませんでした" in response.text


def test_the_page_of_500_needs_no_query(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        response = handlers.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "ページを表示できませんでした" in response.text

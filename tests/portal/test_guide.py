"""How to join, the terms, accessibility, the map of the site: true to what the site does."""

import re
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.urls import get_resolver, reverse

from portal.accessibility import CHECKS
from portal.site_map import SECTIONS
from tests.factories import FigureFactory
from tests.pages import statements, text_of
from tests.test_public_surface import NO_PAGES, PUBLIC, patterns

pytestmark = pytest.mark.django_db

JOIN, POLICY, ACCESSIBILITY, SITEMAP = (
    reverse(f"portal:{name}") for name in ("join", "policy", "accessibility", "sitemap")
)


@pytest.mark.parametrize("address", [JOIN, POLICY, ACCESSIBILITY, SITEMAP])
def test_these_pages_are_only_read(client, address):
    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 405


def test_joining_leads_to_the_form_and_tells_the_published_number(client):
    FigureFactory(
        row="members", column="count", fiscal_year=2022, printed="271", value=271, as_of="2022-08-01"
    )
    text = text_of(client.get(JOIN))
    assert "令和4年8月1日（2022年）現在、271団体が登録しています" in text
    assert 'href="/join/apply/"' in text
    assert 'href="/contact/?kind=membership"' in text
    assert statements(client, JOIN) == 1


def test_without_a_published_number_none_is_told(client):
    assert "団体が登録しています" not in text_of(client.get(JOIN))


def test_the_policy_tells_what_is_set(client, settings):
    settings.INQUIRY_RETENTION_DAYS = 90
    text = text_of(client.get(POLICY))
    assert "受付から90日を過ぎ" in text
    assert "PDL1.0" in text
    assert statements(client, POLICY) == 0


def test_every_check_that_is_claimed_is_a_test(client):
    text = text_of(client.get(ACCESSIBILITY))
    for check in CHECKS:
        file, name = check.test.split("::")
        assert re.search(rf"^def {name}\(", Path(django_settings.BASE_DIR, file).read_text(), re.MULTILINE)
        assert check.title in text


def test_links_to_the_form_choose_a_kind_it_has(client):
    for address in (JOIN, POLICY, ACCESSIBILITY, "/nai/"):
        for kind in re.findall(r"/contact/\?kind=(\w+)", client.get(address).text):
            assert re.search(
                rf'value="{kind}"[^>]* checked', text_of(client.get("/contact/", {"kind": kind}))
            )


def test_the_map_names_every_public_page_that_needs_nothing_more(client):
    plain = {name for name, _, parts in patterns(get_resolver()) if name in PUBLIC and not parts}
    named = [page.name for section in SECTIONS for page in section.pages]
    assert len(named) == len(set(named))
    # The sign-in is named; its later steps are reached from there.
    steps = {name for name in plain if name.startswith("account_")} - {"account_login"}
    assert set(named) == plain - NO_PAGES - steps
    text = text_of(client.get(SITEMAP))
    assert all(f'href="{reverse(name)}"' in text for name in named)

"""The gallery of components: for staff, complete, and clean under the content policy."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

COMPONENTS = Path(settings.BASE_DIR, "templates", "components")
TEMPLATES = Path(settings.BASE_DIR, "templates")
INCLUDED = re.compile(r'{% (?:include|chrome) "components/([\w-]+)\.html"')
#: Parts of the page frame, of forms and of error pages, which the gallery need not repeat.
ELSEWHERE = {"broken_thread", "guard"}


@pytest.fixture
def page(secretariat, sign_in):
    return sign_in(secretariat).get(reverse("portal:gallery"))


def test_staff_see_the_gallery(page, no_foreign_hosts):
    assert page.status_code == 200
    assert "部品の見本" in page.text
    no_foreign_hosts(page)


def test_a_member_who_is_not_staff_is_refused(nishiwaga_officer, sign_in):
    response = sign_in(nishiwaga_officer).get(reverse("portal:gallery"))
    assert response.status_code == 403
    assert "このページを見る権限がありません" in response.text


def test_a_visitor_is_asked_to_sign_in(visitor, db):
    response = visitor.get(reverse("portal:gallery"))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_it_cannot_be_posted_to(secretariat, sign_in):
    assert sign_in(secretariat).post(reverse("portal:gallery")).status_code == 405


def test_every_component_stands_in_the_gallery():
    gallery = [TEMPLATES / "portal" / name for name in ("gallery.html", "_gallery_errors.html")]
    shown, waiting = (
        set(),
        [*gallery, TEMPLATES / "portal" / "_gallery_members.html", TEMPLATES / "base.html"],
    )
    while waiting:
        found = set(INCLUDED.findall(waiting.pop().read_text())) - shown
        shown |= found
        waiting += [COMPONENTS / f"{name}.html" for name in found]
    assert shown | ELSEWHERE == {path.stem for path in COMPONENTS.glob("*.html")}


def test_every_component_is_included_with_only():
    for path in TEMPLATES.rglob("*.html"):
        for include in re.findall(r'{% include "components/[^%]*%}', path.read_text()):
            assert include.endswith(" only %}"), f"{path.name}: {include}"


def test_each_emblem_is_drawn(page):
    symbols = set(
        re.findall(r'<symbol id="([\w-]+)"', Path(settings.BASE_DIR, "static/img/emblems.svg").read_text())
    )
    assert set(re.findall(r"emblems\.svg#([\w-]+)", page.text)) == symbols


def test_errors_are_tied_to_their_fields(page):
    assert 'aria-describedby="wrong_on_helptext wrong_on_error"' in page.text
    assert 'id="wrong_on_error"' in page.text
    assert '<a href="#wrong_on">基準日：' in page.text


def test_what_was_typed_is_kept(page):
    assert 'value="平成27年13月1日"' in page.text


def test_nothing_is_inline(page):
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page.text)


def test_addresses_of_pages_keep_their_filter(page):
    assert 'href="?field=tourism&amp;page=2"' in page.text
    assert 'href="?field=tourism&amp;page=4"' in page.text

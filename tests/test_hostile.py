"""175 hostile texts in every parameter and every part of the address of every public page."""

import datetime as dt
import re
from contextlib import contextmanager

import pytest
from django.core.handlers.base import BaseHandler
from django.core.signals import request_finished
from django.db import close_old_connections
from django.http import QueryDict
from django.test import RequestFactory
from django.urls import get_resolver, resolve, reverse

from common import guard
from portal.contact.forms import InquiryForm
from tests.factories import (
    AgreementFactory,
    CompanyAgreementFactory,
    EventFactory,
    FigureFactory,
    NoticeFactory,
    PartnershipFactory,
    ProjectFactory,
    ProjectPartyFactory,
    PublicationFactory,
    ReleaseFactory,
    ReleaseTableFactory,
    SurveyFactory,
    TopicFactory,
    UserFactory,
)
from tests.hostile import HOSTILE, MARK
from tests.pages import PAGES
from tests.surveys.results.samples import answered, publish_at_once
from tests.test_public_surface import PARTS, PUBLIC, patterns

#: One name may stand for several addresses, such as a programme's statistics; one of each is asked.
ADDRESSES = {name: (entry, parts) for name, entry, parts in patterns(get_resolver()) if name in PUBLIC}
ANSWERS = {200, 301, 302, 400, 404, 405, 406}
#: The mark where only a page that did not escape it can have it.
BARE = re.compile(
    rf"<{MARK}|[\"']\s*{MARK}=|(?:href|src|action)=[\"']?\s*(?:java|vb)script:|1337{MARK}|root:x:0",
    re.IGNORECASE,
)


#: Where a page lets one tick.
TICKED = re.compile(r"<input type=\"(?:checkbox|radio)\"[^>]* name=\"(\w+)\"")
REFUSED = "選択肢にありません"


class Browser:
    """Asks the site as the application server does: the test client copies the context of every template it
    renders, which takes longer than the page."""

    def __init__(self):
        self.site, self.factory = BaseHandler(), RequestFactory()
        self.site.load_middleware()

    def get(self, address):
        return self.site.get_response(self.factory.get(address))

    def post(self, address, sent):
        kind = "application/x-www-form-urlencoded"
        request = self.factory.post(address, sent, content_type=kind)
        request._dont_enforce_csrf_checks = True
        return self.site.get_response(request)


@pytest.fixture
def asking(arakawa, nishiwaga, pieces_kept, settings):
    """A browser at a site with enough rows for every part of a page to be reached, and none that slows it down."""
    project = ProjectFactory(number="P-2015-0001")
    for body in (arakawa, nishiwaga):
        ProjectPartyFactory(project=project, body=body)
    EventFactory(project=project, slug="symposium-2022-1")
    TopicFactory(number="T-2026-0001", sender=nishiwaga)
    NoticeFactory(number="N-2026-0001")
    PartnershipFactory(ward=arakawa, partner=nishiwaga)
    AgreementFactory()
    CompanyAgreementFactory()
    PublicationFactory(slug="hokosei-2022")
    SurveyFactory(slug="2014")
    publish_at_once(answered(slug="mihon"), UserFactory())
    FigureFactory(row="members", column="count")
    ReleaseTableFactory(release=ReleaseFactory(published=True, fiscal_year=2015), key="T6")
    # Statements are counted elsewhere.
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.startswith("zeal.")]
    # As the test client does: the connection holds the transaction of the test.
    request_finished.disconnect(close_old_connections)
    yield Browser()
    request_finished.connect(close_old_connections)


@contextmanager
def names_asked():
    """The names of the parameters that are looked up meanwhile, whoever does it."""
    asked: set[str] = set()
    looked_up = {name: getattr(QueryDict, name) for name in ("__getitem__", "__contains__", "getlist")}

    def noting(look_up):
        def note(self, key, *args):
            asked.add(key)
            return look_up(self, key, *args)

        return note

    with pytest.MonkeyPatch.context() as patch:
        for name, look_up in looked_up.items():
            patch.setattr(QueryDict, name, noting(look_up), raising=False)
        yield asked


def parameters(asking, addresses) -> list[str]:
    with names_asked() as asked:
        for address in addresses:
            assert asking.get(address).status_code == 200 or address not in PAGES, address
    return sorted(asked - {"csrfmiddlewaretoken"})


def takes_what_is_typed(asking, address, parameter) -> bool:
    """Whether the parameter is more than a choice, of which whatever else is sent is refused alike."""
    page = asking.get(f"{address}?{parameter}=nai").text
    return REFUSED not in page and parameter not in TICKED.findall(page)


def assert_harmless(response, sent: str):
    assert response.status_code in ANSWERS, f"{response.status_code} for {sent[:200]}"
    assert not [name for name in response.headers if MARK in name.lower()], sent[:200]
    assert MARK not in response.cookies
    if not response.streaming:
        found = BARE.search(response.content.decode(errors="replace"))
        assert not found, f"{found} for {sent[:200]}"
    response.close()


def fitting(name) -> dict[str, object]:
    _, parts = ADDRESSES[name]
    return {part: PARTS[part] for part in parts}


def addresses_of(name) -> list[str]:
    """The pages of a public name that the checks of pages know; where they know none, any."""
    known = [page for page in PAGES if resolve(page.split("?")[0]).view_name == name]
    return known or [reverse(name, kwargs=fitting(name))]


def test_there_are_175_texts():
    assert len(HOSTILE) == len(set(HOSTILE)) == 175


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_no_parameter_of_a_public_page_lets_one_through(asking, name):
    """Each in every parameter at once, in turn; then alone in each that takes what is typed."""
    address = addresses_of(name)[0].split("?")[0]
    asked = parameters(asking, addresses_of(name))
    for turn in range(0, len(HOSTILE), 1 if asked else 7):
        query = "&".join(
            f"{parameter}={HOSTILE[(turn + place) % len(HOSTILE)]}"
            for place, parameter in enumerate(asked or ["q"])
        )
        assert_harmless(asking.get(f"{address}?{query}"), query)
    for parameter in asked if len(asked) > 1 else ():
        for text in HOSTILE if takes_what_is_typed(asking, address, parameter) else ():
            assert_harmless(asking.get(f"{address}?{parameter}={text}"), f"{parameter}={text}")


@pytest.mark.parametrize("name", sorted(name for name, (_, parts) in ADDRESSES.items() if parts))
def test_no_part_of_a_public_address_lets_one_through(asking, name):
    for value in fitting(name).values():
        # Put in after the address is made: reverse() itself would refuse most of them.
        address = reverse(name, kwargs=fitting(name))
        shown = f"{value:%Y-%m}" if isinstance(value, dt.date) else value
        before, after = address.rsplit(shown, 1)
        for text in HOSTILE:
            assert_harmless(asking.get(f"{before}{text}{after}"), f"{address} {text}")


@pytest.mark.parametrize("field", [*InquiryForm.base_fields, "step", "csrfmiddlewaretoken"])
def test_no_field_of_the_contact_form_lets_one_through(asking, field, monkeypatch):
    monkeypatch.setattr(guard, "QUICKEST", 0)
    typed = {
        "kind": "press",
        "subject": "a",
        "body": "a",
        "email": "a@example.jp",
        "ticket": guard.new_ticket(),
    }
    others = "".join(f"&{name}={value}" for name, value in typed.items() if name != field)
    for text in HOSTILE:
        sent = f"{field}={text}{others}"
        assert_harmless(asking.post("/contact/", sent), sent)


def test_what_is_asked_is_found_out_and_not_listed(asking):
    """So that a new filter is tried without anybody thinking of it."""
    assert {"q", "ward", "sort"} <= set(parameters(asking, ["/projects/"]))
    assert parameters(asking, ["/agreements/"]) == ["on"]
    assert parameters(asking, ["/municipalities/033669/"]) == ["was"]
    assert parameters(asking, ["/policy/"]) == []
    assert {"row", "column", "page", "on"} <= set(parameters(asking, addresses_of("portal:statistics_list")))

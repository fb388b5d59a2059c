"""Hostile texts in every parameter and every field of the members' pages: a sample for each, found by watching what a
page looks up."""

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections, transaction

from accounts.models import AuditEvent, OutgoingMail, User
from bulletin.models import BoardEvent, Message, Response, Terms, Thread
from municipalities.models import Invitation, MembershipApplication, Posting, Profile
from tests.hostile import HOSTILE
from tests.pages import BOARD, MEMBER_PAGES, MemberPage, member_client
from tests.test_hostile import ANSWERS, BARE, Browser, names_asked

#: Every so many texts one is tried, another one in each field.
STEP = 13
#: The pages that lie below the sign-in's own settings are allauth's; their forms are tried in tests/accounts/.
OURS = [page for page in MEMBER_PAGES if page.address.startswith("/members/")]
#: What only does something, beside the pages that also show a form.
DOING = [
    MemberPage("arakawa", address)
    for address in (
        "/members/office/invite/",
        "/members/office/invite/cancel/",
        "/members/office/role/",
        "/members/office/end/",
        "/members/office/choose/",
        "/members/notifications/read/",
        "/members/autosave/",
        f"{BOARD}-0002/moves/withdraw/",
    )
] + [
    MemberPage("jimukyoku", "/members/applications/A-2025-0001/forward/"),
    MemberPage("jimukyoku", "/members/applications/A-2025-0001/decline/"),
    MemberPage("jimukyoku", "/members/memberships/033669/invite/"),
]
WRITTEN = (
    *(AuditEvent, BoardEvent, Invitation, MembershipApplication, Message, OutgoingMail),
    *(Posting, Profile, Response, Terms, Thread, User),
)


class SignedIn(Browser):
    def __init__(self, who: str):
        super().__init__()
        self.factory.cookies["sessionid"] = member_client(who).cookies["sessionid"].value


@pytest.fixture
def at_desk(demo_db, settings):
    """The browser of a sample account."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.startswith("zeal.")]
    request_finished.disconnect(close_old_connections)
    browsers: dict[str, SignedIn] = {}
    yield lambda who: browsers.setdefault(who, SignedIn(who))
    request_finished.connect(close_old_connections)


def mixed(names: list[str]):
    """What is sent, turn by turn: another text in every field."""
    for turn in range(0, len(HOSTILE), STEP):
        yield "&".join(f"{name}={HOSTILE[(turn + place) % len(HOSTILE)]}" for place, name in enumerate(names))


def assert_harmless(response, sent: str):
    assert response.status_code in ANSWERS | {204, 403, 422}, f"{response.status_code} for {sent[:200]}"
    if not response.streaming:
        found = BARE.search(response.content.decode(errors="replace"))
        assert not found, f"{found} for {sent[:200]}"


def rows() -> list[int]:
    return [model.objects.count() for model in WRITTEN]


@pytest.mark.parametrize("page", OURS, ids=str)
def test_no_parameter_lets_one_through(at_desk, page):
    browser, (address, _, query) = at_desk(page.who), page.address.partition("?")
    with names_asked() as asked:
        assert browser.get(page.address).status_code == 200
    names = sorted(asked - {"csrfmiddlewaretoken"})
    for sent in mixed(names) if names else [f"q={HOSTILE[20]}", f"{query}&page={HOSTILE[20]}"]:
        assert_harmless(browser.get(f"{address}?{sent}"), sent)


@pytest.mark.parametrize("page", [*OURS, *DOING], ids=str)
def test_no_field_lets_one_through_and_what_is_refused_writes_nothing(at_desk, page):
    browser, address = at_desk(page.who), page.address.partition("?")[0]
    with names_asked() as asked, transaction.atomic():
        first = browser.post(address, "")
        transaction.set_rollback(True)
    names = sorted(asked - {"csrfmiddlewaretoken"})
    if first.status_code == 405 or not names:
        return
    before = rows()
    for sent in mixed(names):
        with transaction.atomic():
            response = browser.post(address, sent)
            after = rows()
            transaction.set_rollback(True)
        assert_harmless(response, sent)
        if response.status_code == 422:
            assert 'role="alert"' in response.text, sent[:200]
        if response.status_code not in (204, 302):
            assert after == before, sent[:200]

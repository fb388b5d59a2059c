"""What the tests of pages have in common."""

from types import SimpleNamespace
from typing import NamedTuple

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from common.dates import fiscal_year, today
from portal.demo import DOMAIN

#: What people and machines send where a word, a code, a number or a day is asked for.
HOSTILE = [
    "\x00",
    "%00",
    "x" * 5000,
    "'\"; DROP TABLE projects_project; --",
    "<script>alert(1)</script>",
    "-1",
    "99999999999999999999999999",
    "９９９",
    "%",
    "\\",
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "../../etc/passwd",
    "{{ 7*7 }}",
    "None",
    "2015-13-45",
    "\u202e",
]

#: A page of each public type, over the real data: what is checked of every page is checked of these.
#: tests/test_public_surface.py says which type is missing.
PAGES = [
    "/",
    "/about/",
    "/history/",
    "/plan/",
    "/join/",
    "/join/apply/",
    "/contact/",
    "/policy/",
    "/accessibility/",
    "/sitemap/",
    "/statistics/",
    "/statistics/?on=2015-08-01",
    "/statistics/?on=2015-08-01&basis=published",
    "/statistics/compare/?since=2015-08-01&until=2022-08-01",
    "/statistics/T6/?prefecture=030007",
    "/statistics/T7/?year=2022",
    "/statistics/T8/",
    "/statistics/releases/",
    "/statistics/releases/2015/",
    "/statistics/releases/2015/T6/",
    "/statistics/T5/list/?on=2015-08-01&row=030007&column=all",
    "/opendata/",
    "/opendata/partnerships/?on=2015-08-01",
    "/projects/",
    "/projects/P-2015-0001/",
    "/municipalities/",
    "/municipalities/033669/",
    "/municipalities/030007/",
    "/wards/",
    "/wards/131181/",
    "/agreements/",
    "/companies/",
    "/surveys/",
    "/surveys/2014/",
    "/surveys/mihon/",
    "/search/",
    "/search/?q=%E9%9B%AA",
    "/search/?q=%E8%A5%BF%E5%92%8C%E8%B3%AA%E7%94%BA",
    "/search/?q=%E7%94%BA&kind=bodies&page=2",
    "/events/",
    "/events/calendar/2022-11/",
    "/events/symposium-2022-1/",
    "/topics/",
    "/topics/T-2026-0001/",
    "/notices/",
    "/notices/N-2026-0001/",
    "/publications/",
    "/publications/hokosei-2022/",
    "/feeds/",
    "/accounts/login/?next=/members/",
    "/accounts/login/code/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/0-T1/",
    "/accounts/password/reset/key/done/",
    "/accounts/confirm-email/",
    "/accounts/confirm-email/T1/",
    "/accounts/inactive/",
]


BOARD = f"/members/board/B-{today().year}"
TOPICS = f"/members/topics/T-{today().year}"
RETURNS = f"/members/returns/{fiscal_year(today())}"
NOTICES = f"/members/notices/M-{today().year}"
SURVEYS = f"/members/surveys/{fiscal_year(today())}"
TARGETS = f"{SURVEYS}-1/targets"


class MemberPage(NamedTuple):
    """A page of the members' area and who looks at it: the name of a sample account."""

    who: str
    address: str

    def __str__(self):
        return f"{self.who} {self.address}"


#: A page of each type of the members' area, over the sample world: who looks at it → addresses.
#: tests/test_public_surface.py says which type is missing.
MEMBER_PAGES = [
    MemberPage(who, address)
    for who, addresses in {
        "jimukyoku": [
            "/members/",
            "/members/applications/",
            "/members/applications/A-2025-0001/",
            "/members/applications/A-2025-0001/approve/",
            "/members/memberships/",
            "/members/corrections/",
            "/members/corrections/1/",
            "/members/releases/",
            "/members/activity/",
            "/members/releases/2000/",
            "/members/releases/2000/publish/",
            "/members/releases/2000/return/",
            "/members/releases/2001/remark/",
            "/members/memberships/033669/",
            "/members/memberships/033669/suspend/",
            f"{BOARD}-0013/",
            f"{BOARD}-0013/flags/hide/",
            "/members/topics/review/",
            f"{TOPICS}-0003/propose/",
            f"{TOPICS}-0003/moves/return/",
            "/members/notices/new/",
            "/members/surveys/",
            "/members/surveys/new/",
            f"{SURVEYS}-1/",
            f"{SURVEYS}-1/preview/",
            f"{SURVEYS}-1/extend/",
            f"{SURVEYS}-1/questions/",
            f"{SURVEYS}-2/questions/502/erratum/",
            f"{SURVEYS}-2/edit/",
            f"{SURVEYS}-2/moves/check/",
            f"{SURVEYS}-2/questions/new/",
            f"{SURVEYS}-2/questions/502/",
            f"{SURVEYS}-2/questions/502/remove/",
            f"{NOTICES}-0001/",
            f"{NOTICES}-0001/edit/",
            f"{NOTICES}-0001/withdraw/",
            f"{BOARD}-0002/1/",
            f"{TARGETS}/",
            f"{TARGETS}/?answer=owing&reached=member",
            f"{TARGETS}/confirm/",
            f"{TARGETS}/letters/",
            f"{TARGETS}/letters/invite/",
            f"{TARGETS}/remind/",
            f"{TARGETS}/032069/",
            f"{TARGETS}/032069/note/",
            f"{TARGETS}/032069/code/",
            f"{TARGETS}/032069/moves/return/",
            f"{TARGETS}/033669/enter/",
            *(
                f"/members/surveys/mihon-final/{page}"
                for page in (
                    *("results/", "results/cross/?question=9002&by=kind", "results/publish/", "drafts/"),
                    *("results/answers/9007/", "results/answers/9007/categories/", "results/opinions/"),
                    *("results/categories/9000/", "results/categories/9000/remove/"),
                    "results/answers/9007/opinions/9000/",
                )
            ),
            "/members/returns/",
            "/members/returns/new/",
            f"{RETURNS}/",
            f"{RETURNS}/edit/",
            f"{RETURNS}/open/",
            f"{RETURNS}/close/",
            f"{RETURNS}/131083/",
            f"{RETURNS}/131083/accept/",
            f"{RETURNS}/131083/return/",
            f"{RETURNS}/131083/comment/",
            "/gallery/",
        ],
        "arakawa": [
            "/members/",
            "/members/notifications/",
            "/members/standing/",
            "/members/office/",
            "/members/office/edit/",
            "/members/directory/",
            "/members/facilities/",
            "/members/exports/",
            "/members/activity/",
            "/members/activity/list/?table=area&row=tohoku&count=threads",
            "/members/board/",
            "/members/board/?q=%E9%9B%AA&state=open",
            "/members/board/?q=nainai",
            "/members/board/new/",
            "/members/board/ties/",
            "/members/board/watches/",
            f"{BOARD}-0002/",
            f"{BOARD}-0002/history/",
            f"{BOARD}-0002/record/",
            f"{BOARD}-0002/moves/close/",
            f"{BOARD}-0002/1/",
            f"{BOARD}-0002/1/terms/",
            f"{BOARD}-0002/2/moves/pass/",
            f"{BOARD}-0005/respond/",
            f"{BOARD}-0015/edit/",
            f"{BOARD}-0001/",
            f"{BOARD}-0001/record/",
            f"{BOARD}-0001/1/packet/",
            "/members/returns/",
            f"{RETURNS}/131181/",
            f"{RETURNS}/131181/print/",
            f"{RETURNS}/131181/rest/",
            f"{RETURNS}/131181/submit/",
            f"{RETURNS}/131181/imports/new/",
            f"{RETURNS}/131181/imports/3000/",
            f"{RETURNS}/131181/imports/3000/write/",
            f"{RETURNS}/131181/projects/new/",
            f"{RETURNS}/131181/partnerships/3000/",
            f"{RETURNS}/131181/partnerships/3000/remove/",
            f"{RETURNS}/131181/partnerships/3000/comment/",
        ],
        "nishiwaga": [
            "/members/",
            f"{SURVEYS}-1/own/",
            f"{SURVEYS}-1/own/submit/",
            "/members/topics/",
            "/members/topics/new/",
            f"{TOPICS}-0001/",
            f"{TOPICS}-0001/edit/",
            f"{TOPICS}-0001/photos/",
            "/members/notices/",
            f"{NOTICES}-0001/",
            "/members/confirm/",
            "/members/handover/",
            "/members/profile/facts/",
            "/members/profile/picture/",
            "/members/profile/",
            f"{BOARD}-0002/1/",
            f"{BOARD}-0002/1/note/",
            f"{BOARD}-0002/1/packet/",
        ],
        "nishiawakura": [f"{BOARD}-0003/1/", f"{BOARD}-0003/1/terms/1/"],
        "kitakami": [
            f"{BOARD}-0016/join/",
            f"{BOARD}-0002/1/join/",
            f"{SURVEYS}-1/own/",
            f"{SURVEYS}-1/own/copy/",
        ],
        # Without a right to write; with an app and a passkey to sign in; applying.
        "arakawa-etsuran": [f"{BOARD}-0002/", f"{BOARD}-0002/1/"],
        "arakawa-henshu": [
            "/accounts/settings/",
            "/accounts/second-factor/",
            "/accounts/reauthenticate/",
            "/accounts/email/",
            "/accounts/password/change/",
            "/accounts/2fa/",
            "/accounts/2fa/totp/activate/",
            "/accounts/2fa/webauthn/",
            "/accounts/2fa/webauthn/add/",
            "/accounts/sessions/",
        ],
        "arakawa-kessai": [
            "/accounts/settings/",
            "/accounts/2fa/",
            "/accounts/2fa/reauthenticate/",
            "/accounts/2fa/totp/deactivate/",
            "/accounts/2fa/recovery-codes/",
            "/accounts/2fa/recovery-codes/generate/",
            "/accounts/2fa/webauthn/",
            "/accounts/2fa/webauthn/keys/1000/edit/",
            "/accounts/2fa/webauthn/keys/1000/remove/",
        ],
        "shinsei": ["/members/standing/"],
        "sashimodoshi": ["/members/standing/", "/members/standing/edit/"],
    }.items()
    for address in addresses
]


def member_client(who: str) -> Client:
    """A client signed in as a sample account just now, so that no page asks for the password again."""
    client, person = Client(), User.objects.get(email=f"{who}@{DOMAIN}")
    client.force_login(person)
    session = client.session
    record_authentication(SimpleNamespace(session=session), person, method="password", reauthenticated=True)
    session.save()
    return client


hostile = pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))


def statements(client, address: str) -> int:
    """Number of SQL statements a page takes, those that open and close the transaction apart."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200, address
    control = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return sum(not query["sql"].startswith(control) for query in captured.captured_queries)


def text_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()

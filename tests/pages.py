"""What the tests of pages have in common."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

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
    "/contact/",
    "/policy/",
    "/accessibility/",
    "/sitemap/",
    "/statistics/",
    "/statistics/?on=2015-08-01",
    "/statistics/T1/list/?on=2015-08-01&row=2015&column=ties",
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
]

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

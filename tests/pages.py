"""What the tests of pages have in common."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.dates import today
from municipalities.models import LocalGovernment
from tests.factories import NoticeFactory, TopicFactory, TopicPhotoFactory

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
    "/statistics/T5/list/?on=2015-08-01&row=030007&column=all",
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


def samples() -> list:
    """What the real data does not hold yet, so that PAGES has one of each; a topic with all that it may have."""
    topic = TopicFactory(
        number="T-2026-0001",
        title="雪まつりを開催します。雪の学校、雪あかりの夕べ、特産品の市もあります（見本）",
        sender=LocalGovernment.objects.on(today()).get(code="033669"),
        body="## 催しの内容\n\n雪の滑り台と、かまくら。\n\n- 特産品の市\n- 雪の学校",
        place="西和賀町",
        starts_on=today(),
    )
    photo = TopicPhotoFactory(topic=topic, alt="雪の滑り台で遊ぶ子どもたち", rights_holder="西和賀町")
    notice = NoticeFactory(number="N-2026-0001", title="シンポジウムの参加者を募集します（見本）")
    return [photo, topic, notice]


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

"""Events of every kind that the tests of pages, calendars and files have in common."""

import datetime as dt

import pytest

from common.dates import fiscal_year, today
from projects.models import Event
from tests.factories import EventFactory, ProjectFactory, SourceFactory

DRAFT = {"state": Event.State.DRAFT, "published_on": None}
DAY = dt.timedelta(days=1)


@pytest.fixture
def hidden():
    """A draft, one to be published, one that has expired, and one of a project that is a draft."""
    EventFactory(slug="a-draft", title="秘密の下書き", **DRAFT)
    EventFactory(slug="later", title="秘密の予定", published_on=today() + DAY)
    EventFactory(slug="expired", title="秘密の終了", expires_on=today())
    EventFactory(slug="of-a-draft", title="秘密の事業の催し", project=ProjectFactory(**DRAFT))


@pytest.fixture
def market(arakawa, nishiwaga):
    """To come, over two days, with hours and all else that a page shows."""
    event = EventFactory(
        slug="yuki",
        title="雪と暮らしの物産展",
        status=Event.Status.PLANNED,
        starts_on=today() + 10 * DAY,
        ends_on=today() + 11 * DAY,
        fiscal_year=fiscal_year(today() + 10 * DAY),
        starts_at=dt.time(10),
        ends_at=dt.time(16, 30),
        venue="区民ひろば",
        host=arakawa,
        capacity=300,
        registration_url="https://example.jp/form",
        project=ProjectFactory(title="雪の活用"),
        summary="**雪**のすべり台",
        note="雨天決行",
        source=SourceFactory(title="見本の資料"),
    )
    event.co_hosts.add(nishiwaga)
    return event

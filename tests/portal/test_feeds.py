"""Atom feeds: what is public, the newest first, as other programs read it."""

import datetime as dt
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from bulletin.models import Topic
from common.dates import today
from portal import feeds
from projects.models import Event, Project
from tests.factories import (
    EventFactory,
    LocalGovernmentFactory,
    NoticeFactory,
    ProjectFactory,
    PublicationFactory,
    TopicFactory,
)
from tests.pages import statements, text_of

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
DRAFT = {"state": Project.State.DRAFT, "published_on": None}
TOMORROW = today() + dt.timedelta(days=1)


def address(name: str) -> str:
    return reverse("portal:feed", args=[name])


def read(client, name: str) -> ElementTree.Element:
    response = client.get(address(name))
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)  # noqa: S314 (our own output)


def texts(parent: ElementTree.Element, *path: str) -> list[str]:
    return [found.text for found in parent.findall("/".join(f"{ATOM}{name}" for name in path))]


def titles(client, name: str) -> list[str]:
    return texts(read(client, name), "entry", "title")


@pytest.fixture
def hidden():
    for factory in (ProjectFactory, EventFactory, TopicFactory, NoticeFactory, PublicationFactory):
        factory(title="秘密の下書き", **DRAFT)
        factory(title="秘密の予定", published_on=TOMORROW)
        factory(title="秘密の終了", published_on=dt.date(2020, 4, 1), expires_on=today())
    EventFactory(title="秘密の事業の催し", project=ProjectFactory(title="秘密の事業", **DRAFT))


def test_a_feed_says_what_it_is_and_where(client):
    feed = read(client, "projects")
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "ja"
    assert texts(feed, "title") == ["連携事業｜特別区全国連携プロジェクト"]
    assert texts(feed, "id") == ["http://testserver/feeds/projects.atom"]
    assert texts(feed, "author", "name") == ["特別区長会"]
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {
        "alternate": "http://testserver/projects/",
        "self": "http://testserver/feeds/projects.atom",
    }


def test_an_entry_has_one_address_its_days_and_its_summary_as_text(client):
    project = ProjectFactory(
        number="P-2020-0001", title="雪の活用 <b>", summary="5<6 & 雪", published_on=dt.date(2020, 4, 1)
    )
    Project.objects.update(updated_on=dt.date(2020, 5, 2))
    (entry,) = read(client, "projects").findall(f"{ATOM}entry")
    assert texts(entry, "title") == ["雪の活用 <b>"]
    assert texts(entry, "id") == [f"http://testserver{project.get_absolute_url()}"]
    assert entry.find(f"{ATOM}link").get("href") == f"http://testserver{project.get_absolute_url()}"
    assert texts(entry, "published") == ["2020-04-01T00:00:00+09:00"]
    assert texts(entry, "updated") == ["2020-05-02T00:00:00+09:00"]
    summary = entry.find(f"{ATOM}summary")
    assert (summary.text, summary.get("type")) == ("5<6 & 雪", "text")
    assert entry.find(f"{ATOM}category").get("term") == "連携事業"


def test_what_was_written_before_its_day_is_new_on_that_day(client):
    EventFactory(published_on=today())
    Event.objects.update(updated_on=dt.date(2020, 1, 1))
    (updated,) = texts(read(client, "events"), "entry", "updated")
    assert updated.startswith(today().isoformat())


def test_a_topic_is_by_who_sent_it(client):
    TopicFactory(sender=LocalGovernmentFactory(name="西和賀町", prefecture__name="岩手県"))
    TopicFactory(sender=None)
    authors = texts(read(client, "topics"), "entry", "author", "name")
    assert sorted(authors) == ["岩手県西和賀町", "特別区長会事務局"]


@pytest.mark.parametrize("name", feeds.FEEDS)
def test_what_is_not_public_is_in_no_feed(client, hidden, name):
    assert titles(client, name) == []


def test_all_that_is_new_comes_together(client):
    made = (ProjectFactory, TopicFactory, EventFactory, NoticeFactory, PublicationFactory)
    for day, factory in enumerate(made, 1):
        factory(title=f"{day}日のもの", published_on=dt.date(2021, 4, day))
    assert titles(client, "all") == [f"{day}日のもの" for day in (5, 4, 3, 2, 1)]


def test_the_newest_fifty(client):
    for number in range(60):
        NoticeFactory(title=f"{number}", published_on=dt.date(2021, 1, 1) + dt.timedelta(days=number))
    assert titles(client, "notices") == [f"{number}" for number in range(59, 9, -1)]


def test_hostile_text_does_not_break_a_feed(client):
    every = "".join(map(chr, [*range(1, 32), 127, 0xFFFE, 0xFFFF]))
    project = ProjectFactory(title="題", summary="概要")
    Project.objects.filter(pk=project.pk).update(
        title=f"題{every}]]><script>", summary=f"&amp;{every}</summary>"
    )
    (entry,) = read(client, "projects").findall(f"{ATOM}entry")
    assert texts(entry, "title") == ["題\t\n\n]]><script>"]
    assert texts(entry, "summary") == ["&amp;\t\n\n</summary>"]


def test_no_other_feed_is_found_and_feeds_are_only_read(client):
    for name in ("nowhere", "ALL", "x" * 200):
        assert client.get(address(name)).status_code == 404
    assert client.get("/feeds/%00.atom").status_code == 404
    assert client.post(address("all")).status_code == 405


@pytest.mark.parametrize(
    ("name", "number"), [("projects", 1), ("topics", 1), ("events", 1), ("notices", 1), ("all", 5)]
)
def test_a_feed_takes_as_many_statements_for_one_as_for_thirty(client, name, number):
    for size in (1, 29):
        for factory in (ProjectFactory, TopicFactory, EventFactory, NoticeFactory, PublicationFactory):
            factory.create_batch(size)
        assert statements(client, address(name)) == number


def test_the_feeds_are_listed_for_people(client, no_foreign_hosts):
    response = client.get(reverse("portal:feeds"))
    text = text_of(response)
    for name in feeds.FEEDS:
        assert f"http://testserver{address(name)}" in text
    assert "http://testserver/events.ics" in text
    no_foreign_hosts(response)
    assert client.post(reverse("portal:feeds")).status_code == 405


@pytest.mark.parametrize(
    ("page", "feed"),
    [
        ("/", "all"),
        ("/about/", "all"),
        ("/projects/", "projects"),
        ("/events/", "events"),
        ("/topics/", "topics"),
        ("/notices/", "notices"),
        ("/feeds/", "all"),
    ],
)
def test_pages_name_their_feed(client, page, feed):
    link = '<link rel="alternate" type="application/atom+xml"'
    line = next(line for line in text_of(client.get(page)).splitlines() if link in line)
    assert f'href="{address(feed)}"' in line


def test_a_topic_that_is_past_has_left_the_feed_but_not_its_page(client):
    topic = TopicFactory(expires_on=today())
    assert topic in Topic.objects.published()
    assert titles(client, "topics") == []

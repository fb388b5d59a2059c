"""The site map of search engines, and where they may go."""

import datetime as dt
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from common.dates import today
from portal import site_map
from portal.sitemaps import SECTIONS, Records
from projects.models import Project
from tests.factories import (
    EventFactory,
    NoticeFactory,
    ProjectFactory,
    PublicationFactory,
    ReleaseFactory,
    SurveyFactory,
    TopicFactory,
)
from tests.pages import statements

pytestmark = pytest.mark.django_db

INDEX = reverse("portal:sitemap_index")
NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
HOST = "http://testserver"
DRAFT = {"state": Project.State.DRAFT, "published_on": None}


def section(name: str) -> str:
    return reverse("portal:sitemap_section", args=[name])


def read(client, address: str, *path: str) -> list[str]:
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/xml"
    root = ElementTree.fromstring(response.content)  # noqa: S314 (our own output)
    return [found.text for found in root.findall("/".join(f"{NAMESPACE}{name}" for name in path))]


def locations(client, name: str) -> list[str]:
    return [address.removeprefix(HOST) for address in read(client, section(name), "url", "loc")]


def test_the_index_names_every_section_by_its_whole_address(client):
    assert read(client, INDEX, "sitemap", "loc") == [f"{HOST}{section(name)}" for name in SECTIONS]


def test_addresses_are_of_https_behind_the_proxy(client, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    behind = {"X-Forwarded-Proto": "https", "Host": "testserver"}
    assert f"<loc>https://testserver{section('pages')}" in client.get(INDEX, headers=behind).text
    assert "Sitemap: https://testserver/sitemap.xml" in client.get("/robots.txt", headers=behind).text


@pytest.mark.parametrize(
    ("name", "factory"),
    [
        ("projects", ProjectFactory),
        ("events", EventFactory),
        ("topics", TopicFactory),
        ("notices", NoticeFactory),
        ("publications", PublicationFactory),
    ],
)
def test_a_section_holds_what_is_public_with_the_day_it_changed(client, name, factory):
    shown = factory()
    factory(**DRAFT)
    factory(published_on=today() + dt.timedelta(days=1))
    if name != "topics":  # a topic that is past stays to be found
        factory(expires_on=today())
    changed = getattr(shown, "updated_on", shown.published_on)
    assert locations(client, name) == [shown.get_absolute_url()]
    assert read(client, section(name), "url", "lastmod") == [changed.isoformat()]
    index = read(client, INDEX, "sitemap", "lastmod")
    assert index == [changed.isoformat()]


def test_events_of_an_unpublished_project_are_left_out(client):
    EventFactory(project=ProjectFactory(**DRAFT))
    assert locations(client, "events") == []


def test_bodies_of_today_by_their_own_addresses(client, arakawa, nishiwaga):
    type(nishiwaga).objects.filter(pk=nishiwaga.prefecture_id).update(valid_to=dt.date(2020, 1, 1))
    assert locations(client, "bodies") == [
        "/municipalities/033669/",
        "/municipalities/130001/",
        "/wards/131181/",
    ]


def test_surveys_once_they_are_published(client):
    shown = SurveyFactory(published_on=dt.date(2015, 1, 1))
    SurveyFactory(slug="later", state="draft", published_on=None)
    assert locations(client, "surveys") == [shown.get_absolute_url()]


def test_releases_once_they_are_published(client):
    ReleaseFactory(fiscal_year=2026)
    shown = ReleaseFactory(published=True, fiscal_year=2025)
    assert locations(client, "releases") == [shown.get_absolute_url()]


def test_it_holds_the_pages_of_the_map_for_people(client):
    named = [page.get_absolute_url() for section in site_map.SECTIONS for page in section.pages]
    assert locations(client, "pages") == [page for page in named if page != "/accounts/login/"]


def test_a_long_section_comes_in_parts(client, monkeypatch):
    monkeypatch.setattr(Records, "limit", 10)
    projects = ProjectFactory.create_batch(25)
    parts = [address for address in read(client, INDEX, "sitemap", "loc") if "projects" in address]
    assert parts == [f"{HOST}{section('projects')}{page}" for page in ("", "?p=2", "?p=3")]
    last = read(client, f"{section('projects')}?p=3", "url", "loc")
    assert last == [f"{HOST}{project.get_absolute_url()}" for project in projects[20:]]


@pytest.mark.parametrize("page", ["0", "-1", "2", "x", "%00", "９９９", "9" * 30])
def test_parts_that_are_none_are_not_found(client, page):
    assert client.get(f"{section('projects')}?p={page}").status_code == 404


def test_no_other_section_is_found_and_all_are_only_read(client):
    assert client.get(section("nowhere")).status_code == 404
    for address in (INDEX, section("pages"), "/robots.txt"):
        assert client.post(address).status_code == 405


def test_a_section_takes_two_statements_for_one_and_for_thirty(client):
    for size in (1, 29):
        ProjectFactory.create_batch(size)
        assert statements(client, section("projects")) == 2


def test_the_index_takes_as_many_statements_for_one_as_for_thirty(client):
    for size in (1, 29):
        ProjectFactory.create_batch(size)
        assert statements(client, INDEX) == 15


def test_machines_are_told_where_they_may_go(client):
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert f"Sitemap: {HOST}{INDEX}" in response.text
    rules = RobotFileParser()
    rules.parse(response.text.splitlines())
    for closed in ("/admin/", "/members/board/"):
        assert not rules.can_fetch("*", closed)
    for open_ in (
        "/",
        "/projects/",
        "/projects/P-2015-0001/",
        "/events/calendar/2015-10/",
        section("projects"),
    ):
        assert rules.can_fetch("*", open_)
    assert "Disallow: /*?*&" in response.text


def test_the_real_bodies_are_all_there(seeded_db, client):
    assert len(locations(client, "bodies")) == 1788
    assert len(locations(client, "events")) == 33

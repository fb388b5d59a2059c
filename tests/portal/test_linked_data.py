"""What machines read of a page: its one address, what it is called elsewhere, what it is about."""

import datetime as dt
import json
import re

import pytest
from django.http import QueryDict
from django.test import RequestFactory
from PIL import Image

from common.dates import Precision
from common.forms import DayForm
from common.linked_data import data_block
from portal.canonical import canonical_address
from portal.linked_data import describe
from projects.models import Event, Project
from tests.factories import (
    EventFactory,
    NoticeFactory,
    ProjectFactory,
    ProjectPhotoFactory,
    PublicationFactory,
    SourceFactory,
    TopicFactory,
    TopicPhotoFactory,
)
from tests.pages import hostile, text_of

pytestmark = pytest.mark.django_db

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def whole(path: str) -> str:
    return f"https://example.jp{path}"


def blocks(text: str) -> dict[str, dict]:
    """The data blocks of a page by the type of what they describe."""
    found = [json.loads(block) for block in BLOCK.findall(text)]
    assert all(block["@context"] == "https://schema.org" for block in found)
    return {block["@type"]: block for block in found}


def canonical(text: str) -> str:
    return re.search(r'<link rel="canonical" href="([^"]*)">', text)[1].replace("&amp;", "&")


def meta(text: str) -> dict[str, str]:
    return dict(re.findall(r'<meta property="(og:[a-z_]+)" content="([^"]*)">', text))


# --- The one address ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/projects/", "/projects/"),
        ("/projects/?utm_source=x&fbclid=y", "/projects/"),
        ("/projects/?field=tourism&q=雪&utm_source=x", "/projects/?q=%E9%9B%AA&field=tourism"),
        ("/projects/?q=雪&field=tourism", "/projects/?q=%E9%9B%AA&field=tourism"),
        ("/projects/?field=nowhere", "/projects/"),
        ("/projects/?sort=title", "/projects/"),
        ("/projects/?after=P-1990-0001", "/projects/"),
        ("/events/?page=1", "/events/"),
        ("/events/?page=2&joint=on", "/events/?joint=true"),
        ("/events/?when=&kind=", "/events/"),
        ("/statistics/?on=平成27年8月1日", "/statistics/?on=2015-08-01"),
        ("/statistics/?on=2015-08-01", "/statistics/?on=2015-08-01"),
        ("/statistics/?on=x", "/statistics/"),
        ("/about/?page=3&on=2015-08-01", "/about/"),
        ("/topics/?kind=product&page=9", "/topics/?kind=product"),
        ("/search/?q=雪&utm_source=x", "/search/?q=%E9%9B%AA"),
        ("/search/", "/search/"),
    ],
)
def test_an_address_keeps_what_makes_another_page(client, address, kept):
    assert canonical(text_of(client.get(address))) == f"http://testserver{kept}"


def test_each_page_of_a_list_has_its_own(client):
    EventFactory.create_batch(25)
    projects = sorted(project.number for project in ProjectFactory.create_batch(25))
    assert canonical(text_of(client.get("/events/?page=2"))) == "http://testserver/events/?page=2"
    last = projects[-20]
    address = f"/projects/?after={last}"
    assert canonical(text_of(client.get(address))) == f"http://testserver{address}"


@hostile
def test_what_is_sent_is_never_repeated_unread(value):
    request = RequestFactory().get("/statistics/", {"on": value, value: "1"})
    assert canonical_address(request, DayForm(request.GET)) == "http://testserver/statistics/"


def test_a_form_that_holds_something_else_adds_nothing():
    request = RequestFactory().get("/statistics/?on=2015-08-01")
    for form in (DayForm(), DayForm(QueryDict("on=2016-08-01")), DayForm(QueryDict(""))):
        assert canonical_address(request, form) == "http://testserver/statistics/"
    asked = DayForm(QueryDict("on=2015-08-01"))  # made for an earlier request, and kept
    assert canonical_address(request, asked) == "http://testserver/statistics/?on=2015-08-01"


# --- Elsewhere ----------------------------------------------------------------------------------------


def test_a_link_elsewhere_shows_title_description_and_face(client):
    project = ProjectFactory(title='雪の"活用"', summary="雪を<区>の祭りへ")
    text = text_of(client.get(project.get_absolute_url()))
    assert meta(text) == {
        "og:site_name": "特別区全国連携プロジェクト",
        "og:type": "article",
        "og:locale": "ja_JP",
        "og:title": "雪の&quot;活用&quot;｜特別区全国連携プロジェクト",
        "og:description": "雪を&lt;区&gt;の祭りへ",
        "og:url": f"http://testserver{project.get_absolute_url()}",
        "og:image": "http://testserver/static/img/share.png",
    }
    assert "<title>雪の&quot;活用&quot;｜特別区全国連携プロジェクト</title>" in text
    assert '<meta name="description" content="雪を&lt;区&gt;の祭りへ">' in text


def test_the_face_is_a_picture_of_the_size_that_others_show(settings):
    path = settings.BASE_DIR / "static" / "img" / "share.png"
    assert path.stat().st_size < 60_000
    with Image.open(path) as face:
        assert (face.format, face.size) == ("PNG", (1200, 630))


def test_addresses_are_of_https_behind_the_proxy(client, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    text = text_of(client.get("/about/", headers={"X-Forwarded-Proto": "https", "Host": "testserver"}))
    assert canonical(text) == "https://testserver/about/"
    assert blocks(text)["BreadcrumbList"]["itemListElement"][0]["item"] == "https://testserver/"


@pytest.mark.parametrize("address", ["/nowhere/", "/gallery/"])
def test_pages_of_errors_are_not_to_be_found(client, nishiwaga_officer, sign_in, address):
    text = sign_in(nishiwaga_officer).get(address).text
    assert '<meta name="robots" content="noindex">' in text
    assert "canonical" not in text


def test_a_preview_is_not_to_be_found(secretariat, sign_in):
    draft = ProjectFactory(state=Project.State.DRAFT, published_on=None)
    text = text_of(sign_in(secretariat).get(draft.get_absolute_url()))
    assert '<meta name="robots" content="noindex">' in text
    assert blocks(text).keys() == {"BreadcrumbList"}


# --- What it is about ---------------------------------------------------------------------------------


def test_a_block_cannot_be_left_by_what_it_holds():
    hostile_text = '</script><script>alert(1)</script><!-- & \u2028\u2029 " \\ 雪'
    block = data_block({"name": hostile_text, "left": None, "out": ""})
    (inner,) = BLOCK.findall(block)
    assert not set("<>&\u2028\u2029") & set(inner)
    assert json.loads(inner) == {"@context": "https://schema.org", "name": hostile_text}


def test_the_way_to_a_page(client):
    project = ProjectFactory(title="</script>雪")
    steps = blocks(text_of(client.get(project.get_absolute_url())))["BreadcrumbList"]["itemListElement"]
    assert [(step["position"], step["name"], step.get("item")) for step in steps] == [
        (1, "ホーム", "http://testserver/"),
        (2, "連携事業", "http://testserver/projects/"),
        (3, "</script>雪", None),
    ]


def test_home_is_the_site_and_says_how_it_is_searched(client):
    site = blocks(text_of(client.get("/")))["WebSite"]
    assert site["url"] == "http://testserver/"
    target = site["potentialAction"]["target"]["urlTemplate"]
    assert target == "http://testserver/search/?q={search_term_string}"


@pytest.mark.parametrize(
    ("values", "start", "end"),
    [
        ({"starts_on": None, "fiscal_year": 2022}, None, None),
        ({"starts_on": dt.date(2015, 10, 1), "starts_precision": Precision.MONTH}, "2015-10", "2015-10"),
        ({"starts_on": dt.date(2015, 1, 1), "starts_precision": Precision.YEAR}, "2015", "2015"),
        ({"starts_on": dt.date(2015, 10, 17), "ends_on": dt.date(2015, 10, 18)}, "2015-10-17", "2015-10-18"),
        (
            {"starts_on": dt.date(2015, 10, 17), "starts_at": dt.time(10), "ends_at": dt.time(16, 30)},
            "2015-10-17T10:00:00+09:00",
            "2015-10-17T16:30:00+09:00",
        ),
    ],
)
def test_an_event_takes_place_as_far_as_is_known(values, start, end):
    said = describe(EventFactory(**values), whole)
    assert (said["startDate"], said["endDate"]) == (start, end)


def test_an_event_with_its_place_and_hosts(client, arakawa, nishiwaga):
    event = EventFactory(
        title="物産展", venue="区民ひろば", host=arakawa, capacity=300, status=Event.Status.CANCELLED
    )
    event.co_hosts.add(nishiwaga)
    said = blocks(text_of(client.get(event.get_absolute_url())))["Event"]
    assert said["name"] == "物産展"
    assert said["location"]["name"] == "区民ひろば"
    assert said["eventStatus"] == "https://schema.org/EventCancelled"
    assert [body["name"] for body in said["organizer"]] == ["荒川区", "岩手県西和賀町"]
    assert said["maximumAttendeeCapacity"] == 300


def test_bodies_are_organisations_with_their_place(client, arakawa, nishiwaga):
    type(nishiwaga).objects.filter(pk=nishiwaga.pk).update(latitude="39.374", longitude="140.775")
    town = blocks(text_of(client.get(nishiwaga.get_absolute_url())))["GovernmentOrganization"]
    assert town["name"] == "岩手県西和賀町"
    assert town["identifier"] == "033669"
    assert town["address"]["addressRegion"] == "岩手県"
    assert town["geo"]["latitude"] == 39.374
    ward = blocks(text_of(client.get(arakawa.get_absolute_url())))["GovernmentOrganization"]
    assert ward["url"] == "http://testserver/wards/131181/"
    prefecture = text_of(client.get(nishiwaga.prefecture.get_absolute_url()))
    assert blocks(prefecture)["GovernmentOrganization"]["address"]["addressRegion"] == "岩手県"


def test_projects_topics_and_publications_with_their_days(client):
    project = ProjectFactory(title="雪の活用", published_on=dt.date(2020, 4, 1))
    said = blocks(text_of(client.get(project.get_absolute_url())))["Article"]
    assert (said["headline"], said["datePublished"]) == ("雪の活用", "2020-04-01")
    topic = blocks(text_of(client.get(TopicFactory(sender=None).get_absolute_url())))["NewsArticle"]
    assert topic["author"]["name"] == "特別区長会"
    issued = PublicationFactory(issued_on=dt.date(2014, 9, 1), issued_precision="month")
    assert blocks(text_of(client.get(issued.get_absolute_url())))["Report"]["datePublished"] == "2014-09"
    notice = NoticeFactory(title="休館のお知らせ")
    assert blocks(text_of(client.get(notice.get_absolute_url())))["Article"]["headline"] == "休館のお知らせ"


@pytest.mark.parametrize(
    ("factory", "owner"), [(ProjectPhotoFactory, "project"), (TopicPhotoFactory, "topic")]
)
def test_a_photograph_that_may_be_shown_stands_for_the_page(client, factory, owner):
    photo = factory()
    page = getattr(photo, owner).get_absolute_url()
    text, address = text_of(client.get(page)), f"http://testserver{photo.get_absolute_url()}"
    assert meta(text)["og:image"] == address
    assert any(block.get("image") == [address] for block in blocks(text).values())

    type(photo).objects.update(usable_until=dt.date(2020, 1, 1))
    assert meta(text_of(client.get(page)))["og:image"].endswith("/static/img/share.png")


def test_statistics_are_a_data_set_of_a_day(client):
    said = blocks(text_of(client.get("/statistics/?on=2015-08-01")))["Dataset"]
    assert said["temporalCoverage"] == "2015-08-01"


def test_what_nothing_is_known_of_is_a_mistake():
    with pytest.raises(TypeError, match="Source"):
        describe(SourceFactory(), whole)

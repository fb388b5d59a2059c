"""With one of everything that is not public, nothing public shows it: no page, count, feed, calendar, site map, file
or search, to no visitor and no member, also not after somebody looked who may see it all."""

import datetime as dt
import itertools

import pytest
from django.urls import reverse

from common.dates import today
from municipalities.models import NameVariant
from portal.models import ContentVersion
from tests import factories as f

pytestmark = pytest.mark.django_db

#: A name that no public record holds.
WORD = "ひみつの杜"
TOMORROW, YESTERDAY = today() + dt.timedelta(days=1), today() - dt.timedelta(days=1)
#: The ways of not being public (a topic that has ended its showing stays findable).
HIDDEN = {
    "draft": {"state": "draft", "published_on": None},
    "scheduled": {"published_on": TOMORROW},
    "expired": {"published_on": dt.date(2020, 4, 1), "expires_on": YESTERDAY},
}
_versions = itertools.count(9_000_000)


@pytest.fixture
def hidden(arakawa, nishiwaga, settings):
    """Records of every kind in every way of not being public, around a ward, a town and a project that are."""
    shown = f.ProjectFactory(number="P-2020-0001", title="みんなの森")
    f.ProjectPartyFactory(project=shown, body=arakawa)
    f.ProjectPartyFactory(project=shown, body=nishiwaga)
    records = []
    for way, values in HIDDEN.items():
        project = f.ProjectFactory(title=f"{WORD}の事業{way}", summary=WORD, parent=None, **values)
        part = f.ProjectFactory(title=f"{WORD}の部{way}", parent=shown, **values)
        for one in (project, part):
            f.ProjectPartyFactory(project=one, body=arakawa)
            f.ProjectPartyFactory(project=one, body=nishiwaga)
            f.ProjectYearFactory(project=one, plan=f"{WORD}の計画")
        records += [project, part, f.ProjectPhotoFactory(project=project, alt=f"{WORD}の写真")]
        records.append(f.ProjectFileFactory(project=project, title=f"{WORD}の資料"))
        ahead = {"status": "planned", "starts_on": TOMORROW, "fiscal_year": 2030, "host": nishiwaga}
        records.append(f.EventFactory(slug=f"own-{way}", title=f"{WORD}の催し{way}", **ahead, **values))
        records.append(f.EventFactory(slug=f"of-{way}", title=f"{WORD}の催し{way}", project=project, **ahead))
        if way != "expired":
            records.append(
                f.TopicFactory(title=f"{WORD}の話題{way}", sender=nishiwaga, project=shown, **values)
            )
        records.append(f.NoticeFactory(title=f"{WORD}の知らせ{way}", is_urgent=True, **values))
        publication = f.PublicationFactory(title=f"{WORD}の冊子{way}", slug=f"hon-{way}", **values)
        records += [publication, f.PublicationFileFactory(publication=publication, title=f"{WORD}の冊子")]
    records.append(f.ProjectPhotoFactory(project=shown, alt=f"{WORD}の写真", usable_until=YESTERDAY))
    f.TopicFactory(
        number="T-2020-0001", title="みんなの話題", project=f.ProjectFactory(title=WORD, **HIDDEN["draft"])
    )
    # What no public page shows of what is public otherwise.
    f.NameVariantFactory(
        written=f"{WORD}町", kind=NameVariant.Kind.VERDICT, body=nishiwaga, reason=WORD, decided_on=today()
    )
    f.OfficeFactory(
        body=nishiwaga, name=f"{WORD}課", phone="0197-00-0000", mailbox="himitsu@nishiwaga.example.jp"
    )
    f.FacilityFactory(ward=arakawa, name=f"{WORD}会館")
    f.SurveyFactory(slug="himitsu", title=f"{WORD}の調査", published_on=TOMORROW)
    f.InquiryFactory(subject=f"{WORD}について", body=WORD)
    settings.KEEP_PIECES = True
    # In a transaction of a test no trigger raises it; what another test kept must not be found here.
    ContentVersion.objects.update_or_create(pk=1, defaults={"number": next(_versions)})
    return records


def addresses() -> list[str]:
    names = [
        "about",
        "history",
        "plan",
        "join",
        "policy",
        "accessibility",
        "sitemap",
        "statistics",
        "feeds",
        "robots",
    ]
    pages = [reverse(f"portal:{name}") for name in ["home", "search", *names]]
    pages += [f"{reverse('portal:search')}?q={word}" for word in (WORD, "杜", "ひみつ", "himitsu", "会館")]
    pages += [reverse(f"bulletin:{name}") for name in ("topics", "notices", "publications")]
    pages += ["/topics/?time=past", "/topics/T-2020-0001/", f"/topics/?q={WORD}", f"/publications/?q={WORD}"]
    pages += ["/projects/", f"/projects/?q={WORD}", "/projects/?ward=131181", "/projects/P-2020-0001/"]
    pages += [
        "/events/",
        f"/events/?q={WORD}",
        "/events/calendar/",
        f"/events/calendar/{TOMORROW:%Y-%m}/",
        "/events.ics",
    ]
    pages += [f"/feeds/{name}.atom" for name in ("all", "projects", "topics", "events", "notices")]
    pages += [
        "/municipalities/",
        f"/municipalities/?q={WORD}",
        "/municipalities/033669/",
        "/municipalities/030007/",
    ]
    pages += ["/wards/", "/wards/131181/", "/agreements/", "/companies/", "/surveys/", "/sitemap.xml"]
    sections = ("pages", "bodies", "projects", "events", "topics", "notices", "publications", "surveys")
    return pages + [f"/sitemap-{section}.xml" for section in sections]


@pytest.fixture(params=["visitor", "member", "ward staff"])
def stranger(request, visitor, sign_in):
    """Everybody who may see no more than everybody: each after the secretariat has looked at all of it."""
    if request.param == "visitor":
        return visitor
    names = {"member": "kagamino_outsider", "ward staff": "arakawa_staff"}
    return sign_in(request.getfixturevalue(names[request.param]))


def said(response, asked: str) -> str:
    """What the page says, but for the words it was asked for."""
    text = response.text
    for form in (f'value="{WORD}"', f"「{WORD}」", f">{WORD}<"):
        text = text.replace(form, "")
    return text


def test_no_page_shows_it_and_no_number_counts_it(hidden, stranger, sign_in, secretariat):
    everything = sign_in(secretariat)
    for address in addresses():
        everything.get(address)
        response = stranger.get(address)
        assert response.status_code in (200, 404), address
        if response.status_code == 404:
            assert address.startswith("/sitemap-"), address
            continue
        text = said(response, address)
        assert "himitsu" not in text.replace("q=himitsu", "").replace('value="himitsu"', "").replace(
            "「himitsu」", ""
        )
        assert f"{WORD}の" not in text, address
        assert f"{WORD}課" not in text, address
        assert f"{WORD}町" not in text, address
        assert f"{WORD}会館" not in text, address
        assert "0197-00-0000" not in text, address
    assert "<strong>1</strong>件" in stranger.get("/projects/").text


def test_its_own_address_answers_like_one_that_never_was(hidden, stranger, sign_in, secretariat):
    everything = sign_in(secretariat)
    for record in hidden:
        address = record.get_absolute_url()
        everything.get(address)
        assert stranger.get(address).status_code == 404, address
        if hasattr(record, "card_url"):
            assert stranger.get(record.card_url).status_code == 404
    for slug in ("own-draft", "of-draft"):
        assert stranger.get(f"/events/{slug}.ics").status_code == 404
    assert stranger.get("/surveys/himitsu/").status_code == 404


def test_who_may_see_it_sees_it(hidden, sign_in, secretariat):
    """Or the tests above would say nothing."""
    everything = sign_in(secretariat)
    assert f"{WORD}の事業draft" in everything.get("/projects/").text
    assert f"{WORD}の催しdraft" in everything.get("/events/").text
    assert f"{WORD}の話題draft" in everything.get("/topics/").text

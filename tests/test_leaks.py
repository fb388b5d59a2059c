"""With one of everything that is not public, nothing public shows it: no page, count, feed, calendar, site map, file
or search, to no visitor and no member, also not after somebody looked who may see it all."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from bulletin.models import MessageFile, Response, ThreadFile
from bulletin.models.board.states import ThreadState
from common.dates import today
from municipalities.models import NameVariant
from portal.opendata.catalogue import DATASETS
from surveys.models import PartnershipLine, ProjectLine
from tests import factories as f
from tests.pages import BOARD, MEMBER_PAGES, member_client
from tests.portal.opendata.reading import FILES, letters, rows_of
from tests.portal.opendata.reading import address as file_address
from tests.surveys.results.samples import answered

pytestmark = pytest.mark.django_db

#: A name that no public record holds.
WORD = "ひみつの杜"
TOMORROW, YESTERDAY = today() + dt.timedelta(days=1), today() - dt.timedelta(days=1)
#: Datasets about what is drafted, planned or ended here, and how many rows of each are public.
ABOUT_PROJECTS = {
    "projects": 1,
    "project-parties": 2,
    "project-years": 0,
    "project-categories": 0,
    "events": 0,
    "event-cohosts": 0,
    "events-recommended": 0,
    "surveys": 0,
}
#: The ways of not being public (a topic that has ended its showing stays findable).
HIDDEN = {
    "draft": {"state": "draft", "published_on": None},
    "scheduled": {"published_on": TOMORROW},
    "expired": {"published_on": dt.date(2020, 4, 1), "expires_on": YESTERDAY},
}


@pytest.fixture
def of_members(arakawa, nishiwaga):
    """One of everything of the members' area, between an office of the ward and one of the town."""
    ward = f.OfficeFactory(body=arakawa, name=f"{WORD}課", phone="0197-00-0000", mailbox="himitsu@example.jp")
    town = f.OfficeFactory(body=nishiwaga, name=f"{WORD}課", phone="0197-00-0000")
    person = f.PostingFactory(office=ward, user__name=f"{WORD}の職員").user
    draft = f.ProjectFactory(title=f"{WORD}の成立した事業", summary=WORD, **HIDDEN["draft"])
    f.ProjectPartyFactory(project=draft, body=arakawa)
    for state in ThreadState:
        thread = f.ThreadFactory(
            office=ward, state=state, title=f"{WORD}の投稿{state}", body=WORD, author=person
        )
        f.ThreadFileFactory(thread=thread, title=f"{WORD}の資料")
        f.ThreadTextFactory(thread=thread, values={"題名": f"{WORD}の投稿"})
    thread = f.ThreadFactory(office=ward, title=f"{WORD}の投稿", author=person, project=draft)
    room = f.ResponseFactory(thread=thread, office=town, state="terms", text=f"{WORD}の回答")
    message = f.MessageFactory(response=room, text=f"{WORD}の連絡")
    f.MessageFactory(response=room, text=f"{WORD}のメモ", is_internal=True)
    f.MessageFileFactory(message=message, title=f"{WORD}の資料")
    f.ConfirmationFactory(terms=f.TermsFactory(response=room, what=f"{WORD}の合意案"))
    f.BoardEventFactory(thread=thread, response=room, reason=f"{WORD}の理由")
    f.TieProposalFactory(project=draft, ward=arakawa, partner=nishiwaga)
    f.MembershipApplicationFactory(body=nishiwaga, office_name=f"{WORD}課", reason=f"{WORD}の申請")
    f.InvitationFactory(office=town, email="himitsu@example.jp")
    f.ProfileFactory(body=nishiwaga, introduction=f"{WORD}の町", state="draft", published_on=None)
    f.NotificationFactory(recipient=person, text=f"{WORD}の通知")
    f.OutgoingMailFactory(to="himitsu@example.jp", subject=f"{WORD}のメール", body=WORD)
    f.AuditEventFactory(summary=f"{WORD}の操作")
    f.SavedInputFactory(user=person, text=f"title={WORD}の下書き")
    found = f.YearlyReturnFactory(ward=arakawa)
    f.ReturnEntryFactory(yearly_return=found, text=f"{WORD}のコメント", user=person)
    new = {"yearly_return": found, "status": "new"}
    PartnershipLine.objects.create(**new, partner=nishiwaga, kind="sister", evidence=f"{WORD}の根拠")
    ProjectLine.objects.create(**new, title=f"{WORD}の新しい事業", field="tourism", summary=WORD)
    calendar = f.InboxCalendarFactory(office=ward, made_by=person)
    return [thread, room, calendar]


@pytest.fixture
def hidden(arakawa, nishiwaga, of_members, pieces_kept):
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
    f.FacilityFactory(ward=arakawa, name=f"{WORD}会館")
    f.SurveyFactory(slug="himitsu", title=f"{WORD}の調査", published_on=TOMORROW)
    counted = answered(2, 1, slug="himitsu-final", title=f"{WORD}の集計", purpose=f"{WORD}の目的")
    f.CodingCategoryFactory(question=counted.questions.get(kind="long_text"), name=f"{WORD}の分類")
    f.SurveyOpinionFactory(survey=counted, heading=f"{WORD}の意見", text=WORD)
    f.InquiryFactory(subject=f"{WORD}について", body=WORD)
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
    pages += ["/opendata/", *(f"/opendata/{key}/" for key in DATASETS)]
    pages += [file_address(key, suffix, on) for key, suffix in FILES for on in ("", "?on=2036-01-01")]
    sections = (
        "pages",
        "opendata",
        "bodies",
        "projects",
        "events",
        "topics",
        "notices",
        "publications",
        "surveys",
    )
    return pages + [f"/sitemap-{section}.xml" for section in sections]


@pytest.fixture(params=["visitor", "member", "ward staff"])
def stranger(request, visitor, sign_in):
    """Everybody who may see no more than everybody: each after the secretariat has looked at all of it."""
    if request.param == "visitor":
        return visitor
    names = {"member": "kagamino_outsider", "ward staff": "arakawa_staff"}
    return sign_in(request.getfixturevalue(names[request.param]))


def said(response, asked: str) -> str:
    """What the page or file says, but for the words it was asked for."""
    text = letters(response)
    for form in (f'value="{WORD}"', f"「{WORD}」", f">{WORD}<"):
        text = text.replace(form, "")
    return text


def test_no_page_shows_it_and_no_number_counts_it(hidden, stranger, sign_in, secretariat):
    everything = sign_in(secretariat)
    for address in addresses():
        letters(everything.get(address))
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
        assert "B-1999-" not in text, address
    assert "<strong>1</strong>件" in stranger.get("/projects/").text
    counts = {key: len(rows_of(stranger, key)) for key in DATASETS}
    assert {key: counts[key] for key in ABOUT_PROJECTS} == ABOUT_PROJECTS
    assert "<strong>1</strong>行" in stranger.get("/opendata/projects/").text


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
    for address in ("himitsu/", "himitsu-final/", "himitsu-final/results.xlsx", "himitsu-final/results.json"):
        assert stranger.get(f"/surveys/{address}").status_code == 404
    for address in ("", "cross/", "publish/", "opinions/"):
        page = stranger.get(f"/members/surveys/himitsu-final/results/{address}")
        assert page.status_code in (302, 404)
        assert WORD not in page.text


def test_who_may_see_it_sees_it(hidden, sign_in, secretariat):
    """Or the tests above would say nothing."""
    everything = sign_in(secretariat)
    assert f"{WORD}の事業draft" in everything.get("/projects/").text
    assert f"{WORD}の催しdraft" in everything.get("/events/").text
    assert f"{WORD}の話題draft" in everything.get("/topics/").text


# --- The members' area --------------------------------------------------------------------------------


#: A thread with rooms.
NUMBER = f"{BOARD.rsplit('/', 1)[1]}-0002"


def of_the_room() -> list[str]:
    """Every address of a thread that is drafted, and of a room between two others."""
    room = Response.objects.get(thread__number=NUMBER, place=1)
    files = [
        *MessageFile.objects.filter(message__response=room),
        *ThreadFile.objects.filter(thread=room.thread),
    ]
    own = [f"{BOARD}-0015/{page}" for page in ("", "edit/", "history/", "record/", "moves/open/", "respond/")]
    inside = ["", "note/", "terms/", "packet/", "join/", "moves/pass/"]
    return [
        *own,
        *(f"{BOARD}-0002/1/{page}" for page in inside),
        *(file.get_absolute_url() for file in files if isinstance(file, MessageFile)),
    ]


def test_a_third_body_finds_neither_draft_nor_room(demo_db):
    outsider, party = member_client("otofuke"), member_client("nishiwaga")
    assert party.get(f"{BOARD}-0002/1/").status_code == 200
    for address in of_the_room():
        assert outsider.get(address).status_code == 404, address
        assert outsider.post(address).status_code in (404, 405), address
    record = outsider.get(f"{BOARD}-0002/record/").text
    for one in Response.objects.get(thread__number=NUMBER, place=1).messages.all():
        assert one.text not in record


def test_a_pending_person_is_led_to_the_state_of_the_application(demo_db):
    pending = member_client("shinsei")
    addresses = [page.address for page in MEMBER_PAGES if page.address.startswith("/members/")]
    for address in {*addresses, *of_the_room()}:
        if address.startswith(("/members/standing/", "/members/notifications/")):
            continue
        response = pending.get(address)
        assert response.status_code == 302, address
        assert response.url == "/members/standing/", address


def test_an_internal_note_stays_in_its_house(demo_db):
    note = Response.objects.exclude(messages=None).filter(messages__is_internal=True).first()
    text = note.messages.get(is_internal=True)
    sides = {"own": text.office, "other": note.thread.office if note.office == text.office else note.office}
    pages = [
        note.get_absolute_url(),
        f"{note.get_absolute_url()}packet/",
        f"{note.thread.get_absolute_url()}record/",
    ]
    for side, office in sides.items():
        client = Client()
        client.force_login(office.postings.first().user)
        found = [text.text in client.get(page).text for page in pages]
        assert found == ([True, False, False] if side == "own" else [False] * 3)
    secretariat = member_client("jimukyoku")
    assert not any(text.text in secretariat.get(page).text for page in pages)


def test_the_page_cache_keeps_members_and_visitors_apart(pages_kept, sign_in, visitor):
    office = f.OfficeFactory(body=f.WardFactory(code="131181"), name=f"{WORD}課")
    person = f.PostingFactory(office=office).user
    thread = f.ThreadFactory(office=office, title=f"{WORD}の投稿")
    member = sign_in(person)
    for address in (thread.get_absolute_url(), "/members/", "/accounts/settings/"):
        assert member.get(address).status_code == 200
        assert visitor.get(address).status_code == 302
        assert visitor.get(address).status_code == 302
        assert member.get(address).status_code == 200
    for address in ("/", "/projects/", "/wards/131181/"):
        kept = visitor.get(address)
        assert "ETag" in kept.headers
        shown = member.get(address)
        assert "ETag" not in shown.headers
        assert shown.headers["Cache-Control"] == "private, no-store"
        assert visitor.get(address).content == kept.content

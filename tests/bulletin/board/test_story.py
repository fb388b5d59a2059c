"""The snow story over HTTP: two towns offer snow, three wards answer, all settle, one project with five parties."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import OutgoingMail
from bulletin.models import Response, Thread, TieProposal
from bulletin.models.board.states import ResponseState, ThreadState
from common.dates import today
from municipalities.models import Posting
from projects.models import Project, ProjectParty, ProjectYear
from tests.conftest import office_of
from tests.factories import LocalGovernmentFactory, MembershipFactory, UserFactory, WardFactory
from tests.pages import text_of

pytestmark = pytest.mark.django_db

DEADLINE = today() + dt.timedelta(days=30)
TERMS = {
    "what": "雪200トンを運び、区のこども祭で雪遊びの場を開く",
    "who": "町は雪と職員、区は会場と広報",
    "lead": "author",
    "payment": "輸送費は区が負担",
    "schedule": "2月14日と15日",
    "fiscal_year": str(today().year if today().month >= 4 else today().year - 1),
    "contact": "西和賀町企画課",
}


def send(client, address, **data):
    """Fill in the form of a page and send it, as a browser would."""
    page = client.get(address)
    assert page.status_code == 200, address
    form = page.context["form"]
    hidden = {name: form[name].value() for name in ("once", "version") if name in form.fields}
    answer = client.post(address, hidden | data)
    assert answer.status_code == 302, page.context and answer.context["form"].errors
    return answer.url


def thread_moves(number, key):
    return reverse("bulletin:thread_move", args=[number, key])


def room_moves(number, place, key):
    return reverse("bulletin:room_move", args=[number, place, key])


@pytest.fixture
def wards(arakawa, arakawa_office, arakawa_staff):
    """Three wards and who decides for them."""
    people = [(arakawa, arakawa_staff)]
    for code, name in (("131083", "江東区"), ("131091", "品川区")):
        ward, person = WardFactory(code=code, name=name), UserFactory()
        office_of(ward, "企画課", person)
        people.append((ward, person))
    return people


def test_the_snow_story(
    sign_in, secretariat, secretariat_office, nishiwaga, nishiwaga_office, nishiwaga_officer, wards
):
    kitakami = LocalGovernmentFactory(
        code="032069", name="北上市", prefecture=nishiwaga.prefecture, kind="city"
    )
    MembershipFactory(body=kitakami)
    kitakami_officer = UserFactory()
    office_of(kitakami, "政策企画課", kitakami_officer)
    town, jimukyoku = sign_in(nishiwaga_officer), sign_in(secretariat)

    # 西和賀町 writes, together with 北上市; it is the town's first thread, so the secretariat looks at it.
    address = send(
        town,
        reverse("bulletin:new_thread"),
        kind="offer",
        title="雪の提供",
        body="区のお祭りに**雪**を運びます。",
        field="exchange",
        quantity="200",
        unit="トン",
        slots="3",
        deadline=DEADLINE.isoformat(),
        partners="北上市",
        audience="wards",
    )
    thread = Thread.objects.get()
    assert address == thread.get_absolute_url()
    assert thread.number == f"B-{today().year}-0001"
    send(town, thread_moves(thread.number, "review"))
    send(jimukyoku, thread_moves(thread.number, "accept"))
    send(sign_in(kitakami_officer), reverse("bulletin:thread_join", args=[thread.number]))

    for place, (ward, person) in enumerate(wards, start=1):
        client = sign_in(person)
        assert "雪の提供" in text_of(client.get(reverse("bulletin:board")))
        send(
            client, reverse("bulletin:respond", args=[thread.number]), text=f"{ward.name}のこども祭で使いたい"
        )
        send(client, room_moves(thread.number, place, "send"))
        send(town, room_moves(thread.number, place, "ask"), reason="会場はどこですか")
        send(client, room_moves(thread.number, place, "answer"), reason="区民ひろばです")
        send(town, room_moves(thread.number, place, "talk"))
        room = reverse("bulletin:room", args=[thread.number, place])
        send(client, room, text="輸送はどうしますか")
        send(town, reverse("bulletin:terms", args=[thread.number, place]), **TERMS)
        send(
            client, reverse("bulletin:terms", args=[thread.number, place]), **TERMS | {"schedule": "2月21日"}
        )
        confirm = reverse("bulletin:confirm_terms", args=[thread.number, place, 2])
        send(client, confirm)
        assert Response.objects.get(place=place).state == ResponseState.TERMS
        send(town, confirm)
        assert Response.objects.get(place=place).state == ResponseState.SETTLED

    thread.refresh_from_db()
    assert thread.state == ThreadState.SETTLED
    project = Project.objects.get()
    assert thread.project == project
    assert {party.body.name for party in project.parties.all()} == {
        "西和賀町",
        "北上市",
        "荒川区",
        "江東区",
        "品川区",
    }
    leads = {party.body.name for party in project.parties.filter(role=ProjectParty.Role.LEAD)}
    assert leads == {"西和賀町", "北上市"}
    assert project.title == "雪の提供"
    assert not project.is_public
    assert ProjectYear.objects.get().status == ProjectYear.Status.PLANNED
    assert TieProposal.objects.count() == 6

    # The secretariat publishes: it shows on the pages of all five and is counted once.
    project.state, project.published_on = Project.State.PUBLISHED, today()
    project.save()
    visitor = sign_in(UserFactory())
    for code in ("033669", "032069"):
        assert "雪の提供" in text_of(visitor.get(f"/municipalities/{code}/"))
    for code in ("131181", "131083", "131091"):
        assert "雪の提供" in text_of(visitor.get(f"/wards/{code}/"))

    # The record prints it in order.
    record = text_of(town.get(reverse("bulletin:thread_record", args=[thread.number])))
    places = [
        record.index(word)
        for word in ("事務局の確認に出しました", "会場はどこですか", "輸送はどうしますか", "成立しました")
    ]
    assert places == sorted(places)
    assert OutgoingMail.objects.filter(to=nishiwaga_officer.email).exists()


def test_a_ward_decides_about_a_proposed_tie(sign_in, arakawa_office, arakawa_staff, nishiwaga):
    assert Posting.objects.acting().filter(user=arakawa_staff).exists()

"""Applications and registrations as those who decide see them."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from common.dates import today
from municipalities.models import Invitation, KnownDomain, Membership, MembershipApplication, Posting
from tests.factories import (
    ApplicationStepFactory,
    KnownDomainFactory,
    LocalGovernmentFactory,
    MembershipApplicationFactory,
    MembershipFactory,
    OfficeFactory,
)
from tests.municipalities.people import member
from tests.pages import hostile, statements, text_of

pytestmark = pytest.mark.django_db

QUEUE, REGISTRATIONS = reverse("municipalities:applications"), reverse("municipalities:memberships")
State, Role = MembershipApplication.State, Posting.Role


def page(application, move=""):
    name, parts = (
        ("decide_application", [application.number, move]) if move else ("application", [application.number])
    )
    return reverse(f"municipalities:{name}", args=parts)


@pytest.fixture
def approver(secretariat_office):
    return member(secretariat_office, Role.APPROVER)


@pytest.fixture
def client(sign_in, approver):
    return sign_in(approver)


@pytest.fixture
def application(nishiwaga):
    application = MembershipApplicationFactory(body=nishiwaga, office_name="企画課", number="A-2026-0001")
    ApplicationStepFactory(application=application)
    return application


def seen(application) -> dict:
    return {"seen": application.steps.latest("pk").pk}


# --- Who may see --------------------------------------------------------------------------------------


def test_the_pages_of_the_secretariat_are_no_pages_to_others(
    sign_in, application, nishiwaga_office, nishiwaga_officer, kagamino_office, kagamino_outsider
):
    MembershipFactory(body=LocalGovernmentFactory(code="033014"))
    addresses = [
        QUEUE,
        REGISTRATIONS,
        page(application),
        page(application, "approve"),
        reverse("municipalities:membership", args=["033669"]),
        reverse("municipalities:move_membership", args=["033669", "suspend"]),
    ]
    for person in (nishiwaga_officer, kagamino_outsider):
        for address in addresses:
            assert sign_in(person).get(address).status_code == 404, address
    assert sign_in(kagamino_outsider).post(page(application, "approve"), {}).status_code == 404


def test_who_may_only_look_may_not_decide(sign_in, application, secretariat_office):
    client = sign_in(member(secretariat_office, Role.VIEWER))
    text = text_of(client.get(page(application)))
    assert page(application, "approve") not in text
    assert client.get(page(application, "approve")).status_code == 403
    assert client.post(page(application, "approve"), seen(application)).status_code == 403
    MembershipFactory(body=application.body)
    assert (
        client.get(reverse("municipalities:move_membership", args=["033669", "suspend"])).status_code == 403
    )


def test_an_administrator_sees_what_asks_to_join_the_own_office(
    sign_in, application, nishiwaga_office, nishiwaga_officer
):
    MembershipApplication.objects.update(office=nishiwaga_office)
    client = sign_in(nishiwaga_officer)
    assert page(application) in text_of(client.get(reverse("municipalities:office")))
    assert page(application, "approve") in text_of(client.get(page(application)))
    response = client.post(page(application, "approve"), seen(application) | {"role": "viewer"})
    assert response.status_code == 302
    assert Posting.objects.get(user=application.applicant).role == Role.VIEWER
    assert sign_in(member(nishiwaga_office, Role.EDITOR)).get(page(application)).status_code == 404


def test_the_secretariat_is_found_whichever_office_one_acts_for(sign_in, approver, kagamino_office, client):
    member_of_both = approver
    Posting.objects.create(office=kagamino_office, user=member_of_both, valid_from=dt.date(2019, 4, 1))
    assert client.get(QUEUE).status_code == 200


def test_reading_is_recorded(client, application, approver):
    client.get(page(application))
    event = AuditEvent.objects.get(verb="application.read")
    assert event.actor == approver
    assert application.number in event.summary


# --- The list -----------------------------------------------------------------------------------------


def test_the_list_shows_what_waits_and_finds_the_rest(client, application):
    done = MembershipApplicationFactory(state=State.WITHDRAWN, office_name="観光課")
    text = text_of(client.get(QUEUE))
    assert application.number in text
    assert done.number not in text
    assert done.number in text_of(client.get(QUEUE, {"state": "all"}))
    assert application.number in text_of(client.get(QUEUE, {"q": "にしわが 企画"}))
    assert "当てはまる申請はありません" in text_of(client.get(QUEUE, {"q": "鏡野"}))
    assert "この条件は選択肢にありません" in text_of(client.get(QUEUE, {"state": "nai"}))


@hostile
def test_hostile_conditions_are_no_error(client, value):
    for address, names in ((QUEUE, ("q", "state", "page")), (REGISTRATIONS, ("q", "standing", "page"))):
        for name in names:
            assert client.get(address, {name: value}).status_code == 200


def test_lists_ask_the_same_for_one_and_for_thirty(client, application):
    MembershipFactory()
    first = statements(client, QUEUE), statements(client, REGISTRATIONS)
    for application in MembershipApplicationFactory.create_batch(29):
        KnownDomainFactory(body=application.body, domain=application.domain)
        MembershipFactory(body=application.body)
    assert (statements(client, QUEUE), statements(client, REGISTRATIONS)) == first == (8, 7)


# --- The hint -----------------------------------------------------------------------------------------


def test_the_domain_is_a_hint(client, application, kagamino):
    domain = application.domain
    assert "のドメインの記録はありません" in text_of(client.get(page(application)))
    KnownDomainFactory(body=kagamino, domain=domain)
    assert "岡山県鏡野町のドメインとして記録されています" in text_of(client.get(page(application)))
    KnownDomainFactory(body=application.body, domain="town.nishiwaga.example.jp")
    KnownDomain.objects.filter(body=kagamino).delete()
    assert "記録にないドメイン" in text_of(client.get(page(application)))
    KnownDomainFactory(body=application.body, domain=domain.upper())
    assert "岩手県西和賀町のドメインとして記録されています" in text_of(client.get(page(application)))


# --- Decisions ----------------------------------------------------------------------------------------


def test_approving_is_asked_once_more(client, application):
    assert "同時に登録します" in text_of(client.get(page(application, "approve")))
    response = client.post(page(application, "approve"), seen(application) | {"remember_domain": "on"})
    assert (response.status_code, response.url) == (302, page(application))
    assert Membership.objects.get().body == application.body
    assert KnownDomain.objects.exists()
    assert "承認しました" in text_of(client.get(page(application)))
    assert client.get(page(application, "approve")).url == page(application)


@pytest.mark.parametrize(("move", "state"), [("send_back", State.RETURNED), ("decline", State.DECLINED)])
def test_a_refusal_asks_for_the_reason(client, application, move, state):
    address = page(application, move)
    assert "理由を入力してください。" in text_of(client.post(address, seen(application)))
    assert client.post(address, seen(application) | {"reason": "課名の誤り"}).status_code == 302
    application.refresh_from_db()
    assert (application.state, application.decision_reason) == (state, "課名の誤り")


def test_taking_up_needs_no_word(client, application):
    assert client.post(page(application, "take_up"), seen(application)).status_code == 302
    application.refresh_from_db()
    assert application.state == State.IN_REVIEW


def test_what_has_changed_meanwhile_is_not_decided_unseen(client, application):
    before = seen(application)
    ApplicationStepFactory(application=application)
    typed = before | {"reason": "課名の誤り"}
    text = text_of(client.post(page(application, "decline"), typed))
    assert "画面を開いたあとに変わりました" in text
    assert "課名の誤り" in text
    application.refresh_from_db()
    assert application.state == State.CONFIRMED
    assert f'name="seen" value="{application.steps.latest("pk").pk}"' in text


def test_a_refused_approval_says_why(client, application):
    MembershipFactory(body=application.body, suspended_on=today())
    assert "停止中です" in text_of(client.post(page(application, "approve"), seen(application)))


def test_a_move_that_is_none_is_no_page(client, application):
    for move in ("confirm", "withdraw", "nai"):
        assert client.get(page(application, move)).status_code == 404


def test_forwarding(client, application, nishiwaga):
    MembershipFactory(body=nishiwaga)
    office = OfficeFactory(body=nishiwaga, name="総務課")
    address = reverse("municipalities:forward_application", args=[application.number])
    assert "総務課" in text_of(client.get(page(application)))
    assert client.get(address).status_code == 405
    assert client.post(address, {"office": OfficeFactory().pk}).status_code == 404
    assert client.post(address, {"office": office.pk}).status_code == 302
    application.refresh_from_db()
    assert application.office == office


# --- Registrations ------------------------------------------------------------------------------------


@pytest.fixture
def registration(nishiwaga_office):
    return Membership.objects.get(body=nishiwaga_office.body)


def test_registrations_are_listed_by_state_and_name(client, registration):
    MembershipFactory(confirmed_on=today())
    assert "西和賀町" in text_of(client.get(REGISTRATIONS, {"standing": "to_confirm"}))
    assert "西和賀町" not in text_of(client.get(REGISTRATIONS, {"standing": "valid"}))
    assert "<strong>1</strong>件" in text_of(client.get(REGISTRATIONS, {"q": "にしわが"}))


def test_a_registration_shows_its_offices_people_and_history(client, registration, nishiwaga_officer):
    text = text_of(client.get(registration.get_absolute_url()))
    for shown in ("要再確認", "企画課", "西和賀 二郎（管理者）", "停止する", "退会とする"):
        assert shown in text
    assert client.get(reverse("municipalities:membership", args=["336068"])).status_code == 404


@pytest.mark.parametrize(("move", "label"), [("suspend", "停止"), ("withdraw", "退会")])
def test_ending_and_suspending_ask_for_the_reason(client, registration, move, label):
    address = reverse("municipalities:move_membership", args=["033669", move])
    assert "理由" in text_of(client.get(address))
    assert "理由を入力してください。" in text_of(client.post(address, {"reason": ""}))
    assert client.post(address, {"reason": "申し出による"}).url == registration.get_absolute_url()
    registration.refresh_from_db()
    assert registration.standing.label == label
    assert "申し出による" in text_of(client.get(registration.get_absolute_url()))
    assert "できません" in text_of(client.post(address, {"reason": "申し出による"}))


def test_resuming_needs_no_reason(client, registration):
    Membership.objects.update(suspended_on=today())
    address = reverse("municipalities:move_membership", args=["033669", "resume"])
    assert "解除" in text_of(client.get(address))
    assert client.post(address).status_code == 302
    registration.refresh_from_db()
    assert registration.standing.label == "有効"
    assert client.get(reverse("municipalities:move_membership", args=["033669", "nai"])).status_code == 404


def test_the_secretariat_invites_where_nobody_is_left(client, registration, nishiwaga_office):
    address = reverse("municipalities:invite_administrator", args=["033669"])
    typed = {"office": nishiwaga_office.pk, "email": "hanako@example.jp", "role": "administrator"}
    assert client.get(address).status_code == 405
    assert "メールアドレスの形" in text_of(client.post(address, typed | {"email": "nai"}))
    assert client.post(address, typed | {"office": "nai"}).status_code == 404
    assert client.post(address, typed).status_code == 302
    assert Invitation.objects.get().role == Role.ADMINISTRATOR
    assert "招待中" in text_of(client.get(registration.get_absolute_url()))

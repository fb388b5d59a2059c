"""An application for membership: who may move it from which state to which, and what each move writes."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.db import IntegrityError

from accounts.models import AuditEvent, OutgoingMail, User
from common.dates import today
from common.moves import Refused
from municipalities.actions import applications as actions
from municipalities.models import KnownDomain, Membership, MembershipApplication, Office, Posting
from municipalities.transitions import APPLICATION_MOVES, moves_for
from portal.statistics.ledger import ledger
from tests.factories import (
    MembershipApplicationFactory,
    MembershipFactory,
    OfficeFactory,
    PostingFactory,
    UserFactory,
)
from tests.municipalities.people import mails_to, member, told

pytestmark = pytest.mark.django_db

State, Role = MembershipApplication.State, Posting.Role


@pytest.fixture
def approver(secretariat_office):
    return member(secretariat_office, Role.APPROVER, name="事務局 次郎")


@pytest.fixture
def application(nishiwaga):
    return MembershipApplicationFactory(
        body=nishiwaga, office_name="企画課", applicant=UserFactory(email="taro@town.nishiwaga.example.jp")
    )


# --- The table ----------------------------------------------------------------------------------------

#: State → who → the moves that are open. An applicant of 申請 proves the address by the mail's link.
TRUTH = {
    State.SUBMITTED: {"applicant": {"confirm", "withdraw"}},
    State.CONFIRMED: {
        "applicant": {"withdraw"},
        "approver": {"take_up", "approve", "send_back", "decline"},
        "administrator": {"take_up", "approve", "send_back", "decline"},
    },
    State.IN_REVIEW: {
        "applicant": {"withdraw"},
        "approver": {"approve", "send_back", "decline"},
        "administrator": {"approve", "send_back", "decline"},
    },
    State.RETURNED: {"applicant": {"resubmit", "withdraw"}},
    State.APPROVED: {},
    State.DECLINED: {},
    State.WITHDRAWN: {},
}


@pytest.mark.parametrize("state", State)
def test_who_may_do_what_in_which_state(
    state, secretariat_office, approver, nishiwaga_office, kagamino_office
):
    """The application is to join an office that exists, whose administrator decides as the secretariat may."""
    decided = {"decided_by": approver, "decided_at": "2026-11-25T00:00Z", "decision_reason": "見本"}
    application = MembershipApplicationFactory(
        body=nishiwaga_office.body, office=nishiwaga_office, state=state, **decided
    )
    people = {
        "applicant": application.applicant,
        "approver": approver,
        "administrator": member(nishiwaga_office, Role.ADMINISTRATOR),
        "office approver": member(nishiwaga_office, Role.APPROVER),
        "editor": member(nishiwaga_office, Role.EDITOR),
        "secretariat viewer": member(secretariat_office, Role.VIEWER),
        "stranger": member(kagamino_office, Role.ADMINISTRATOR),
        "nobody": UserFactory(),
    }
    moves = {who: set(moves_for(application, person)) for who, person in people.items()}
    assert {who: found for who, found in moves.items() if found} == TRUTH[state]


def test_of_a_new_office_only_the_secretariat_decides(application, nishiwaga_office, approver):
    assert not moves_for(application, member(nishiwaga_office, Role.ADMINISTRATOR))
    assert "approve" in moves_for(application, approver)


def test_nobody_decides_the_own_application(application, approver):
    application.applicant = approver
    assert not approver.has_perm("municipalities.decide_membershipapplication", application)


@pytest.mark.parametrize("move", ["take_up", "approve", "send_back", "decline", "resubmit", "withdraw"])
def test_a_move_from_another_state_is_refused_and_writes_nothing(move, application, approver):
    sources = APPLICATION_MOVES[move].sources
    state = next(one for one in (State.WITHDRAWN, State.SUBMITTED) if one not in sources)
    MembershipApplication.objects.filter(pk=application.pk).update(state=state)
    arguments = {"send_back": {"reason": "見本"}, "decline": {"reason": "見本"}, "resubmit": {"changes": {}}}
    with pytest.raises(Refused, match="できません"):
        getattr(actions, move)(application=application, by=approver, **arguments.get(move, {}))
    application.refresh_from_db()
    assert application.state == state
    assert not application.steps.exists()
    assert not OutgoingMail.objects.exists()


# --- It comes in --------------------------------------------------------------------------------------


def come(body, email="hanako@town.example.jp", once="a" * 64, sender="s" * 64, **values):
    values = {
        "office_name": "企画課",
        "phone": "0197-00-0000",
        "reason": "雪",
        "terms_since": today(),
    } | values
    return actions.apply(
        application=MembershipApplication(body=body, **values),
        applicant=User(email=email, name="西和賀 花子"),
        password="ゆきのかつよう2026",
        once=once,
        sender=sender,
    )


def test_a_new_person_comes_into_being_with_the_application(nishiwaga, approver):
    application = come(nishiwaga)
    assert re.fullmatch(r"A-\d{4}-0001", application.number)
    assert application.state == State.SUBMITTED
    assert application.applicant.check_password("ゆきのかつよう2026")
    address = EmailAddress.objects.get(user=application.applicant)
    assert (address.verified, address.primary) == (False, True)
    (mail,) = OutgoingMail.objects.all()
    assert mail.to == "hanako@town.example.jp"
    assert "/join/confirm/" in mail.body
    assert [step.move for step in application.steps.all()] == ["apply"]


def test_sent_twice_it_is_kept_once(nishiwaga):
    assert come(nishiwaga) == come(nishiwaga)
    assert MembershipApplication.objects.count() == OutgoingMail.objects.count() == User.objects.count() == 1


def test_an_address_with_an_account_gets_a_mail_instead_one_a_day(nishiwaga, nishiwaga_officer):
    for once in ("a" * 64, "b" * 64):
        assert come(nishiwaga, email=nishiwaga_officer.email.upper(), once=once) is None
    assert not MembershipApplication.objects.exists()
    assert mails_to(nishiwaga_officer) == ["[全国連携] 会員登録の申請について"]


def test_an_hour_brings_no_more_than_its_number(nishiwaga, settings):
    settings.APPLICATIONS_PER_HOUR_AND_ADDRESS = 1
    come(nishiwaga)
    with pytest.raises(Refused, match="1時間ほど"):
        come(nishiwaga, email="jiro@town.example.jp", once="b" * 64)
    assert come(nishiwaga, email="jiro@town.example.jp", once="b" * 64, sender="t" * 64)


def test_once_the_address_is_proven_it_goes_to_the_secretariat_and_the_body_is_told(
    nishiwaga, approver, secretariat_office
):
    OfficeFactory(body=nishiwaga, name="総務課", mailbox="soumu@town.example.jp")
    application = come(nishiwaga)
    viewer = member(secretariat_office, Role.VIEWER)
    actions.confirm_address(applicant=application.applicant)
    application.refresh_from_db()
    assert application.state == State.CONFIRMED
    assert EmailAddress.objects.get(user=application.applicant).verified
    assert "会員登録の申請がありました" in mails_to(approver)[0]
    assert told(approver) == 1
    assert not mails_to(viewer)
    assert "岩手県西和賀町の名前で会員登録の申請がありました" in mails_to("soumu@town.example.jp")[0]
    actions.confirm_address(applicant=application.applicant)
    assert len(mails_to(approver)) == 1


def test_an_address_proven_on_the_pages_of_allauth_counts_the_same(nishiwaga, approver, rf):
    application = come(nishiwaga)
    address = EmailAddress.objects.get(user=application.applicant)
    email_confirmed.send(sender=EmailAddress, request=rf.get("/"), email_address=address)
    application.refresh_from_db()
    assert application.state == State.CONFIRMED


def test_a_person_signed_in_applies_without_a_further_proof(nishiwaga, approver):
    person = UserFactory()
    application = MembershipApplication(
        body=nishiwaga, office_name="企画課", phone="0", reason="雪", terms_since=today()
    )
    found = actions.apply_signed_in(application=application, by=person, once="a" * 64, sender="")
    assert (found.state, found.applicant) == (State.CONFIRMED, person)
    with pytest.raises(Refused, match="手続き中"):
        actions.apply_signed_in(application=application, by=person, once="b" * 64, sender="")


# --- Decisions ----------------------------------------------------------------------------------------


def test_approval_makes_membership_office_and_administrator_at_once(application, approver):
    actions.take_up(application=application, by=approver)
    posting = actions.approve(application=application, by=approver, role=Role.VIEWER)
    assert (posting.role, posting.user) == (Role.ADMINISTRATOR, application.applicant)
    assert posting.office.name == "企画課"
    assert Membership.objects.get().registered_on == today()
    application.refresh_from_db()
    assert (application.state, application.decided_by, application.office) == (
        State.APPROVED,
        approver,
        posting.office,
    )
    assert [step.move for step in application.steps.all()] == ["take_up", "approve"]
    assert "承認されました" in mails_to(application.applicant)[-1]
    assert {"application.approve", "membership.registered"} <= set(
        AuditEvent.objects.values_list("verb", flat=True)
    )
    assert AuditEvent.objects.broken() is None
    assert application.body_id in {membership.body_id for membership in ledger().memberships}


def test_approval_is_all_or_nothing(application, approver, monkeypatch):
    def fail(*args, **kwargs):
        raise IntegrityError

    monkeypatch.setattr(actions, "tell", fail)
    with pytest.raises(IntegrityError):
        actions.approve(application=application, by=approver)
    application.refresh_from_db()
    assert application.state == State.CONFIRMED
    assert not Membership.objects.exists()
    assert not Office.objects.filter(body=application.body).exists()


def test_a_ward_needs_no_membership(arakawa, approver):
    application = MembershipApplicationFactory(body=arakawa)
    assert actions.approve(application=application, by=approver).office in Office.objects.acting()
    assert not Membership.objects.exists()


def test_a_second_office_of_a_member_needs_no_second_membership(
    nishiwaga_office, nishiwaga_officer, approver
):
    application = MembershipApplicationFactory(body=nishiwaga_office.body, office_name="観光課")
    posting = actions.approve(application=application, by=approver)
    assert posting.office != nishiwaga_office
    assert posting.role == Role.ADMINISTRATOR
    assert Membership.objects.count() == 1
    assert "課に加わりました" in mails_to(nishiwaga_officer)[-1]


def test_a_second_person_goes_to_the_offices_administrator(nishiwaga_office, nishiwaga_officer, approver):
    application = come(nishiwaga_office.body, office_name="企画 課")
    assert application.office == nishiwaga_office
    actions.confirm_address(applicant=application.applicant)
    assert application.number in mails_to(nishiwaga_officer)[-1]
    assert not mails_to(approver)
    posting = actions.approve(application=application, by=nishiwaga_officer, role=Role.VIEWER)
    assert (posting.office, posting.role) == (nishiwaga_office, Role.VIEWER)
    assert Office.objects.filter(body=nishiwaga_office.body).count() == 1


def test_an_office_without_an_administrator_leaves_it_to_the_secretariat(nishiwaga):
    MembershipFactory(body=nishiwaga)
    office = OfficeFactory(body=nishiwaga, name="企画課")
    PostingFactory(office=office, role=Role.EDITOR)
    assert come(nishiwaga).office is None


def test_the_secretariat_leaves_a_decision_to_an_office(nishiwaga_office, nishiwaga_officer, approver):
    application = MembershipApplicationFactory(body=nishiwaga_office.body, office_name="企画政策課")
    actions.forward(application=application, office=nishiwaga_office, by=approver)
    assert application.number in mails_to(nishiwaga_officer)[-1]
    with pytest.raises(Refused, match="申請された自治体の課"):
        actions.forward(application=application, office=OfficeFactory(), by=approver)


def test_a_refusal_needs_a_reason_which_goes_into_the_mail(application, approver):
    for action in (actions.send_back, actions.decline):
        with pytest.raises(Refused, match="理由を入力"):
            action(application=application, reason=" \n", by=approver)
    actions.send_back(application=application, reason="課の名称が違います。", by=approver)
    (mail,) = OutgoingMail.objects.filter(to=application.applicant.email)
    assert "課の名称が違います。" in mail.body


def test_what_was_sent_back_comes_again(application, approver):
    actions.send_back(application=application, reason="課の名称が違います。", by=approver)
    changes = {"office_name": "企画政策課"}
    actions.resubmit(application=application, changes=changes, by=application.applicant)
    application.refresh_from_db()
    assert (application.state, application.office_name) == (State.IN_REVIEW, "企画政策課")
    assert "出し直されました" in mails_to(approver)[-1]


def test_what_is_withdrawn_is_told_to_who_waited(application, approver):
    actions.withdraw(application=application, by=application.applicant)
    assert "取り下げられました" in mails_to(approver)[-1]


def test_an_ended_body_cannot_be_registered(application, approver):
    type(application.body).objects.update(valid_to=today())
    with pytest.raises(Refused, match="現在の自治体ではありません"):
        actions.approve(application=application, by=approver)


def test_a_suspended_member_gets_no_further_office(application, approver):
    MembershipFactory(body=application.body, suspended_on=today())
    with pytest.raises(Refused, match="停止中"):
        actions.approve(application=application, by=approver)
    assert not Posting.objects.filter(user=application.applicant).exists()


def test_approval_may_remember_the_domain(application, approver):
    actions.approve(application=application, by=approver, remember_domain=True)
    assert KnownDomain.objects.get().domain == "town.nishiwaga.example.jp"

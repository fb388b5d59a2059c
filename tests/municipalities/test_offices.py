"""Postings and invitations: rights begin and end on their day, and no office loses its last administrator."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.utils import timezone

from accounts.models import AuditEvent, OutgoingMail, User
from common.dates import today
from common.moves import Refused
from municipalities.actions import offices as actions
from municipalities.models import Invitation, Office, Posting
from tests.factories import InvitationFactory, OfficeFactory, PostingFactory
from tests.municipalities.people import mails_to, member, told

pytestmark = pytest.mark.django_db

Role = Posting.Role
TOMORROW = today() + dt.timedelta(days=1)


def only_posting(person) -> Posting:
    return Posting.objects.present().get(user=person)


def fresh(person) -> User:
    """Without the rights read before."""
    return User.objects.get(pk=person.pk)


# --- Roles --------------------------------------------------------------------------------------------


def test_a_role_changes_from_today_and_the_other_stays_in_the_history(nishiwaga_office, nishiwaga_officer):
    editor = member(nishiwaga_office)
    posting = actions.change_role(posting=only_posting(editor), role=Role.APPROVER, by=nishiwaga_officer)
    assert (posting.role, posting.valid_from) == (Role.APPROVER, today())
    assert Posting.objects.past().get(user=editor).role == Role.EDITOR
    assert fresh(editor).has_perm("municipalities.approve_for_office", nishiwaga_office)
    assert mails_to(editor) == ["[全国連携] 課での役割が変わりました"]
    assert not mails_to(nishiwaga_officer)
    assert AuditEvent.objects.get(verb="office.role")


def test_changed_twice_on_a_day_it_is_one_posting(nishiwaga_office, nishiwaga_officer):
    editor = member(nishiwaga_office)
    actions.change_role(posting=only_posting(editor), role=Role.APPROVER, by=nishiwaga_officer)
    actions.change_role(posting=only_posting(editor), role=Role.VIEWER, by=nishiwaga_officer)
    assert only_posting(editor).role == Role.VIEWER
    assert Posting.objects.filter(user=editor).count() == 2


def test_the_same_role_is_no_change(nishiwaga_office, nishiwaga_officer):
    with pytest.raises(Refused, match="すでに管理者"):
        actions.change_role(
            posting=only_posting(nishiwaga_officer), role=Role.ADMINISTRATOR, by=nishiwaga_officer
        )


def test_the_end_of_a_posting_that_has_an_end_stays(nishiwaga_office, nishiwaga_officer):
    editor = member(nishiwaga_office)
    actions.end_posting(posting=only_posting(editor), on=TOMORROW, by=nishiwaga_officer)
    posting = actions.change_role(posting=only_posting(editor), role=Role.VIEWER, by=nishiwaga_officer)
    assert posting.valid_to == TOMORROW


# --- The last administrator ---------------------------------------------------------------------------


def test_the_last_administrator_can_neither_leave_nor_become_less(nishiwaga_office, nishiwaga_officer):
    posting = only_posting(nishiwaga_officer)
    for refused in (
        lambda: actions.end_posting(posting=posting, on=TOMORROW, by=nishiwaga_officer),
        lambda: actions.change_role(posting=posting, role=Role.EDITOR, by=nishiwaga_officer),
    ):
        with pytest.raises(Refused, match="管理者がいなくなる"):
            refused()
    posting.refresh_from_db()
    assert (posting.role, posting.valid_to) == (Role.ADMINISTRATOR, None)
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    ("values", "person"),
    [
        ({"valid_to": TOMORROW}, {}),
        ({"valid_from": TOMORROW + dt.timedelta(days=1)}, {}),
        ({}, {"is_active": False}),
    ],
    ids=["leaves too", "comes later", "may not sign in"],
)
def test_who_is_no_lasting_administrator_does_not_count(nishiwaga_office, nishiwaga_officer, values, person):
    posting = PostingFactory(office=nishiwaga_office, role=Role.ADMINISTRATOR, **values)
    User.objects.filter(pk=posting.user_id).update(**person)
    with pytest.raises(Refused, match="管理者がいなくなる"):
        actions.end_posting(posting=only_posting(nishiwaga_officer), on=TOMORROW, by=nishiwaga_officer)


def test_with_a_successor_the_administrator_leaves_on_the_day(nishiwaga_office, nishiwaga_officer):
    successor = member(nishiwaga_office, Role.ADMINISTRATOR)
    posting = actions.end_posting(posting=only_posting(nishiwaga_officer), on=TOMORROW, by=nishiwaga_officer)
    assert posting.last_day == today()
    assert fresh(nishiwaga_officer).has_perm("municipalities.act_for_office", nishiwaga_office)
    assert mails_to(successor) == ["[全国連携] 課での所属が終わります"]
    Posting.objects.filter(pk=posting.pk).update(valid_to=today())
    assert not fresh(nishiwaga_officer).has_perm("municipalities.act_for_office", nishiwaga_office)


@pytest.mark.parametrize("days", [-1, 0])
def test_a_posting_ends_neither_in_the_past_nor_before_it_began(nishiwaga_office, nishiwaga_officer, days):
    editor = member(nishiwaga_office)
    Posting.objects.filter(user=editor).update(valid_from=today())
    with pytest.raises(Refused):
        actions.end_posting(
            posting=only_posting(editor), on=today() + dt.timedelta(days=days), by=nishiwaga_officer
        )


@pytest.mark.django_db(transaction=connection.vendor == "postgresql")
def test_two_administrators_who_leave_at_once_do_not_both(nishiwaga_office, nishiwaga_officer):
    """Whoever comes second waits for the first, and is refused. Side by side on PostgreSQL; SQLite in memory has one
    connection, so there one after the other."""
    second = member(nishiwaga_office, Role.ADMINISTRATOR)
    postings = [only_posting(nishiwaga_officer), only_posting(second)]

    def leave(posting):
        try:
            actions.end_posting(posting=posting, on=TOMORROW, by=posting.user)
        except Refused:
            return "refused"
        finally:
            if connection.vendor == "postgresql":
                connection.close()
        return "left"

    if connection.vendor == "postgresql":
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(leave, postings))
    else:
        answers = [leave(posting) for posting in postings]
    assert sorted(answers) == ["left", "refused"]
    assert (
        Posting.objects.in_office(nishiwaga_office).with_role(Role.ADMINISTRATOR).lasting(TOMORROW).count()
        == 1
    )


# --- Invitations --------------------------------------------------------------------------------------


def test_an_invitation_is_mailed_and_a_second_takes_its_place(nishiwaga_office, nishiwaga_officer):
    first = actions.invite(
        office=nishiwaga_office, email="a@example.jp", role=Role.EDITOR, by=nishiwaga_officer
    )
    second = actions.invite(
        office=nishiwaga_office, email="A@example.jp", role=Role.VIEWER, by=nishiwaga_officer
    )
    assert list(Invitation.objects.open()) == [second]
    assert first.get_absolute_url() in OutgoingMail.objects.get(to="a@example.jp").body
    with pytest.raises(Refused, match="使用済み"):
        actions.accept_as_new_person(invitation=first, name="西和賀 花子", password="ゆきのかつよう2026")


def test_a_colleague_who_is_there_is_not_invited(nishiwaga_office, nishiwaga_officer):
    with pytest.raises(Refused, match="すでにこの課"):
        actions.invite(
            office=nishiwaga_office, email=nishiwaga_officer.email, role=Role.EDITOR, by=nishiwaga_officer
        )


def test_who_has_no_account_gets_one_with_a_proven_address(nishiwaga_office, nishiwaga_officer):
    invitation = InvitationFactory(office=nishiwaga_office, email="Hanako@example.jp", role=Role.APPROVER)
    posting = actions.accept_as_new_person(
        invitation=invitation, name="西和賀 花子", password="ゆきのかつよう2026"
    )
    assert (posting.role, posting.user.name) == (Role.APPROVER, "西和賀 花子")
    assert EmailAddress.objects.get(user=posting.user, verified=True).email == "hanako@example.jp"
    assert told(nishiwaga_officer) == 1
    with pytest.raises(Refused, match="使用済み"):
        actions.accept_invitation(invitation=invitation, by=posting.user)


def test_who_has_an_account_joins_with_it(nishiwaga_office, kagamino_outsider):
    invitation = InvitationFactory(office=nishiwaga_office, email=kagamino_outsider.email)
    with pytest.raises(Refused, match="登録済み"):
        actions.accept_as_new_person(invitation=invitation, name="別人", password="ゆきのかつよう2026")
    assert actions.accept_invitation(invitation=invitation, by=kagamino_outsider).office == nishiwaga_office


def test_an_invitation_is_for_its_address_alone(nishiwaga_office, kagamino_outsider):
    with pytest.raises(Refused, match="別のメールアドレス"):
        actions.accept_invitation(invitation=InvitationFactory(office=nishiwaga_office), by=kagamino_outsider)


@pytest.mark.parametrize("field", ["expires_at", "cancelled_at"])
def test_an_invitation_that_is_over_is_not_accepted(nishiwaga_office, kagamino_outsider, field):
    invitation = InvitationFactory(
        office=nishiwaga_office, email=kagamino_outsider.email, **{field: timezone.now()}
    )
    with pytest.raises(Refused, match="期限切れ"):
        actions.accept_invitation(invitation=invitation, by=kagamino_outsider)
    assert not Posting.objects.filter(user=kagamino_outsider).exists()


def test_an_invitation_accepted_is_not_taken_back(nishiwaga_office, nishiwaga_officer, kagamino_outsider):
    invitation = InvitationFactory(office=nishiwaga_office, email=kagamino_outsider.email)
    actions.accept_invitation(invitation=invitation, by=kagamino_outsider)
    with pytest.raises(Refused, match="すでに受けられて"):
        actions.cancel_invitation(invitation=invitation, by=nishiwaga_officer)


# --- Handover -----------------------------------------------------------------------------------------


def test_the_last_administrator_stays_until_the_one_invited_has_come(nishiwaga_office, nishiwaga_officer):
    actions.hand_over(
        posting=only_posting(nishiwaga_officer), on=TOMORROW, email="hanako@example.jp", by=nishiwaga_officer
    )
    assert only_posting(nishiwaga_officer).valid_to is None
    invitation = Invitation.objects.get()
    assert invitation.role == Role.ADMINISTRATOR
    actions.accept_as_new_person(invitation=invitation, name="西和賀 花子", password="ゆきのかつよう2026")
    assert only_posting(nishiwaga_officer).valid_to == TOMORROW


def test_a_colleague_follows_in_the_role(nishiwaga_office, nishiwaga_officer):
    editor = member(nishiwaga_office)
    actions.hand_over(
        posting=only_posting(nishiwaga_officer),
        on=TOMORROW,
        successor=only_posting(editor),
        by=nishiwaga_officer,
    )
    assert only_posting(editor).role == Role.ADMINISTRATOR
    assert only_posting(nishiwaga_officer).valid_to == TOMORROW


def test_an_editor_leaves_on_the_day_whoever_is_invited(nishiwaga_office, nishiwaga_officer):
    editor = member(nishiwaga_office)
    actions.hand_over(
        posting=only_posting(editor),
        on=TOMORROW,
        email="hanako@example.jp",
        starts_on=TOMORROW,
        by=nishiwaga_officer,
    )
    assert only_posting(editor).valid_to == TOMORROW
    invitation = Invitation.objects.get()
    assert (invitation.role, invitation.starts_on, invitation.replaces) == (Role.EDITOR, TOMORROW, None)
    posting = actions.accept_as_new_person(invitation=invitation, name="花子", password="ゆきのかつよう2026")
    assert posting.valid_from == TOMORROW
    assert not fresh(posting.user).has_perm("municipalities.act_for_office", nishiwaga_office)


# --- Details ------------------------------------------------------------------------------------------


def test_details_change_with_a_record_and_the_people_hear_of_the_approval(
    nishiwaga_office, nishiwaga_officer
):
    editor = member(nishiwaga_office)
    values = {"phone": "0197-11-1111", "mailbox": "kikaku@example.jp", "needs_approval": False}
    actions.update_office(office=nishiwaga_office, by=nishiwaga_officer, **values)
    assert Office.objects.filter(pk=nishiwaga_office.pk, **values).exists()
    assert "庁内確認を行わない" in mails_to(editor)[0]
    actions.update_office(office=nishiwaga_office, by=nishiwaga_officer, **values)
    assert AuditEvent.objects.filter(verb="office.update").count() == 1


def test_an_office_is_found_however_it_is_written(nishiwaga):
    office = OfficeFactory(body=nishiwaga, name="ICT推進課")
    assert nishiwaga.offices.called("ＩＣＴ 推進課") == office
    assert nishiwaga.offices.called("企画課") is None

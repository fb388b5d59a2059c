"""How what two sides agree is settled: slots, partners, terms."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.models import OutgoingMail
from bulletin.board.actions import Said, move_response, move_thread
from bulletin.board.rooms import confirm_terms, propose_terms
from bulletin.board.writing import confirm_partner, write_response
from bulletin.models import BoardEvent, Response, Terms, Thread
from bulletin.models.board.states import ResponseState, ThreadState
from common.dates import today
from common.stale import StaleError
from municipalities.models import Posting
from projects.models import Project, ProjectParty
from tests import factories as f
from tests.bulletin.board.browser import send
from tests.bulletin.board.samples import SAID, TERMS, now, settled
from tests.pages import text_of

pytestmark = pytest.mark.django_db


def test_full_slots_settle_the_thread_once_all_is_decided(
    thread, answered, towns, arakawa_staff, nishiwaga_office, nishiwaga_officer
):
    Thread.objects.update(slots=1)
    first = answered(thread, nishiwaga_office, nishiwaga_officer)
    second = answered(thread, *towns[0])
    settled(first, arakawa_staff, nishiwaga_officer)
    assert now(thread).state == ThreadState.OPEN, "another response waits for its decision"
    move_response(response=second, move="pass", by=arakawa_staff, said=SAID)
    assert now(thread).state == ThreadState.SETTLED
    assert BoardEvent.objects.filter(thread=thread, move="fill", user=None).count() == 1


def test_beyond_the_slots_nothing_settles(
    thread, answered, towns, arakawa_staff, nishiwaga_office, nishiwaga_officer
):
    """Of two slots one is taken; the second answer comes with a partner that has confirmed."""
    Thread.objects.update(slots=2)
    (office, person), (partner_office, partner_person), _ = towns
    first = answered(thread, nishiwaga_office, nishiwaga_officer)
    values = {"text": "一緒に", "brings": "", "partners": [partner_office.body]}
    joint = write_response(thread=thread, office=office, by=person, values=values)
    move_response(response=joint, move="send", by=person)
    confirm_partner(partner=joint.partners.get(), by=partner_person, office=partner_office)
    settled(first, arakawa_staff, nishiwaga_officer)
    with pytest.raises(ValidationError, match=r"残り（1団体）を超える.*2団体"):
        settled(joint, arakawa_staff, person)
    joint.refresh_from_db()
    assert joint.state == ResponseState.TERMS
    assert joint.terms.get().confirmations.count() == 1, "the refused confirmation is not kept"
    assert Project.objects.get().parties.count() == 2


def test_a_joint_response_counts_those_who_have_confirmed(thread, towns, arakawa_staff):
    Thread.objects.update(slots=2)
    (office, person), (confirmed, confirming), (silent, _) = towns
    values = {"text": "一緒に", "brings": "", "partners": [confirmed.body, silent.body]}
    joint = write_response(thread=thread, office=office, by=person, values=values)
    move_response(response=joint, move="send", by=person)
    confirm_partner(partner=joint.partners.get(body=confirmed.body), by=confirming, office=confirmed)
    settled(joint, arakawa_staff, person)
    assert now(thread).state == ThreadState.SETTLED
    assert {party.body for party in ProjectParty.objects.all()} == {
        thread.sender,
        office.body,
        confirmed.body,
    }


def test_only_who_decides_for_the_named_body_confirms(thread, towns):
    (office, person), (named, _), (other, stranger) = towns
    values = {"text": "一緒に", "brings": "", "partners": [named.body]}
    joint = write_response(thread=thread, office=office, by=person, values=values)
    partner = joint.partners.get()
    editor = f.PostingFactory(office=named, role=Posting.Role.EDITOR).user
    for by, acting in ((stranger, other), (stranger, named), (editor, named), (person, office)):
        with pytest.raises(PermissionDenied):
            confirm_partner(partner=partner, by=by, office=acting)
    partner.refresh_from_db()
    assert partner.confirmed_at is None


def test_a_named_body_comes_to_the_room_by_itself_and_confirms(thread, towns, sign_in):
    (office, person), (named, decider), _ = towns
    values = {"text": "一緒に行います", "brings": "", "partners": [named.body]}
    joint = write_response(thread=thread, office=office, by=person, values=values)
    client = sign_in(decider)
    assert client.get(joint.get_absolute_url()).status_code == 404, "a draft is its office's own"
    move_response(response=joint, move="send", by=person)
    assert "共同で参加することを確認する" in text_of(client.get(reverse("portal:members")))
    answer = send(client, reverse("bulletin:room_join", args=[thread.number, joint.place]))
    assert answer.status_code == 302
    assert joint.partners.get().confirmed_by == decider


def test_a_body_answers_once_and_not_its_own(thread, response, arakawa, nishiwaga):
    values = {"text": "もう一つ", "brings": "", "partners": []}
    for body, words in ((nishiwaga, "回答しています"), (arakawa, "自分の団体")):
        posting = f.PostingFactory(office__body=body, role=Posting.Role.APPROVER)
        with pytest.raises(ValidationError, match=words):
            write_response(thread=thread, office=posting.office, by=posting.user, values=values)
    assert Response.objects.count() == 1


def test_after_an_end_a_body_may_answer_again(
    thread, response, answered, nishiwaga_office, nishiwaga_officer
):
    move_response(response=response, move="decline", by=nishiwaga_officer, said=SAID)
    assert answered(thread, nishiwaga_office, nishiwaga_officer).place == 2


# --- Terms ----------------------------------------------------------------------------------------------


def test_a_new_version_resets_the_confirmations(response, arakawa_staff, nishiwaga_officer):
    move_response(response=response, move="talk", by=arakawa_staff)
    propose_terms(response=response, by=arakawa_staff, values=TERMS, version=0)
    confirm_terms(response=response, by=arakawa_staff, version=1)
    propose_terms(response=response, by=nishiwaga_officer, values=TERMS | {"payment": "町"}, version=1)
    with pytest.raises(StaleError):
        confirm_terms(response=response, by=nishiwaga_officer, version=1)
    assert confirm_terms(response=response, by=nishiwaga_officer, version=2).state == ResponseState.TERMS
    with pytest.raises(ValidationError, match="確認済み"):
        confirm_terms(response=response, by=nishiwaga_officer, version=2)
    assert confirm_terms(response=response, by=arakawa_staff, version=2).state == ResponseState.SETTLED
    assert [terms.confirmations.count() for terms in Terms.objects.all()] == [1, 2]


def test_what_was_settled_is_dissolved_with_its_day_and_frees_the_slot(
    thread, response, arakawa_staff, nishiwaga_officer, secretariat
):
    Thread.objects.update(slots=1)
    settled(response, arakawa_staff, nishiwaga_officer)
    said = Said(reason="災害のため", day=today())
    dissolved = move_response(response=response, move="dissolve", by=nishiwaga_officer, said=said)
    assert (dissolved.state, dissolved.dissolved_on) == (ResponseState.DISSOLVED, today())
    assert Thread.objects.with_numbers().get().slots_left == 1
    for person in (arakawa_staff, secretariat):
        assert "災害のため" in OutgoingMail.objects.get(to=person.email, subject__contains="解消").body
    assert move_thread(thread=thread, move="restore", by=secretariat, said=SAID).is_open


def test_who_dissolves_on_a_later_day_was_a_party_until_then(
    thread, answered, arakawa_staff, nishiwaga_office, nishiwaga_officer
):
    response = answered(thread, nishiwaga_office, nishiwaga_officer)
    settled(response, arakawa_staff, nishiwaga_officer)
    begun = today() - dt.timedelta(days=10)
    Response.objects.update(settled_on=begun)
    ProjectParty.objects.update(valid_from=begun)
    early = Said(reason="都合により", day=begun - dt.timedelta(days=1))
    with pytest.raises(ValidationError, match="成立日以降"):
        move_response(response=response, move="dissolve", by=nishiwaga_officer, said=early)
    said = Said(reason="都合により", day=today())
    move_response(response=response, move="dissolve", by=nishiwaga_officer, said=said)
    ended = dict(ProjectParty.objects.values_list("body__name", "valid_to"))
    assert ended == {"荒川区": None, "西和賀町": today()}


def test_who_dissolves_at_once_was_no_party(
    thread, answered, arakawa_staff, nishiwaga_office, nishiwaga_officer
):
    response = answered(thread, nishiwaga_office, nishiwaga_officer)
    settled(response, arakawa_staff, nishiwaga_officer)
    said = Said(reason="都合により", day=today())
    move_response(response=response, move="dissolve", by=nishiwaga_officer, said=said)
    assert [party.body.name for party in ProjectParty.objects.all()] == ["荒川区"]


def test_what_the_secretariat_does_for_an_office_is_told_as_such(
    thread, sign_in, secretariat, secretariat_office, arakawa_office
):
    said = Said(reason="連絡がつかないため", category="other")
    move_thread(thread=thread, move="fail", by=secretariat, said=said)
    event = BoardEvent.objects.get(move="fail")
    assert (event.office, event.on_behalf_of) == (secretariat_office, arakawa_office)
    assert f"（{arakawa_office}に代わって）" in text_of(sign_in(secretariat).get(thread.get_absolute_url()))


def test_who_has_left_the_office_is_named_no_more_in_the_history(
    thread, sign_in, arakawa_office, arakawa_staff, secretariat
):
    move_thread(thread=thread, move="close", by=arakawa_staff, said=SAID)
    address = thread.get_absolute_url()
    assert f"{arakawa_office} {arakawa_staff.name}" in text_of(sign_in(secretariat).get(address))
    Posting.objects.filter(user=arakawa_staff).update(valid_to=today())
    text = text_of(sign_in(secretariat).get(address))
    assert f"{arakawa_office}（当時の担当）" in text
    assert arakawa_staff.name not in text

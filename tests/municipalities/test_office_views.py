"""The office's own pages, the yearly confirmation, and what members see of each other."""

import datetime as dt

import pytest
from django.urls import reverse

from common.dates import today
from municipalities.models import Facility, Invitation, Membership, Office, Posting
from tests.factories import (
    FacilityFactory,
    InvitationFactory,
    LocalGovernmentFactory,
    MembershipFactory,
    OfficeFactory,
    PostingFactory,
    WardFactory,
)
from tests.municipalities.people import member
from tests.pages import hostile, statements, text_of

pytestmark = pytest.mark.django_db

OFFICE, EDIT, INVITE, CANCEL, ROLE, END, CHOOSE, CONFIRM, DIRECTORY, FACILITIES = (
    reverse(f"municipalities:{name}")
    for name in (
        *("office", "edit_office", "invite", "cancel_invitation", "change_role", "end_posting"),
        *("choose_office", "confirm_membership", "members", "facilities"),
    )
)
HANDOVER = reverse("portal:handover")
Role = Posting.Role


@pytest.fixture
def administrator(sign_in, nishiwaga_office, nishiwaga_officer):
    return sign_in(nishiwaga_officer)


@pytest.fixture
def colleague(nishiwaga_office):
    return member(nishiwaga_office, name="西和賀 花子")


@pytest.fixture
def editor(sign_in, colleague):
    return sign_in(colleague)


def posting_of(person):
    return Posting.objects.present().get(user=person)


# --- The office ---------------------------------------------------------------------------------------


def test_all_of_the_office_see_its_people_and_the_administrator_the_buttons(
    administrator, editor, nishiwaga_officer
):
    text = text_of(editor.get(OFFICE))
    assert nishiwaga_officer.email in text
    assert "課を離れる" in text
    assert "招待のメールを送る" not in text
    assert "所属を終える" not in text
    text = text_of(administrator.get(OFFICE))
    assert "招待のメールを送る" in text
    assert "所属を終える" in text


def test_only_the_administrator_changes_anything(editor, nishiwaga_officer, kagamino_office):
    posting = {"posting": posting_of(nishiwaga_officer).pk}
    assert editor.get(EDIT).status_code == 403
    for address, data in (
        (EDIT, {}),
        (INVITE, {"email": "a@example.jp", "role": "editor"}),
        (CANCEL, {}),
        (ROLE, posting | {"role": "viewer"}),
        (END, posting | {"last_day": "2030-03-31"}),
    ):
        assert editor.post(address, data).status_code == 403, address


@pytest.mark.parametrize("address", [INVITE, CANCEL, ROLE, END, CHOOSE])
def test_what_changes_something_is_only_posted_to(administrator, address):
    assert administrator.get(address).status_code == 405


def test_a_posting_of_another_office_is_none(administrator, kagamino_office, kagamino_outsider):
    foreign = {"posting": posting_of(kagamino_outsider).pk}
    assert administrator.post(ROLE, foreign | {"role": "viewer"}).status_code == 404
    assert administrator.post(END, foreign).status_code == 404
    assert administrator.post(END, {"posting": "nai"}).status_code == 404
    assert (
        administrator.post(CANCEL, {"invitation": InvitationFactory(office=kagamino_office).pk}).status_code
        == 404
    )
    assert posting_of(kagamino_outsider).role == Role.ADMINISTRATOR


def test_details_are_changed(administrator, nishiwaga_office):
    assert 'name="phone"' in text_of(administrator.get(EDIT))
    assert "メールアドレスの形" in text_of(administrator.post(EDIT, {"mailbox": "nai"}))
    assert administrator.post(EDIT, {"phone": "0197-82-3284", "mailbox": "k@example.jp"}).url == OFFICE
    nishiwaga_office.refresh_from_db()
    assert (nishiwaga_office.phone, nishiwaga_office.needs_approval) == ("0197-82-3284", False)


def test_a_role_is_changed_and_the_last_administrator_stays(administrator, colleague, nishiwaga_officer):
    assert administrator.post(ROLE, {"posting": posting_of(colleague).pk, "role": "approver"}).url == OFFICE
    assert posting_of(colleague).role == Role.APPROVER
    assert "役割を変更しました" in text_of(administrator.get(OFFICE))
    administrator.post(ROLE, {"posting": posting_of(nishiwaga_officer).pk, "role": "viewer"})
    assert "管理者がいなくなるため" in text_of(administrator.get(OFFICE))
    assert posting_of(nishiwaga_officer).role == Role.ADMINISTRATOR
    assert administrator.post(ROLE, {"posting": posting_of(colleague).pk, "role": "nai"}).status_code == 404


def test_a_posting_ends_on_the_day_given(administrator, colleague, nishiwaga_officer):
    posting = posting_of(colleague)
    assert "最後の日を入力してください。その翌日から" in text_of(
        administrator.post(END, {"posting": posting.pk})
    )
    wrong = text_of(administrator.post(END, {"posting": posting.pk, "last_day": "令和元年13月1日"}))
    assert "暦にない日付" in wrong
    assert "今日以降の日" in text_of(
        administrator.post(END, {"posting": posting.pk, "last_day": "2020-01-01"})
    )
    day = today() + dt.timedelta(days=40)
    assert administrator.post(END, {"posting": posting.pk, "last_day": day.isoformat()}).url == OFFICE
    assert posting_of(colleague).last_day == day
    assert f"{day:%Y-%m-%d}まで" in text_of(administrator.get(OFFICE))
    last = {"posting": posting_of(nishiwaga_officer).pk, "last_day": day.isoformat()}
    assert "管理者がいなくなるため" in text_of(administrator.post(END, last))


def test_everybody_may_leave(editor, colleague):
    assert (
        editor.post(END, {"posting": posting_of(colleague).pk, "last_day": today().isoformat()}).url == OFFICE
    )
    assert posting_of(colleague).last_day == today()


def test_colleagues_are_invited_and_uninvited(administrator):
    assert "メールアドレスの形" in text_of(administrator.post(INVITE, {"email": "nai", "role": "editor"}))
    assert administrator.post(INVITE, {"email": "hanako@example.jp", "role": "viewer"}).url == OFFICE
    assert "hanako@example.jp" in text_of(administrator.get(OFFICE))
    assert administrator.post(CANCEL, {"invitation": Invitation.objects.get().pk}).url == OFFICE
    assert not Invitation.objects.open().exists()


def test_who_is_there_is_not_invited_again(administrator, colleague):
    text = text_of(administrator.post(INVITE, {"email": colleague.email, "role": "viewer"}))
    assert "すでにこの課に所属しています" in text
    assert f'value="{colleague.email}"' in text


def test_a_person_of_two_offices_chooses_the_one_to_act_for(administrator, nishiwaga_officer, arakawa_office):
    PostingFactory(office=arakawa_office, user=nishiwaga_officer, role=Role.VIEWER)
    assert "別の課に切り替える" in text_of(administrator.get(OFFICE))
    assert administrator.post(CHOOSE, {"office": arakawa_office.pk}).status_code == 302
    assert "荒川区 総務企画課" in text_of(administrator.get(OFFICE))
    assert administrator.post(CHOOSE, {"office": OfficeFactory().pk}).status_code == 404
    assert administrator.post(CHOOSE, {"office": "nai"}).status_code == 404


def test_the_page_asks_the_same_for_one_colleague_and_thirty(administrator, nishiwaga_office):
    PostingFactory(office=nishiwaga_office)
    first = statements(administrator, OFFICE)
    PostingFactory.create_batch(29, office=nishiwaga_office)
    assert statements(administrator, OFFICE) == first == 8


# --- The yearly confirmation --------------------------------------------------------------------------


def test_from_april_on_the_office_is_asked_until_it_confirms(administrator, nishiwaga_office):
    assert "登録内容の確認をお願いします" in text_of(administrator.get(OFFICE))
    assert "今年度の登録内容を確認する" in text_of(administrator.get(reverse("portal:members")))
    assert "企画課" in text_of(administrator.get(CONFIRM))
    assert administrator.post(CONFIRM).url == reverse("portal:members")
    assert Membership.objects.get().confirmed_on == today()
    assert "登録内容の確認をお願いします" not in text_of(administrator.get(OFFICE))


def test_who_only_looks_does_not_confirm(sign_in, nishiwaga_office):
    client = sign_in(member(nishiwaga_office, Role.VIEWER))
    assert "確認できるのは" in text_of(client.get(CONFIRM))
    assert client.post(CONFIRM).status_code == 403


def test_a_ward_has_nothing_to_confirm(sign_in, arakawa_office, arakawa_staff):
    client = sign_in(arakawa_staff)
    assert "登録内容の確認をお願いします" not in text_of(client.get(OFFICE))
    assert client.get(CONFIRM).status_code == 404


# --- Handover -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("month", "shown"), [(2, False), (3, True), (5, True), (6, False)])
def test_the_banner_stands_while_people_change_posts(administrator, monkeypatch, month, shown):
    monkeypatch.setattr("portal.templatetags.members.today", lambda: dt.date(2027, month, 1))
    assert ("人事異動の引継ぎ" in text_of(administrator.get(OFFICE))) == shown


def test_the_administrator_hands_over(administrator, nishiwaga_officer, colleague):
    text = text_of(administrator.get(HANDOVER))
    assert "今年度の登録内容を確認する" in text
    day = today() + dt.timedelta(days=30)
    typed = {"leaving": posting_of(nishiwaga_officer).pk, "last_day": day.isoformat()}
    assert "管理者がいなくなるため" in text_of(administrator.post(HANDOVER, typed))
    both = typed | {"successor": posting_of(colleague).pk, "email": "a@example.jp"}
    assert "どちらか一方" in text_of(administrator.post(HANDOVER, both))
    same = typed | {"successor": typed["leaving"]}
    assert "別の方を選んで" in text_of(administrator.post(HANDOVER, same))
    assert "今日以降" in text_of(administrator.post(HANDOVER, typed | {"last_day": "2020-01-01"}))
    assert administrator.post(HANDOVER, typed | {"email": "a@example.jp"}).url == HANDOVER
    assert "a@example.jp" in text_of(administrator.get(HANDOVER))
    assert administrator.post(HANDOVER, typed | {"successor": posting_of(colleague).pk}).url == HANDOVER
    assert posting_of(nishiwaga_officer).last_day == day
    assert posting_of(colleague).role == Role.ADMINISTRATOR


def test_others_hand_over_their_own_day_alone(editor, colleague, nishiwaga_officer):
    assert 'name="email"' not in text_of(editor.get(HANDOVER))
    typed = {"last_day": today().isoformat(), "email": "a@example.jp"}
    assert editor.post(HANDOVER, typed | {"leaving": posting_of(nishiwaga_officer).pk}).status_code == 200
    assert posting_of(nishiwaga_officer).valid_to is None
    assert editor.post(HANDOVER, typed | {"leaving": posting_of(colleague).pk}).url == HANDOVER
    assert posting_of(colleague).last_day == today()
    assert not Invitation.objects.exists()


# --- The directory ------------------------------------------------------------------------------------


def test_the_directory_names_members_and_wards_that_may_act(administrator, arakawa_office, kagamino_office):
    MembershipFactory(body=LocalGovernmentFactory(name="課のない町"))
    Membership.objects.filter(body=kagamino_office.body).update(suspended_on=today())
    text = text_of(administrator.get(DIRECTORY))
    assert "<strong>2</strong>団体" in text
    assert "mailto:kikaku@nishiwaga.example.jp" in text
    assert "荒川区" in text
    assert "鏡野町" not in text
    assert "<strong>1</strong>団体" in text_of(administrator.get(DIRECTORY, {"q": "ニシワガ"}))
    assert "<strong>1</strong>団体" in text_of(administrator.get(DIRECTORY, {"prefecture": "030007"}))
    assert "見つかりませんでした" in text_of(administrator.get(DIRECTORY, {"q": "鏡野"}))


def test_only_members_see_it(visitor, sign_in):
    for address in (DIRECTORY, FACILITIES, OFFICE, HANDOVER):
        assert visitor.get(address).status_code == 302
    assert sign_in(member(OfficeFactory())).get(DIRECTORY).url == reverse("municipalities:standing")


@hostile
def test_hostile_conditions_are_no_error(administrator, value):
    for address, names in (
        (DIRECTORY, ("q", "prefecture", "page")),
        (FACILITIES, ("q", "ward", "kind", "capacity")),
    ):
        for name in names:
            assert administrator.get(address, {name: value}).status_code == 200


def test_lists_ask_the_same_for_one_and_for_thirty(administrator):
    FacilityFactory()
    first = statements(administrator, DIRECTORY), statements(administrator, FACILITIES)
    for body in LocalGovernmentFactory.create_batch(29):
        MembershipFactory(body=body)
        OfficeFactory(body=body)
    FacilityFactory.create_batch(29)
    assert Office.objects.acting().count() == Facility.objects.count() == 30
    assert (statements(administrator, DIRECTORY), statements(administrator, FACILITIES)) == first == (9, 6)


# --- Facilities ---------------------------------------------------------------------------------------


def test_facilities_are_found_by_ward_kind_capacity_and_word(administrator):
    arakawa = WardFactory(code="131181", name="荒川区")
    FacilityFactory(ward=arakawa, name="サンパール荒川", capacity=975, address="荒川1-1-1")
    FacilityFactory(name="区民広場", kind="open_space", fee="無料")
    FacilityFactory(name="閉じたホール", ended_on=today())
    text = text_of(administrator.get(FACILITIES))
    assert "<strong>2</strong>件" in text
    assert "閉じたホール" not in text
    for asked, name in (
        ({"ward": "131181"}, "サンパール荒川"),
        ({"kind": "open_space"}, "区民広場"),
        ({"capacity": "900"}, "サンパール荒川"),
        ({"q": "さんぱーる"}, "サンパール荒川"),
        ({"q": "千代田区 広場"}, "区民広場"),
    ):
        text = text_of(administrator.get(FACILITIES, asked))
        assert "<strong>1</strong>件" in text, asked
        assert name in text
    assert "人数を数字で入力してください。" in text_of(
        administrator.get(FACILITIES, {"capacity": "たくさん"})
    )
    assert "見つかりませんでした" in text_of(administrator.get(FACILITIES, {"capacity": "5000"}))

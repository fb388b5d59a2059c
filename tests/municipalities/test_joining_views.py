"""The way in, page by page: the form, the proof of the address, the standing, invitations."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import signing
from django.test import Client
from django.urls import reverse

from accounts.models import OutgoingMail, User
from common import guard
from common.dates import today
from municipalities.actions import applications as actions
from municipalities.models import MembershipApplication, Posting
from municipalities.told import CONFIRM_SALT
from tests.factories import (
    InvitationFactory,
    LocalGovernmentFactory,
    MembershipApplicationFactory,
    MembershipFactory,
    PrefectureFactory,
    UserFactory,
)
from tests.pages import hostile, text_of

pytestmark = pytest.mark.django_db

APPLY, APPLIED = reverse("municipalities:apply"), reverse("municipalities:applied")
STANDING, EDIT, WITHDRAW = (
    reverse(f"municipalities:{name}") for name in ("standing", "edit_application", "withdraw_application")
)
State = MembershipApplication.State


@pytest.fixture
def typed(nishiwaga, monkeypatch):
    monkeypatch.setattr(guard, "QUICKEST", 0)
    return {
        "body_name": "岩手県西和賀町",
        "office_name": "企画課",
        "name": "西和賀 花子",
        "email": "hanako@town.example.jp",
        "phone": "0197-82-3284",
        "mailbox": "kikaku@town.example.jp",
        "reason": "雪の活用で\r\n連携したい。",
        "password": "ゆきのかつよう2026",
        "agreed": "on",
        "ticket": guard.new_ticket(),
    }


# --- The form -----------------------------------------------------------------------------------------


def test_a_visitor_applies(visitor, typed):
    assert "会員登録の申請" in text_of(visitor.get(APPLY))
    response = visitor.post(APPLY, typed)
    assert (response.status_code, response.url) == (302, APPLIED)
    application = MembershipApplication.objects.get()
    assert str(application.body) == "岩手県西和賀町"
    assert (application.office_name, application.reason) == ("企画課", "雪の活用で\n連携したい。")
    assert application.applicant.name == "西和賀 花子"
    assert "確認のメール" in text_of(visitor.get(APPLIED))


def test_a_known_address_sees_the_same(visitor, typed, kagamino_outsider):
    response = visitor.post(APPLY, typed | {"email": kagamino_outsider.email})
    assert (response.status_code, response.url) == (302, APPLIED)
    assert not MembershipApplication.objects.exists()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"body_name": ""}, "自治体の名称か団体コードを入力してください。"),
        ({"body_name": "雪国町"}, "都道府県名を付けた現在の名称か、団体コードで入力してください。"),
        ({"body_name": "西" * 61}, "60字以内で入力してください（現在61字）。"),
        ({"office_name": ""}, "課・担当の名称を入力してください。"),
        ({"name": " "}, "お名前を入力してください。"),
        ({"email": "nai"}, "メールアドレスの形になっていません。"),
        ({"mailbox": "nai"}, "メールアドレスの形になっていません。"),
        ({"phone": ""}, "電話番号を入力してください。"),
        ({"reason": "https://a https://b https://c https://d"}, "3つまで"),
        ({"password": "12345"}, "パスワード"),
        ({"password": "hanako@town.example.jp"}, "似すぎています"),
        ({"agreed": ""}, "同意してください。"),
        ({"homepage": "https://spam.example.com/"}, "欄は空に戻しました"),
        ({"ticket": "nai"}, "入力画面を開いた記録を確認できませんでした"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(visitor, typed, changed, message):
    response = visitor.post(APPLY, typed | changed)
    text = text_of(response)
    assert message in text
    for name in {"office_name", "phone", "email", "name"} - changed.keys():
        assert f'value="{typed[name]}"' in text
    assert typed["password"] not in text
    assert not MembershipApplication.objects.exists()
    assert not User.objects.exists()


def test_a_name_of_several_bodies_comes_back_with_them_to_choose_from(visitor, typed):
    for code, name in (("020001", "青森県"), ("160008", "富山県")):
        prefecture = PrefectureFactory(code=code, name=name)
        LocalGovernmentFactory(name="朝日町", kana="あさひちょう", prefecture=prefecture)
    text = text_of(visitor.post(APPLY, typed | {"body_name": "朝日町"}))
    assert "当てはまる自治体を、候補から選んでください。" in text
    codes = re.findall(r'type="radio" name="candidate" value="(\d{6})"', text)
    assert len(codes) == 2
    assert visitor.post(APPLY, typed | {"body_name": "朝日町", "candidate": codes[1]}).status_code == 302
    assert MembershipApplication.objects.get().body.code == codes[1]
    assert "候補" in text_of(visitor.post(APPLY, typed | {"body_name": "朝日町", "candidate": "033669"}))


def test_a_code_names_a_body(visitor, typed):
    assert visitor.post(APPLY, typed | {"body_name": "033669"}).status_code == 302


def test_too_many_are_asked_to_wait(visitor, typed, settings):
    settings.APPLICATIONS_PER_HOUR = 0
    response = visitor.post(APPLY, typed)
    assert response.status_code == 429
    assert "1時間ほど" in response.text


def test_without_the_token_the_form_comes_back(typed):

    response = Client(enforce_csrf_checks=True).post(APPLY, typed)
    assert response.status_code == 403
    assert f'value="{typed["office_name"]}"' in response.text


def test_a_person_signed_in_is_not_asked_for_an_address(typed, sign_in):
    person = UserFactory()
    client = sign_in(person)
    assert 'name="email"' not in text_of(client.get(APPLY))
    response = client.post(APPLY, typed)
    assert (response.status_code, response.url) == (302, STANDING)
    assert MembershipApplication.objects.get().applicant == person


@hostile
def test_hostile_texts_are_no_error(visitor, typed, value):
    for name in typed:
        response = visitor.post(APPLY, typed | {name: value})
        assert response.status_code in (200, 302)
        assert "<script>alert" not in response.text


@pytest.mark.parametrize("address", [APPLY, APPLIED])
def test_other_methods_are_refused(visitor, address):
    assert visitor.put(address).status_code == 405
    assert visitor.post(APPLIED).status_code == 405


# --- The proof of the address -------------------------------------------------------------------------


def link_in_mail(to: str) -> str:
    return re.search(r"http\S+(/join/\S+)", OutgoingMail.objects.filter(to=to).latest("pk").body)[1]


def test_the_link_of_the_mail_asks_and_its_button_proves(visitor, typed):
    visitor.post(APPLY, typed)
    link = link_in_mail(typed["email"])
    text = text_of(visitor.get(link))
    assert "岩手県西和賀町" in text
    assert MembershipApplication.objects.get().state == State.SUBMITTED
    assert "メールアドレスを確認しました" in text_of(visitor.post(link))
    assert MembershipApplication.objects.get().state == State.CONFIRMED
    assert EmailAddress.objects.get().verified
    assert "メールアドレスを確認しました" in text_of(visitor.get(link))


def test_a_link_of_ones_own_making_is_none(visitor):
    application = MembershipApplicationFactory(state=State.SUBMITTED)
    forged = [
        "nai",
        signing.dumps([application.pk, "other@example.jp"], salt=CONFIRM_SALT),
        signing.dumps([application.pk, application.applicant.email], salt="other"),
        signing.dumps("nai", salt=CONFIRM_SALT),
    ]
    for token in forged:
        assert visitor.post(reverse("municipalities:confirm_address", args=[token])).status_code == 404
    application.refresh_from_db()
    assert application.state == State.SUBMITTED


# --- How things stand ---------------------------------------------------------------------------------


@pytest.mark.parametrize("state", State)
def test_the_applicant_sees_the_state_and_what_comes_next(sign_in, state, secretariat):
    decided = {"decided_by": secretariat, "decided_at": "2026-11-25T00:00Z", "decision_reason": "課名の誤り"}
    application = MembershipApplicationFactory(state=state, **decided)
    text = text_of(sign_in(application.applicant).get(STANDING))
    assert application.get_state_display() in text
    assert application.number in text
    assert ("直して出し直す" in text) == (state == State.RETURNED)
    assert ("申請を取り下げる" in text) == application.is_open


def test_who_has_neither_is_led_to_the_form(sign_in):
    text = text_of(sign_in(UserFactory()).get(STANDING))
    assert "所属する課・担当がありません" in text
    assert f'href="{APPLY}"' in text


def test_who_belongs_to_a_suspended_member_is_told(sign_in, nishiwaga_office, nishiwaga_officer):
    nishiwaga_office.body.memberships.update(suspended_on=today())
    client = sign_in(nishiwaga_officer)
    assert client.get(reverse("portal:members")).url == STANDING
    assert "停止中" in text_of(client.get(STANDING))


def test_a_pending_person_sees_nothing_of_the_members_area(sign_in):
    client = sign_in(MembershipApplicationFactory().applicant)
    for name in (
        "portal:members",
        "municipalities:members",
        "municipalities:facilities",
        "municipalities:office",
    ):
        assert client.get(reverse(name)).url == STANDING


def test_what_was_sent_back_is_changed_and_comes_again(sign_in, nishiwaga, secretariat):
    application = MembershipApplicationFactory(body=nishiwaga)
    client = sign_in(application.applicant)
    assert client.get(EDIT).status_code == 404
    MembershipApplication.objects.update(
        state=State.RETURNED,
        decided_by=secretariat,
        decided_at="2026-11-25T00:00Z",
        decision_reason="課名の誤り",
    )
    text = text_of(client.get(EDIT))
    assert "課名の誤り" in text
    assert 'value="岩手県西和賀町"' in text
    typed = {"body_name": "西和賀町", "office_name": "", "phone": "0197", "reason": "雪"}
    assert "課・担当の名称を入力してください。" in text_of(client.post(EDIT, typed))
    assert client.post(EDIT, typed | {"office_name": "企画政策課"}).url == STANDING
    application.refresh_from_db()
    assert (application.state, application.office_name) == (State.IN_REVIEW, "企画政策課")


def test_taking_back_is_asked_once_more(sign_in):
    application = MembershipApplicationFactory()
    client = sign_in(application.applicant)
    assert "取り下げますか" in text_of(client.post(WITHDRAW))
    assert client.post(WITHDRAW, {"confirmed": "yes"}).url == STANDING
    application.refresh_from_db()
    assert application.state == State.WITHDRAWN
    assert client.get(WITHDRAW).status_code == 405
    assert client.post(WITHDRAW).status_code == 404


# --- Invitations --------------------------------------------------------------------------------------

NEW = {"name": "西和賀 花子", "password": "ゆきのかつよう2026", "agreed": "on"}


def test_who_is_invited_registers_and_joins(visitor, nishiwaga_office):
    invitation = InvitationFactory(office=nishiwaga_office, email="hanako@example.jp")
    address = invitation.get_absolute_url()
    assert "岩手県西和賀町 企画課" in text_of(visitor.get(address))
    assert "お名前を入力してください。" in text_of(visitor.post(address, NEW | {"name": ""}))
    assert "同意してください。" in text_of(visitor.post(address, NEW | {"agreed": ""}))
    assert "短すぎます" in text_of(visitor.post(address, NEW | {"password": "ab1"}))
    response = visitor.post(address, NEW)
    assert response.url == reverse("account_login")
    posting = Posting.objects.get(user__email="hanako@example.jp")
    assert (posting.office, posting.role) == (nishiwaga_office, invitation.role)
    assert "すでに受けられています" in text_of(visitor.get(address))
    assert visitor.post(address, NEW).status_code == 200
    assert Posting.objects.filter(office=nishiwaga_office).count() == 2


def test_who_has_an_account_signs_in_first(visitor, sign_in, nishiwaga_office, kagamino_outsider):
    invitation = InvitationFactory(office=nishiwaga_office, email=kagamino_outsider.email)
    address = invitation.get_absolute_url()
    text = text_of(visitor.get(address))
    assert "ログインして招待を受ける" in text
    assert visitor.post(address, NEW).status_code == 200
    assert sign_in(kagamino_outsider).post(address).url == reverse("portal:members")
    assert Posting.objects.get(user=kagamino_outsider).office == nishiwaga_office


def test_somebody_else_cannot_take_it_up(sign_in, nishiwaga_office, kagamino_outsider):
    address = InvitationFactory(office=nishiwaga_office).get_absolute_url()
    client = sign_in(kagamino_outsider)
    assert "別のメールアドレスの方への招待です" in text_of(client.get(address))
    assert client.post(address).status_code == 200
    assert not Posting.objects.filter(user=kagamino_outsider).exists()


def test_an_invitation_that_is_over_says_so(visitor):
    invitation = InvitationFactory(cancelled_at="2026-11-25T00:00Z")
    assert "期限が過ぎたか、取り消されました" in text_of(visitor.get(invitation.get_absolute_url()))
    assert visitor.get(reverse("municipalities:invitation", args=["nai"])).status_code == 404


def test_the_mail_of_a_decision_leads_somewhere(sign_in, nishiwaga, secretariat_office, secretariat):
    MembershipFactory(body=nishiwaga)
    application = MembershipApplicationFactory(body=nishiwaga)
    actions.approve(application=application, by=secretariat)
    mail = OutgoingMail.objects.get(to=application.applicant.email)
    path = re.search(r"https?://[^/]+(/\S*)", mail.body)[1]
    assert sign_in(application.applicant).get(path).status_code == 200

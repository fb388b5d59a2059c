"""How a body presents itself: written by its offices, public once somebody who may has said so."""

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from common.dates import today
from municipalities.models import Posting, Profile
from tests.factories import ProfileFactory
from tests.municipalities.people import member
from tests.pages import text_of

pytestmark = pytest.mark.django_db

PROFILE = reverse("municipalities:profile")
TYPED = {
    "introduction": "## 雪の町\n\n**雪室**があります。<script>alert(1)</script>",
    "offers": "雪、木材",
    "needs": "",
    "partners": "",
    "links": "https://www.town.example.jp/\r\n",
    "office": "",
}


@pytest.fixture
def administrator(sign_in, nishiwaga_office, nishiwaga_officer):
    return sign_in(nishiwaga_officer)


@pytest.fixture
def editor(sign_in, nishiwaga_office):
    return sign_in(member(nishiwaga_office, Posting.Role.EDITOR))


def test_what_is_published_stands_on_the_public_page(administrator, visitor, nishiwaga, nishiwaga_office):
    address = nishiwaga.get_absolute_url()
    assert "自治体情報" in text_of(administrator.get(PROFILE))
    typed = TYPED | {"office": nishiwaga_office.pk}
    assert administrator.post(PROFILE, typed | {"state": "draft"}).url == PROFILE
    assert "雪室" not in text_of(visitor.get(address))
    assert administrator.post(PROFILE, typed | {"state": "published"}).url == PROFILE
    assert Profile.objects.get().published_on == today()
    text = text_of(visitor.get(address))
    for shown in (
        "西和賀町の紹介",
        "<strong>雪室</strong>",
        "雪、木材",
        'href="https://www.town.example.jp/"',
        "企画課",
    ):
        assert shown in text
    assert "<script>alert" not in text
    assert nishiwaga_office.mailbox not in text
    assert AuditEvent.objects.filter(verb="profile.save").count() == 2


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"introduction": ""}, "公開するには、紹介を入力してください。"),
        ({"introduction": "雪" * 2001}, "2000字以内で入力してください（現在2001字）。"),
        ({"links": "https://a.example.jp/\njavascript:alert(1)"}, "2行目は、ページのアドレスの形"),
        ({"links": "https://a.example.jp/\n" * 9}, "8件まで"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(administrator, changed, message):
    text = text_of(administrator.post(PROFILE, TYPED | {"state": "published"} | changed))
    assert message in text
    assert "雪、木材" in text
    assert not Profile.objects.exists()


def test_an_editor_writes_drafts_where_the_office_asks_for_approval(editor, nishiwaga, nishiwaga_office):
    assert 'name="state"' not in text_of(editor.get(PROFILE))
    assert editor.post(PROFILE, TYPED | {"state": "published"}).status_code == 302
    assert Profile.objects.get().state == Profile.State.DRAFT
    Profile.objects.update(state="published", published_on=today())
    assert "変更できるのは決裁者・管理者" in text_of(editor.get(PROFILE))
    assert editor.post(PROFILE, TYPED | {"offers": "別のもの"}).status_code == 403
    assert Profile.objects.get().offers == "雪、木材"
    type(nishiwaga_office).objects.update(needs_approval=False)
    assert editor.post(PROFILE, TYPED | {"state": "published", "offers": "別のもの"}).status_code == 302
    assert Profile.objects.get().offers == "別のもの"


def test_who_only_looks_and_the_secretariat_write_none(sign_in, nishiwaga_office, secretariat_office):
    assert sign_in(member(nishiwaga_office, Posting.Role.VIEWER)).get(PROFILE).status_code == 403
    approver = member(secretariat_office, Posting.Role.APPROVER)
    assert sign_in(approver).get(PROFILE).status_code == 404


def test_wards_and_prefectures_present_themselves_too(visitor, arakawa, nishiwaga):
    for body in (arakawa, nishiwaga.prefecture):
        ProfileFactory(body=body)
        assert f"{body.name}の紹介" in text_of(visitor.get(body.get_absolute_url()))

"""The picture of a profile: who may set it, where it shows, and that nothing of it stays behind."""

import datetime as dt

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from municipalities.models import Posting, ProfilePhoto
from tests.bulletin.board.browser import send
from tests.factories import ProfileFactory, ProfilePhotoFactory
from tests.factories.files import photo
from tests.pages import text_of

pytestmark = pytest.mark.django_db

PICTURE = reverse("municipalities:profile_picture")
REMOVE = reverse("municipalities:remove_profile_picture")
TYPED = {"alt": "雪だるまのマスコット", "rights_holder": "西和賀町", "usable_until": "2099-03-31"}


@pytest.fixture
def profile(nishiwaga):
    return ProfileFactory(body=nishiwaga)


@pytest.fixture
def officer(sign_in, nishiwaga_office, nishiwaga_officer):
    return sign_in(nishiwaga_officer)


def test_it_shows_on_the_public_page_once_the_profile_does(officer, profile, nishiwaga, visitor):
    assert send(officer, PICTURE, image=photo(), **TYPED).status_code == 302
    picture = ProfilePhoto.objects.get()
    page = text_of(visitor.get(nishiwaga.get_absolute_url()))
    assert f'src="{picture.get_absolute_url()}"' in page
    assert "雪だるまのマスコット" in page
    for address in (picture.get_absolute_url(), picture.card_url):
        answer = visitor.get(address)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    profile.state, profile.published_on = "draft", None
    profile.save()
    assert picture.get_absolute_url() not in text_of(visitor.get(nishiwaga.get_absolute_url()))
    assert visitor.get(picture.get_absolute_url()).status_code == 404
    assert officer.get(picture.get_absolute_url()).status_code == 200


def test_another_takes_its_place_and_its_files_go(officer, profile, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        send(officer, PICTURE, image=photo(), **TYPED)
    first = ProfilePhoto.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        send(officer, PICTURE, image=photo(), **TYPED)
    second = ProfilePhoto.objects.get()
    assert [default_storage.exists(name) for name in first.stored] == [False, False]
    assert [default_storage.exists(name) for name in second.stored] == [True, True]
    assert "別の絵・写真に替える" in text_of(officer.get(PICTURE))
    with django_capture_on_commit_callbacks(execute=True):
        assert officer.post(REMOVE).status_code == 302
    assert not ProfilePhoto.objects.exists()
    assert not default_storage.exists(second.stored[0])


def test_past_its_day_it_is_shown_no_more(profile, nishiwaga, visitor):
    picture = ProfilePhotoFactory(profile=profile, usable_until=dt.date(2026, 1, 1))
    assert picture.get_absolute_url() not in text_of(visitor.get(nishiwaga.get_absolute_url()))
    assert visitor.get(picture.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"alt": ""}, "代替テキストを入力してください"),
        ({"rights_holder": ""}, "権利者を入力してください"),
        ({"usable_until": "2020-01-01"}, "今日以降の日を入力してください"),
        ({"usable_until": "いつまでも"}, "日付として読めません"),
        ({"image": ""}, "写真"),
    ],
)
def test_bad_input_is_told_and_nothing_kept(officer, profile, typed, told):
    answer = send(officer, PICTURE, **{"image": photo(), **TYPED, **typed})
    assert told in answer.content.decode()
    assert not ProfilePhoto.objects.exists()


def test_who_may_not_changes_nothing(
    sign_in,
    officer,
    profile,
    arakawa_office,
    arakawa_staff,
    secretariat_office,
    secretariat,
    nishiwaga_office,
):
    ProfilePhotoFactory(profile=profile)
    for person in (arakawa_staff, secretariat):
        client = sign_in(person)
        assert client.get(PICTURE).status_code in (403, 404)
        assert client.post(REMOVE).status_code in (403, 404)
    for role in (Posting.Role.VIEWER, Posting.Role.EDITOR):  # an editor changes no profile that is public
        Posting.objects.filter(office=nishiwaga_office).update(role=role)
        assert officer.get(PICTURE).status_code == 403
        assert officer.post(REMOVE).status_code == 403
    assert ProfilePhoto.objects.count() == 1


def test_without_a_profile_there_is_nothing_to_add_it_to(officer):
    assert officer.get(PICTURE).status_code == 404

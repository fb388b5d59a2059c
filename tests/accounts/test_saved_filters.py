"""Conditions of the admin's lists that people keep under a name."""

import pytest
from django.urls import reverse

from accounts.models import SavedFilter
from tests import factories as f

pytestmark = pytest.mark.django_db
LIST = "/admin/municipalities/partnership/"
SAVE = "/admin/saved-filters/"


def sent(**changed):
    return {
        "model": "municipalities.partnership",
        "name": "姉妹都市",
        "query": "kind__exact=sister&q=雪&o=-1",
    } | changed


@pytest.fixture
def staff(sign_in, arakawa_staff, arakawa_office):
    return sign_in(arakawa_staff)


def test_a_condition_is_kept_and_stands_above_the_list(staff, arakawa_staff):
    answer = staff.post(SAVE, sent(), follow=True)

    saved = SavedFilter.objects.get()
    assert (saved.user, saved.name) == (arakawa_staff, "姉妹都市")
    assert saved.query == "kind__exact=sister&q=%E9%9B%AA&o=-1"
    assert answer.redirect_chain == [(f"{LIST}?{saved.query}", 302)]
    assert "条件「姉妹都市」を保存しました。" in answer.text
    assert f'href="?{saved.query.replace("&", "&amp;")}" aria-current="true"' in answer.text
    assert "この条件を保存" in answer.text
    plain = staff.get(LIST).text
    assert "姉妹都市</a>" in plain
    assert "この条件を保存" not in plain


def test_the_page_is_no_condition(staff):
    staff.post(SAVE, sent(query="kind__exact=sister&p=2&e=1"))
    assert SavedFilter.objects.get().query == "kind__exact=sister"


def test_others_do_not_see_or_delete_it(staff, sign_in, secretariat):
    staff.post(SAVE, sent())
    other = sign_in(secretariat)
    assert "姉妹都市</a>" not in other.get(LIST).text.split("changelist-filter")[0]
    page = reverse("admin:drop_filter", args=[SavedFilter.objects.get().pk])
    assert other.post(page).status_code == 404
    other.post(SAVE, sent())
    assert SavedFilter.objects.count() == 2
    assert staff.get(page).status_code == 405
    assert staff.post(page).url == LIST
    assert SavedFilter.objects.get().user == secretariat


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"name": " "}, "条件の名前を入力してください。"),
        ({"name": "あ" * 41}, "40字以内で入力してください"),
        ({"query": ""}, "絞り込み、検索、並べ替えのどれかをしてから"),
        ({"query": "q=" + "a" * 2000}, "条件が長すぎるため"),
    ],
)
def test_bad_input_is_answered_and_nothing_kept(staff, changed, told):
    answer = staff.post(SAVE, sent(**changed), follow=True)
    assert told in answer.text
    assert not SavedFilter.objects.exists()


def test_a_name_is_taken_once(staff):
    staff.post(SAVE, sent())
    answer = staff.post(SAVE, sent(query="q=海"), follow=True)
    assert "この名前の条件は保存済みです。" in answer.text
    assert SavedFilter.objects.get().query.startswith("kind")


def test_there_is_a_most(staff, arakawa_staff):
    for n in range(SavedFilter.MOST):
        f.SavedFilterFactory(user=arakawa_staff, name=f"条件{n}")
    assert "20件までです" in staff.post(SAVE, sent(), follow=True).text
    assert SavedFilter.objects.count() == SavedFilter.MOST


@pytest.mark.parametrize("model", ["", "x", "accounts.user", "portal.nothing", "auth.permission"])
def test_only_lists_that_the_person_sees(staff, model):
    assert staff.post(SAVE, sent(model=model)).status_code == 404
    assert not SavedFilter.objects.exists()


def test_wrong_person_and_wrong_method(staff, visitor, sign_in, nishiwaga_officer):
    assert staff.get(SAVE).status_code == 405
    assert visitor.post(SAVE, sent()).status_code == 302
    assert sign_in(nishiwaga_officer).post(SAVE, sent()).status_code == 302
    assert not SavedFilter.objects.exists()


def test_a_condition_opens_no_more_than_the_person_may_see(staff, arakawa_staff):
    koto = f.WardFactory(code="131083", name="江東区", kana="こうとうく")
    tie = f.PartnershipFactory(ward=koto)
    staff.post(SAVE, sent(query=f"ward__id__exact={koto.pk}"))
    answer = staff.get(f"{LIST}?{SavedFilter.objects.get().query}")
    assert f"/{tie.pk}/change/" not in answer.text


def test_a_choice_in_a_window_has_none_of_it(staff):
    staff.post(SAVE, sent())
    assert "saved-filters" not in staff.get(LIST, {"_popup": "1"}).text

"""The reconciliation desk in the admin: the list of what waits, and the page of one name."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from municipalities.models import NameQuestion, NameSighting, NameVariant
from tests import factories as f
from tests.municipalities.test_questions import ask, asked

pytestmark = pytest.mark.django_db
LIST = "/admin/municipalities/namequestion/"


@pytest.fixture
def question(nishiwaga):
    (question,) = ask(
        asked("西和賀村", "岩手県", "連携.xlsx 2行目", line="西和賀村,姉妹都市"),
        asked("西和賀村", "岩手県", "連携.xlsx 9行目", line="西和賀村,災害"),
    )
    return question


@pytest.fixture
def desk(sign_in, secretariat):
    return sign_in(secretariat)


def names(answer):
    return [row.written for row in answer.context["cl"].result_list]


def test_the_list_is_what_waits_most_seen_first(desk, question, secretariat, nishiwaga):
    once = f.NameSightingFactory(question__written="一度だけ町").question
    decided = f.NameQuestionFactory(written="判断した町")
    variant = f.NameVariantFactory(kind="verdict", reason="確かめた", decided_on="2026-04-01")
    NameQuestion.objects.filter(pk=decided.pk).update(
        state="decided", variant=variant, decided_by=secretariat, decided_at="2026-04-01T00:00Z"
    )

    assert names(desk.get(LIST)) == ["西和賀村", once.written]
    assert names(desk.get(LIST, {"state": "decided"})) == ["判断した町"]
    assert len(names(desk.get(LIST, {"state": "all"}))) == 3
    assert names(desk.get(LIST, {"verdict__exact": "review"})) == ["西和賀村"]
    assert names(desk.get(LIST, {"prefecture__id__exact": nishiwaga.prefecture_id})) == ["西和賀村"]
    assert names(desk.get(LIST, {"q": "災害"})) == ["西和賀村"]


def test_the_page_shows_lines_candidates_and_earlier_verdicts(desk, question, nishiwaga, kagamino):
    f.NameVariantFactory(
        written="西和賀村",
        prefecture=None,
        body=nishiwaga,
        kind="verdict",
        reason="前の判断",
        decided_on="2026-04-01",
    )
    f.NameVariantFactory(
        written="無関係市", body=kagamino, kind="verdict", reason="遠い判断", decided_on="2026-04-01"
    )

    page = desk.get(question.get_absolute_url()).text

    for text in (
        "西和賀村",
        "岩手県",
        "要確認",
        "連携.xlsx 9行目",
        "西和賀村,災害",
        "033669",
        "にしわがまち",
    ):
        assert text in page
    assert "「村」が「町」" in page
    assert "<mark>村</mark>" in page
    assert "前の判断" in page
    assert "遠い判断" not in page


def test_pressing_a_candidate_decides_and_leads_to_the_next(desk, question, nishiwaga, secretariat):
    following = f.NameQuestionFactory()

    answer = desk.post(
        question.get_absolute_url(), {"choice": nishiwaga.pk, "reason": "町の誤り"}, follow=True
    )

    assert answer.redirect_chain == [(following.get_absolute_url(), 302)]
    assert "「岩手県 西和賀村」を「岩手県西和賀町」と判断しました。" in answer.text
    variant = NameVariant.objects.get()
    assert (variant.body, variant.reason, variant.decided_by) == (nishiwaga, "町の誤り", secretariat)


def test_after_the_last_it_leads_to_the_list(desk, question):
    answer = desk.post(question.get_absolute_url(), {"choice": "none", "reason": "誤記"})

    assert answer.url == LIST
    assert NameVariant.objects.get().body is None


@pytest.mark.parametrize("field", ["other", "other_written"])
def test_another_body_is_chosen_from_all_or_written(desk, question, kagamino, field):
    value = {"other": kagamino.pk, "other_written": "鏡野町"}[field]

    desk.post(question.get_absolute_url(), {"choice": "other", field: value, "reason": "資料で確認"})

    assert NameVariant.objects.get().body == kagamino


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, "候補のボタンか"),
        ({"choice": "999999"}, "候補のボタンか"),
        ({"choice": "abc"}, "候補のボタンか"),
        ({"choice": "other"}, "ほかの団体を選んでから"),
        ({"choice": "other", "other": "x"}, "選んだ団体が見つかりません"),
        ({"choice": "other", "other_written": "どこか町"}, "「どこか町」の団体が決まりません"),
        ({"choice": "none", "reason": "あ" * 301}, "理由"),
    ],
)
def test_bad_input_is_answered_and_nothing_decided(desk, question, sent, told):
    answer = desk.post(question.get_absolute_url(), sent)

    assert answer.status_code == 200
    assert told in answer.text
    assert 'role="alert"' in answer.text
    assert not NameVariant.objects.exists()


def test_no_reason_for_none_is_refused_in_words(desk, question):
    answer = desk.post(question.get_absolute_url(), {"choice": "none"}, follow=True)

    assert "理由を入力してください" in answer.text
    assert not NameVariant.objects.exists()


def test_who_comes_second_is_told(desk, question, nishiwaga):
    page = question.get_absolute_url()
    desk.post(page, {"choice": nishiwaga.pk})

    answer = desk.post(page, {"choice": "none", "reason": "誤記"}, follow=True)

    assert "すでに事務局 花子さんが" in answer.text
    assert NameVariant.objects.get().body == nishiwaga


def test_a_verdict_is_undone(desk, question, nishiwaga):
    page = question.get_absolute_url()
    desk.post(page, {"choice": nishiwaga.pk})
    assert "判断を取り消す" in desk.get(page).text

    answer = desk.post(page, {"undo": "1"}, follow=True)

    assert "判断を取り消しました" in answer.text
    assert not NameVariant.objects.exists()
    question.refresh_from_db()
    assert question.is_waiting


def test_a_verdict_in_use_is_not_deleted_beside_the_desk(desk, question, nishiwaga):
    desk.post(question.get_absolute_url(), {"choice": nishiwaga.pk})
    variant = NameVariant.objects.get()

    desk.post(reverse("admin:municipalities_namevariant_delete", args=[variant.pk]), {"post": "yes"})

    assert NameVariant.objects.exists()


def test_ward_staff_do_not_see_the_desk(sign_in, arakawa_staff, arakawa_office, question):
    staff = sign_in(arakawa_staff)
    assert staff.get(LIST).status_code == 403
    assert staff.get(question.get_absolute_url()).status_code == 403
    assert staff.post(question.get_absolute_url(), {"choice": "none", "reason": "x"}).status_code == 403
    assert not NameVariant.objects.exists()


def test_who_may_only_look_decides_nothing(sign_in, arakawa_staff, question):
    arakawa_staff.user_permissions.add(Permission.objects.get(codename="view_namequestion"))
    client = sign_in(arakawa_staff)
    assert "に決める" not in client.get(question.get_absolute_url()).text
    assert client.post(question.get_absolute_url(), {"choice": "none", "reason": "x"}).status_code == 403


def test_a_question_that_is_none_leads_home(desk):
    assert desk.get(reverse("admin:municipalities_namequestion_change", args=[9])).status_code == 302


def test_a_page_asks_the_same_for_one_line_and_for_many(desk, question, django_assert_num_queries):
    with django_assert_num_queries(8):
        desk.get(question.get_absolute_url())
    NameSighting.objects.bulk_create(
        [NameSighting(question=question, where=f"{n}行目", on=question.on) for n in range(80)]
    )
    for n in range(9):
        f.NameVariantFactory(
            written=f"西和賀{n}村", kind="verdict", reason="似た名称", decided_on="2026-04-01"
        )
    with django_assert_num_queries(8):
        page = desk.get(question.get_absolute_url()).text
    assert page.count("行目</td>") == 50
    assert "続きは" in page

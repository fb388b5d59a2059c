"""What is typed is kept as it is typed, for whoever of the body goes on with it."""

import pytest

from surveys.models import Answer, Question, SurveyTarget
from tests.pages import text_of
from tests.surveys.basics import enter, marks_of, own

pytestmark = pytest.mark.django_db

Kind = Question.Kind


def test_what_is_typed_is_kept_whatever_it_is(visitor, code_target, q):
    address = enter(visitor, code_target)
    typed = {q[Kind.NUMBER]: "たく\x00さん", "marks": marks_of(visitor, address)}
    saved = visitor.post(f"{address}save/", typed)
    assert saved.json()["overtaken"] == []
    assert "たくさん" in visitor.get(address).content.decode()
    assert SurveyTarget.objects.get(pk=code_target.pk).state == "writing"


def test_two_people_fill_in_different_questions(visitor, client, code_target, q):
    address = enter(visitor, code_target)
    enter(client, code_target)
    first, second = marks_of(visitor, address), marks_of(client, address)
    visitor.post(f"{address}save/", {q[Kind.TEXT]: "雪", "marks": first})
    saved = client.post(f"{address}save/", {q[Kind.NUMBER]: "12", "marks": second})
    assert saved.json()["overtaken"] == []
    typed = Answer.objects.get().typed
    assert (typed[q[Kind.TEXT]], typed[q[Kind.NUMBER]]) == (["雪"], ["12"])


def test_of_two_who_write_the_same_neither_is_lost(visitor, client, code_target, q):
    address = enter(visitor, code_target)
    enter(client, code_target)
    first, second = marks_of(visitor, address), marks_of(client, address)
    visitor.post(f"{address}save/", {q[Kind.TEXT]: "雪", "marks": first})
    saved = client.post(f"{address}save/", {q[Kind.TEXT]: "氷", "marks": second}).json()
    assert saved["overtaken"] == ["問7 提供できること"]
    assert Answer.objects.get().typed[q[Kind.TEXT]] == ["雪"]
    page = client.post(address, {q[Kind.TEXT]: "氷", "marks": saved["marks"], "do": "save"})
    assert page.status_code == 422
    shown = page.content.decode()
    assert "ほかの人が先に書き換えた設問があります" in shown
    assert 'value="氷"' in shown
    again = page.context["form"]["marks"].value()
    client.post(address, {q[Kind.TEXT]: "氷", "marks": again, "do": "save"})
    assert Answer.objects.get().typed[q[Kind.TEXT]] == ["氷"]


def test_one_who_goes_on_typing_is_not_in_the_own_way(visitor, code_target, q):
    address = enter(visitor, code_target)
    marks = marks_of(visitor, address)
    for text in ("雪", "雪を", "雪を運ぶ"):
        saved = visitor.post(f"{address}save/", {q[Kind.TEXT]: text, "marks": marks}).json()
        assert saved["overtaken"] == []
        marks = saved["marks"]
    assert Answer.objects.get().typed[q[Kind.TEXT]] == ["雪を運ぶ"]


@pytest.mark.parametrize("marks", ["", "q1", "q1:x.q2", ":::", "." * 50, "あ:い"])
def test_marks_that_are_none_lose_nothing(visitor, code_target, q, marks):
    address = enter(visitor, code_target)
    visitor.post(f"{address}save/", {q[Kind.TEXT]: "雪", "marks": marks})
    assert Answer.objects.get().typed[q[Kind.TEXT]] == ["雪"]


def test_what_is_sent_after_the_session_has_ended_comes_back(client, member_target, nishiwaga_officer, q):
    client.force_login(nishiwaga_officer)
    address = own(member_target.survey)
    page = client.get(address)
    sent = {
        page.context["writer_name"]: page.context["writer"],
        "marks": page.context["form"]["marks"].value(),
    }
    client.logout()
    client.post(address, sent | {q[Kind.TEXT]: "夜に書いた雪の案"})
    assert not Answer.objects.exists()
    client.force_login(nishiwaga_officer)
    again = client.get(address)
    assert "夜に書いた雪の案" in again.content.decode()
    assert "まだ送られていません" in again.content.decode()
    kept = again.context["form"]["marks"].value()
    client.post(address, {q[Kind.TEXT]: "夜に書いた雪の案", "marks": kept, "do": "save"})
    assert Answer.objects.get().typed[q[Kind.TEXT]] == ["夜に書いた雪の案"]


def test_what_is_sent_after_the_code_was_forgotten_comes_back(visitor, code_target, q):
    address = enter(visitor, code_target)
    sent = {q[Kind.TEXT]: "夜に書いた雪の案", "marks": marks_of(visitor, address), "do": "save"}
    del visitor.cookies["sessionid"]
    asked = visitor.post(address, sent, follow=True)
    assert "入力した内容は残っています" in text_of(asked)
    assert not Answer.objects.exists()
    again = visitor.get(enter(visitor, code_target))
    assert "夜に書いた雪の案" in again.content.decode()
    assert "まだ保存していません" in again.content.decode()
    visitor.post(address, sent | {"marks": again.context["form"]["marks"].value()})
    assert Answer.objects.get().typed[q[Kind.TEXT]] == ["夜に書いた雪の案"]

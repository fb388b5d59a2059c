"""The page of one body that a survey asks, and what is done there."""

import datetime as dt

import pytest
from django.utils import timezone

from surveys.models import Contact, SurveyTarget, TargetState
from tests.factories import AnswerFileFactory, AnswerVersionFactory
from tests.pages import text_of
from tests.surveys.targets.conftest import at, once, survey_asking

pytestmark = pytest.mark.django_db


def test_one_body(code_target, desk):
    page = text_of(desk.get(at("target", code_target.survey, "336068")))
    assert code_target.typed_code in page
    assert code_target.get_absolute_url() in page
    for label in ("送付済にする", "代理入力する", "辞退にする", "対象外にする", "連絡を記録する"):
        assert label in page
    assert "差し戻す" not in page


def test_versions_and_what_was_answered(code_target, desk, q):
    survey = code_target.survey
    SurveyTarget.objects.filter(pk=code_target.pk).update(state="resubmitted", version=2)
    first, last = {q["long_text"][1:]: "雪を運ぶ"}, {q["long_text"][1:]: "雪を運びたい", q["one"][1:]: 1}
    AnswerVersionFactory(target=code_target, content=first)
    AnswerVersionFactory(target=code_target, number=2, content=last, door="proxy", signed="総務課 見本")
    AnswerFileFactory(target=code_target, title="回答用紙")
    address = at("target", survey, "336068")
    page = text_of(desk.get(address))
    for text in (
        "第1版　回答コード",
        "第2版　代理入力　総務課 見本",
        "雪を運びたい",
        "ある",
        "回答用紙（PDF",
    ):
        assert text in page
    assert "雪を運ぶ<" not in page
    assert "雪を運ぶ<" in text_of(desk.get(f"{address}?version=1"))


def test_the_history_of_contacts(code_target, desk):
    desk.post(at("note_contact", code_target.survey, "336068"), once(way="phone", note="10日までに回答"))
    page = text_of(desk.get(at("target", code_target.survey, "336068")))
    assert "10日までに回答" in page
    assert "事務局 花子" in page


def test_a_contact_without_words_is_refused(code_target, desk):
    answer = desk.post(at("note_contact", code_target.survey, "336068"), once(way="phone", note=""))
    assert answer.status_code == 422
    assert "内容を入力してください" in answer.text
    assert not Contact.objects.filter(target=code_target).exists()


def test_a_move_is_asked_and_made_once(code_target, desk):
    address = at("move_target", code_target.survey, "336068", "send")
    assert "依頼文を送ったことを記録します" in text_of(desk.get(address))
    typed = once(way="post", day=str(timezone.localdate() - dt.timedelta(days=2)))
    for _ in range(2):
        assert desk.post(address, typed)["Location"] == code_target.desk_url
    code_target.refresh_from_db()
    assert code_target.state == "sent"
    assert timezone.localdate(code_target.sent_at) == timezone.localdate() - dt.timedelta(days=2)
    assert Contact.objects.filter(target=code_target).count() == 1
    assert "「送付済にする」はできません" in text_of(desk.get(address))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"way": "post", "day": ""}, "送付した日を入力してください"),
        ({"way": "nowhere", "day": "2026-11-01"}, "nowhere"),
        ({"way": "post", "day": "2099-01-01"}, "今日までの日を入力してください"),
        ({"way": "post", "day": "2001-01-01"}, "1年以上前の日は入力できません"),
    ],
)
def test_a_bad_day_or_way(typed, told, code_target, desk):
    answer = desk.post(at("move_target", code_target.survey, "336068", "send"), once(**typed))
    assert answer.status_code == 422
    assert told in answer.text
    code_target.refresh_from_db()
    assert code_target.state == "unsent"


def test_sending_back_asks_for_a_reason(code_target, desk):
    SurveyTarget.objects.filter(pk=code_target.pk).update(state="submitted", version=1)
    address = at("move_target", code_target.survey, "336068", "return")
    answer = desk.post(address, once(reason=""))
    assert answer.status_code == 422
    assert "理由を入力してください" in answer.text
    desk.post(address, once(reason="職員数をご確認ください。"))
    code_target.refresh_from_db()
    assert code_target.state == TargetState.RETURNED
    assert "職員数をご確認ください。" in text_of(desk.get(code_target.desk_url))


def test_a_move_that_is_overtaken_is_told(code_target, desk):
    address = at("move_target", code_target.survey, "336068", "bounce")
    answer = desk.post(address, once(reason=""))
    assert answer.status_code == 422


def test_all_unread_are_confirmed(posted, desk):
    survey = posted.survey
    address = at("confirm_all", survey)
    assert "確認していない回答はありません" in text_of(desk.get(address))
    SurveyTarget.objects.filter(survey=survey).update(state="submitted")
    page = desk.get(address)
    assert "<strong>2</strong>件" in page.text
    until = page.context["form"]["until"].value()
    assert desk.post(address, once(until=until))["Location"] == at("targets", survey)
    assert set(SurveyTarget.objects.values_list("state", flat=True)) == {"confirmed"}
    assert desk.post(address, once(until="いつか")).status_code == 422


def test_a_code_is_given_anew(code_target, desk):
    old = code_target.code
    address = at("reissue", code_target.survey, "336068")
    assert "すぐに使えなくなります" in text_of(desk.get(address))
    assert desk.post(address, once())["Location"] == code_target.desk_url
    code_target.refresh_from_db()
    assert code_target.code != old
    assert code_target.typed_code in text_of(desk.get(code_target.desk_url))


# --- Files --------------------------------------------------------------------------------------------


def test_the_scan_is_served_to_the_secretariat_alone(
    code_target, desk, reader, visitor, sign_in, kagamino_office
):
    scan = AnswerFileFactory(target=code_target)
    address = scan.get_absolute_url()
    response = desk.get(address)
    assert response["Content-Type"] == "application/pdf"
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert reader.get(address).status_code == 200
    assert visitor.get(address).status_code == 302
    assert sign_in(kagamino_office.postings.get().user).get(address).status_code == 404
    other = survey_asking(1)
    assert desk.get(at("answer_file", other, scan.name)).status_code == 404

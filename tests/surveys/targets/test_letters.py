"""Letters: the merge list, what is printed, and that it was posted."""

from io import BytesIO

import openpyxl
import pytest
from django.utils import timezone

from accounts.models import AuditEvent
from common.moves import Refused
from municipalities.models import LocalGovernment
from surveys.models import Survey, SurveyTarget
from surveys.targets.letters import head_of, on_list, take_list
from tests.factories import PrefectureFactory, WardFactory
from tests.pages import text_of
from tests.surveys.targets.conftest import at, once, survey_asking

pytestmark = pytest.mark.django_db

HEAD = (
    *("団体コード", "都道府県", "団体名", "宛名", "題名", "締切"),
    *("回答用アドレス", "回答コード", "催促", "備考"),
)


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = "https://renkei.example.jp"


def rows_of(response) -> list[tuple]:
    sheet = openpyxl.load_workbook(BytesIO(response.content)).worksheets[0]
    return [tuple(cell or "" for cell in row) for row in sheet.values]


def taken(client, survey, which="invite"):
    page = client.get(f"{at('letters', survey)}?list={which}")
    return client.post(at("letters_file", survey, which), once(listed=page.context["listed"]))


def test_the_merge_list_has_a_row_for_each_body_without_offices_here(code_target, desk, secretariat):
    survey = code_target.survey
    response = taken(desk, survey)
    head, row = rows_of(response)
    assert head == HEAD
    assert row[:5] == ("336068", "岡山県", "鏡野町", "鏡野町長 様", "連携の意向調査")
    assert row[5].startswith("令和8年")
    assert row[6:] == (
        f"https://renkei.example.jp/surveys/a/{code_target.key}/",
        code_target.typed_code,
        "",
        "",
    )
    assert response["Cache-Control"] == "private, no-store"
    event = AuditEvent.objects.get(verb="survey.letters")
    assert event.actor == secretariat
    assert "1団体" in event.summary
    assert code_target.code not in event.summary


def test_all_may_be_written_to(code_target, desk):
    assert [row[2] for row in rows_of(taken(desk, code_target.survey, "all"))[1:]] == ["西和賀町", "鏡野町"]


def test_it_is_there_as_soon_as_the_survey_is_scheduled(scheduled, desk):
    assert len(rows_of(taken(desk, scheduled))) == 3


@pytest.mark.parametrize("state", ["closed", "reviewing", "final"])
def test_it_is_not_there_once_nobody_may_answer(state, code_target, desk, secretariat):
    Survey.objects.filter(pk=code_target.survey_id).update(state=state)
    survey = Survey.objects.get(pk=code_target.survey_id)
    assert "依頼文は作れません" in text_of(desk.get(at("letters", survey)))
    assert taken(desk, survey)["Location"] == at("letters", survey)
    assert desk.get(at("letters_print", survey, "invite"))["Location"] == at("letters", survey)
    with pytest.raises(Refused, match="締切まで"):
        take_list(survey=survey, by=secretariat, listed=[code_target.pk], which="invite")


def test_a_reminder_says_which_it_is(posted, desk, secretariat):
    SurveyTarget.objects.filter(pk=posted.pk).update(reminders=1)
    posted.survey.reminders.create(number=1, at=timezone.now(), by=secretariat, mailed=0, posted=1)
    (row,) = rows_of(taken(desk, posted.survey, "remind"))[1:]
    assert row[8] == "第1回催促"
    page = text_of(desk.get(at("letters_print", posted.survey, "remind")))
    assert "（再度のお願い）" in page


def test_nothing_in_it_is_a_formula(code_target, desk):
    Survey.objects.filter(pk=code_target.survey_id).update(title='=HYPERLINK("http://example.com")')
    sheet = openpyxl.load_workbook(BytesIO(taken(desk, code_target.survey).content)).worksheets[0]
    assert [cell.data_type for cell in sheet[2] if cell.value] == ["s"] * 8
    assert sheet["A2"].value == "336068"


@pytest.mark.parametrize(
    ("body", "head"),
    [
        (lambda: LocalGovernment(name="津山市", kind="city", prefecture=PrefectureFactory()), "津山市長 様"),
        (lambda: WardFactory(), "千代田区長 様"),
        (lambda: PrefectureFactory(), "高知県知事 様"),
        (lambda: PrefectureFactory(code="010006", name="北海道"), "北海道知事 様"),
    ],
)
def test_to_whom_a_letter_goes(body, head):
    assert head_of(SurveyTarget(body=body())) == head


# --- Printed ------------------------------------------------------------------------------------------


def test_a_letter(code_target, desk):
    page = text_of(desk.get(at("letters_print", code_target.survey, "invite")))
    for text in (
        "岡山県鏡野町長 様",
        "「連携の意向調査」への回答のお願い",
        f"https://renkei.example.jp/surveys/a/{code_target.key}/",
        code_target.typed_code,
    ):
        assert text in page
    assert "西和賀町" not in page
    assert AuditEvent.objects.get(verb="survey.letters").summary.endswith("依頼文（1団体）を表示しました。")


def test_fifty_letters_to_a_page(desk):
    survey = survey_asking(60)
    page = desk.get(at("letters", survey))
    assert page.text.count("通目</a>") == 2
    assert "ほか40団体" in page.text
    assert "51～60通目" in page.text
    first = desk.get(at("letters_print", survey, "invite"))
    last = desk.get(f"{at('letters_print', survey, 'invite')}?page=2")
    assert (first.text.count('class="letter"'), last.text.count('class="letter"')) == (50, 10)


# --- Posted -------------------------------------------------------------------------------------------


def test_those_on_the_list_are_marked_as_sent(code_target, desk):
    survey = code_target.survey
    page = desk.get(at("letters", survey))
    assert "送付済にする" in page.text
    typed = once(listed=page.context["listed"], day=str(timezone.localdate()))
    assert desk.post(at("mark_sent", survey), typed)["Location"] == at("targets", survey)
    code_target.refresh_from_db()
    assert (code_target.state, code_target.contacts.get().way) == ("sent", "post")
    assert "この一覧に団体はありません" in text_of(desk.get(at("letters", survey)))
    assert not on_list(survey, "invite").exists()


@pytest.mark.parametrize("listed", ["", "1,2", "x", "9" * 30, "-1", "1..2"])
def test_a_list_that_is_none(listed, code_target, desk):
    answer = desk.post(
        at("mark_sent", code_target.survey), once(listed=listed, day=str(timezone.localdate()))
    )
    assert answer.status_code == 422
    code_target.refresh_from_db()
    assert code_target.state == "unsent"


def test_a_day_ahead_is_refused_and_the_list_stays(code_target, desk):
    listed = str(code_target.pk)
    answer = desk.post(at("mark_sent", code_target.survey), once(listed=listed, day="2099-01-01"))
    assert answer.status_code == 422
    assert "今日までの日を入力してください" in answer.text
    assert f'value="{listed}"' in answer.text

"""What is asked, and whom, changes by no door once a survey has begun; and who sees its desk."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from common.moves import Refused
from surveys.asking import actions
from surveys.models import Question, Survey, SurveyTarget
from tests.factories import (
    ConductedSurveyFactory,
    QuestionFactory,
)
from tests.pages import statements, text_of
from tests.surveys.basics import BASICS, LIST, page

pytestmark = pytest.mark.django_db

Kind, State = Question.Kind, Survey.State


# --- Frozen, whichever door ---------------------------------------------------------------------------


def refused_by_database(work):
    with pytest.raises(IntegrityError), transaction.atomic():
        work()


def test_no_door_of_the_database_changes_what_is_asked(going_on, arakawa):
    question = going_on.questions.first()
    target = going_on.targets.first()
    refused_by_database(lambda: Question.objects.filter(pk=question.pk).update(text="別の設問"))
    refused_by_database(lambda: Question.objects.filter(pk=question.pk).delete())
    refused_by_database(lambda: QuestionFactory(survey=going_on, order=99))
    refused_by_database(lambda: SurveyTarget.objects.create(survey=going_on, body=arakawa))
    refused_by_database(lambda: SurveyTarget.objects.filter(pk=target.pk).update(body=arakawa))
    refused_by_database(lambda: SurveyTarget.objects.filter(pk=target.pk).delete())
    refused_by_database(lambda: Survey.objects.update(base_day=dt.date(2026, 4, 1)))
    refused_by_database(lambda: Survey.objects.update(eligible="members"))
    refused_by_database(lambda: Survey.objects.update(state="draft"))
    refused_by_database(lambda: going_on.listed.add(arakawa))
    target.state = "sent"
    target.save()  # all its columns, of which only what may change does
    assert SurveyTarget.objects.get(pk=target.pk).state == "sent"


def test_no_page_changes_what_is_asked(desk, going_on, secretariat):
    question = going_on.questions.get(kind="number")
    before = list(going_on.questions.values())
    desk.post(page(going_on, "question", question.pk), {"once": "a", "kind": "text", "text": "別の設問"})
    desk.post(page(going_on, "new_question"), {"once": "b", "kind": "text", "text": "別の設問"})
    desk.post(page(going_on, "remove_question", question.pk), {"once": "c"})
    desk.post(page(going_on, "question_up", question.pk))
    desk.post(page(going_on, "edit"), BASICS | {"version": str(going_on.version)})
    with pytest.raises(Refused, match="設問と対象は変えられません"):
        actions.write_survey(survey=going_on, by=secretariat, values={"listed": []}, version=going_on.version)
    assert list(going_on.questions.values()) == before
    going_on.refresh_from_db()
    assert going_on.base_day == dt.date(2026, 8, 1)


def test_the_admin_changes_no_question_and_no_base(desk, going_on):
    for model in ("question", "surveytarget", "answerversion"):
        assert desk.get(f"/admin/surveys/{model}/add/").status_code in (403, 404)
    form = desk.get(f"/admin/surveys/survey/{going_on.pk}/change/").context["adminform"].form
    assert not {"base_day", "eligible", "state", "opens_at", "closes_at", "agreement", "listed"} & set(
        form.fields
    )


def test_a_slip_is_corrected_and_both_wordings_stay(desk, going_on):
    question = going_on.questions.get(kind="number")
    said = {"once": "e", "text": "正規の職員数", "reason": "書き漏らし"}
    desk.post(page(going_on, "erratum", question.pk), said)
    question.refresh_from_db()
    assert (question.text, question.wording) == ("職員数", "正規の職員数")
    shown = text_of(desk.get(page(going_on, "preview")))
    assert "正規の職員数" in shown
    assert "もとの文：「職員数」" in shown


def test_a_correction_that_corrects_nothing_is_none(secretariat, going_on):
    question = going_on.questions.get(kind="number")
    with pytest.raises(Refused, match="今の設問文と同じ"):
        actions.correct_wording(question=question, by=secretariat, text="職員数", reason="なし")
    Survey.objects.update(state="closed")
    with pytest.raises(Refused, match="予約中か実施中"):
        actions.correct_wording(question=question, by=secretariat, text="別", reason="なし")


def test_an_overtaken_save_is_stale(secretariat, secretariat_office, draft):
    with pytest.raises(ValidationError, match="先に保存しました"):
        actions.write_survey(survey=draft, by=secretariat, values={"listed": []}, version=99)


# --- Who sees it --------------------------------------------------------------------------------------

PAGES = ["desk", "edit", "questions", "new_question", "preview", "extend"]


@pytest.mark.parametrize("name", PAGES)
def test_only_the_secretariat_sees_the_desk(sign_in, visitor, arakawa_office, arakawa_staff, draft, name):
    assert "/accounts/login/" in visitor.get(page(draft, name))["Location"]
    assert sign_in(arakawa_staff).get(page(draft, name)).status_code == 404


def test_an_office_sees_the_surveys_that_ask_its_body(
    sign_in, going_on, nishiwaga_officer, arakawa_office, arakawa_staff
):
    ConductedSurveyFactory(title="まだの調査")
    text = text_of(sign_in(nishiwaga_officer).get(LIST))
    assert "連携の意向調査" in text
    assert "まだの調査" not in text
    assert "回答するアンケートはありません" in text_of(sign_in(arakawa_staff).get(LIST))


def test_a_survey_on_record_has_no_desk(desk):
    survey = ConductedSurveyFactory(
        slug="2014",
        state="published",
        opens_at=None,
        closes_at=None,
        opened_on=dt.date(2014, 9, 19),
        published_on=dt.date(2015, 1, 1),
    )
    assert desk.get(survey.desk_url).status_code == 404
    assert survey.title not in text_of(desk.get(LIST))


def test_the_same_statements_for_one_and_for_thirty(desk, sign_in, going_on, nishiwaga_officer):
    addresses = [LIST, going_on.desk_url, page(going_on, "questions")]
    assert [statements(desk, one) for one in addresses] == [7, 8, 8]
    draft = ConductedSurveyFactory()
    QuestionFactory.create_batch(30, survey=draft)
    ConductedSurveyFactory.create_batch(30)
    assert [statements(desk, one) for one in (LIST, page(draft, "questions"))] == [7, 8]

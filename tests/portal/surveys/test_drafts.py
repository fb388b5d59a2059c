"""Answers given with consent become drafts on the board, once each, in the name of the body's own office."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEvent, Notification, OutgoingMail
from bulletin.board.writing import draft_for
from bulletin.models import Thread
from common.moves import Refused
from portal.surveys.drafts import candidates, make_drafts
from surveys.models import AnswerDraft, TargetState
from tests import factories as f
from tests.surveys.results import samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey(nishiwaga, kagamino, arakawa):
    """A member with and a member without consent, and a body that is no member."""
    made = samples.survey_with_questions(title="2026年の調査")
    stranger = f.LocalGovernmentFactory(name="よその町")
    for body, text, consents in (
        (nishiwaga, "雪かきの人手が足りません。\n1月から2月まで。", True),
        (kagamino, "何もありません。", False),
        (stranger, "災害の備え", True),
        (arakawa, "", True),
    ):
        by_kind = {"long_text": text, "consent": consents}
        content = {
            str(one.pk): by_kind[one.kind]
            for one in made.questions.all()
            if by_kind.get(one.kind) not in (None, "")
        }
        samples.answer(made, body, content)
    return samples.be(made, "final")


@pytest.fixture
def desk(sign_in, secretariat, secretariat_office):
    return sign_in(secretariat)


def address(survey):
    return f"/members/surveys/{survey.slug}/drafts/"


def test_what_can_be_made(survey, nishiwaga_office, kagamino_office, arakawa_office):
    found = {one.version.target.body.name: one.office for one in candidates(survey)}
    assert found == {"西和賀町": nishiwaga_office, "よその町": None}


def test_a_draft_is_made_once_and_the_office_told(desk, survey, nishiwaga_office, nishiwaga_officer):
    page = desk.get(address(survey))
    assert "これから作る 1件、作成済み 0件、会員でないため作れない 1件" in page.text
    desk.post(address(survey), {"once": "a"})
    thread = Thread.objects.get()
    assert (thread.state, thread.kind, thread.office) == ("draft", "need", nishiwaga_office)
    assert thread.title == "雪かきの人手が足りません。"
    assert "1月から2月まで。" in thread.body
    assert "2026年の調査" in thread.body
    draft = AnswerDraft.objects.get()
    assert draft.number == thread.number
    assert Notification.objects.get(recipient=nishiwaga_officer).path == thread.get_absolute_url()
    assert OutgoingMail.objects.filter(recipient=nishiwaga_officer).exists()
    assert AuditEvent.objects.get(verb="survey.drafts").data == {"numbers": [thread.number]}
    again = desk.post(address(survey), {"once": "b"})
    assert again.status_code == 422
    assert "作成済み 1件" in again.text
    assert "新しく作る下書きはありません" in again.text
    assert Thread.objects.count() == 1
    assert thread.number in desk.get(address(survey)).text


def test_the_office_decides_what_becomes_of_it(
    survey, secretariat, secretariat_office, nishiwaga_office, sign_in, nishiwaga_officer
):
    make_drafts(survey=survey, by=secretariat)
    thread = Thread.objects.get()
    own = sign_in(nishiwaga_officer)
    assert own.get(thread.get_absolute_url()).status_code == 200
    assert own.get(f"{thread.get_absolute_url()}edit/").status_code == 200
    assert sign_in(secretariat).get(thread.get_absolute_url()).status_code == 404


def test_the_office_of_who_answered(survey, nishiwaga, nishiwaga_office):
    other = f.OfficeFactory(body=nishiwaga, name="産業課")
    person = f.PostingFactory(office=other).user
    target = survey.targets.get(body=nishiwaga)
    target.version = 2
    target.save(update_fields=["version"])
    first = target.versions.get()
    f.AnswerVersionFactory(target=target, number=2, content=first.content, submitted_by=person)
    assert candidates(survey)[0].office == other


def test_a_corrected_answer_makes_no_second_draft(
    survey, secretariat, secretariat_office, nishiwaga, nishiwaga_office
):
    make_drafts(survey=survey, by=secretariat)
    target = survey.targets.get(body=nishiwaga)
    target.version, target.state = 2, TargetState.RESUBMITTED
    target.save(update_fields=["version", "state"])
    f.AnswerVersionFactory(target=target, number=2, content=target.versions.get().content)
    with pytest.raises(Refused):
        make_drafts(survey=survey, by=secretariat)


def test_nothing_without_a_question_of_consent(secretariat, secretariat_office, survey):
    other = samples.survey_with_questions()
    other.questions.filter(kind="consent").delete()
    assert candidates(other) == []


def test_not_before_the_result_is_final(desk, survey, secretariat):
    samples.be(survey, "reviewing")
    assert desk.get(address(survey)).status_code == 404
    with pytest.raises(Refused):
        make_drafts(survey=survey, by=secretariat)


def test_only_the_secretariat(
    survey, sign_in, visitor, nishiwaga_officer, nishiwaga_office, secretariat_office
):
    assert visitor.get(address(survey)).status_code == 302
    member = sign_in(nishiwaga_officer)
    assert member.get(address(survey)).status_code == 404
    assert member.post(address(survey), {"once": "a"}).status_code == 404
    for act in (
        lambda: make_drafts(survey=survey, by=nishiwaga_officer),
        lambda: draft_for(office=nishiwaga_office, by=nishiwaga_officer, values={}),
    ):
        with pytest.raises(PermissionDenied):
            act()
    reader = sign_in(f.PostingFactory(office=secretariat_office, role="viewer").user)
    assert reader.get(address(survey)).status_code == 200
    assert reader.post(address(survey), {"once": "a"}).status_code == 403


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_costs_the_same(desk, number, django_assert_num_queries):
    survey = samples.answered(number, 0)
    desk.get(address(survey))
    with django_assert_num_queries(12):
        assert desk.get(address(survey)).status_code == 200

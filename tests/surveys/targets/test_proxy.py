"""代理入力: an answer on paper is typed by the secretariat, and the paper is kept."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.models import AuditEvent, OutgoingMail
from common.moves import Refused
from municipalities.models import Posting
from surveys.models import Answer, AnswerFile, AnswerVersion, Survey, SurveyTarget
from surveys.targets.proxy import enter
from tests.factories import PostingFactory
from tests.pages import text_of
from tests.uploads import PDF, from_a_phone, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(code_target):
    return reverse("surveys:enter_answer", args=[code_target.survey.slug, "336068"])


@pytest.fixture
def typed(said):
    """The whole answer, with the paper it came on."""
    return lambda **changed: (
        said | {"once": uuid4().hex, "way": "post", "scans": upload(PDF, "回答用紙.pdf")} | changed
    )


def test_an_answer_on_paper(address, typed, code_target, desk, secretariat, q):
    assert "もとにした書類" in text_of(desk.get(address))
    assert desk.post(address, typed())["Location"] == code_target.desk_url
    code_target.refresh_from_db()
    assert (code_target.state, code_target.version) == ("by_proxy", 1)
    version = AnswerVersion.objects.get()
    assert (version.door, version.submitted_by, version.signed) == ("proxy", secretariat, "企画課")
    assert version.content[q["number"][1:]] == "1200"
    scan = AnswerFile.objects.get()
    assert (scan.question, scan.title) == (None, "回答用紙")
    assert code_target.contacts.get().note == "代理入力（第1版）"
    assert Answer.objects.get().typed[q["long_text"]] == ["雪を運びたい"]
    assert OutgoingMail.objects.filter(
        to="kikaku@kagamino.example.jp", subject__contains="回答の控え"
    ).exists()
    assert AuditEvent.objects.filter(verb="survey.submit", actor=secretariat).exists()
    page = text_of(desk.get(code_target.desk_url))
    assert scan.get_absolute_url() in page
    assert "代理入力のもとにした写し" in page


def test_a_photograph_of_the_paper_becomes_a_pdf(address, typed, desk, code_target):
    desk.post(address, typed(scans=upload(from_a_phone(), "回答用紙.jpg")))
    scan = AnswerFile.objects.get()
    assert scan.kind == "PDF"
    content = b"".join(desk.get(scan.get_absolute_url()).streaming_content)
    assert content.startswith(b"%PDF")
    assert b"Secret" not in content


@pytest.mark.parametrize(
    ("scans", "told"),
    [
        ("", "もとにした紙や通話メモの写しを選んでください"),
        (upload(b"MZ", "回答.exe"), "PDFか写真"),
        (upload(b"no picture", "回答.png"), "写真として読めません"),
        (upload(b"no pdf", "回答.pdf"), "内容がPDFではない"),
    ],
    ids=["none", "program", "picture", "pdf"],
)
def test_without_the_paper_nothing_is_typed(scans, told, address, typed, desk, code_target, said):
    answer = desk.post(address, typed(scans=scans))
    assert answer.status_code == 422
    assert told in answer.text
    assert "雪を運びたい" in answer.text
    assert not AnswerVersion.objects.exists()
    assert not AnswerFile.objects.exists()


def test_no_more_than_five_sheets(address, typed, desk):
    answer = desk.post(address, typed(scans=[upload(PDF, f"{n}.pdf") for n in range(6)]))
    assert "5件までです（現在6件）" in answer.text
    assert not AnswerFile.objects.exists()


def test_what_is_required_is_required_here_too(address, typed, desk, q):
    answer = desk.post(address, typed(**{q["one"]: "", "person": "", "way": ""}))
    assert answer.status_code == 422
    for told in ("必ず答えてください", "担当者を入力してください", "方法を選んでください"):
        assert told in answer.text


def test_a_slip_is_put_right_without_the_paper_once_more(address, typed, desk, code_target, q):
    desk.post(address, typed())
    page = text_of(desk.get(address))
    assert "雪を運びたい" in page
    assert "登録済み" in page
    desk.post(address, typed(scans="", **{q["long_text"]: "雪を送りたい"}))
    code_target.refresh_from_db()
    assert (code_target.state, code_target.version, AnswerFile.objects.count()) == ("by_proxy", 2, 1)


def test_the_body_puts_it_right_when_it_is_sent_back(address, typed, desk, code_target, visitor):
    desk.post(address, typed())
    back = reverse("surveys:move_target", args=[code_target.survey.slug, "336068", "return"])
    desk.post(back, {"once": uuid4().hex, "reason": "ご確認ください。"})
    visitor.post(code_target.get_absolute_url(), {"code": code_target.typed_code})
    page = text_of(visitor.get(reverse("surveys:code_answer", args=[code_target.key])))
    assert "雪を運びたい" in page
    assert "回答用紙" not in page


def test_after_the_deadline_as_long_as_answers_are_put_right(address, typed, desk, code_target):
    Survey.objects.filter(pk=code_target.survey_id).update(state="reviewing")
    desk.post(address, typed())
    assert SurveyTarget.objects.get(pk=code_target.pk).state == "by_proxy"
    Survey.objects.filter(pk=code_target.survey_id).update(state="final")
    assert desk.get(address)["Location"] == code_target.desk_url
    assert desk.post(address, typed()).status_code == 422


def test_who_has_answered_itself_is_not_typed_over(address, typed, desk, code_target):
    SurveyTarget.objects.filter(pk=code_target.pk).update(state="submitted", version=1)
    answer = desk.post(address, typed())
    assert answer.status_code == 422
    assert "「代理入力する」はできません" in answer.text


def test_the_action_asks_for_the_right_and_the_paper(code_target, secretariat, secretariat_office):
    what = {"content": {}, "people": {}, "typed": {}, "scans": [], "way": "post"}
    reader = PostingFactory(office=secretariat_office, role=Posting.Role.VIEWER).user
    with pytest.raises(PermissionDenied):
        enter(target=code_target, by=reader, **what)
    with pytest.raises(Exception, match="写しを選んでください"):
        enter(target=code_target, by=secretariat, **what)
    Survey.objects.filter(pk=code_target.survey_id).update(state="final")
    with pytest.raises(Refused):
        enter(target=code_target, by=secretariat, **what)

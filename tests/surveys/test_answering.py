"""A body answers: with the code of its letter, or in the members' area."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import OutgoingMail
from municipalities.models import Posting
from surveys.asking.actions import move_survey
from surveys.models import Answer, AnswerVersion, Question, Survey, SurveyTarget
from tests.factories import PostingFactory, UserFactory
from tests.pages import text_of
from tests.surveys.basics import door_of, enter, marks_of, own
from tests.uploads import PDF, upload

pytestmark = pytest.mark.django_db

Kind = Question.Kind


# --- With a code --------------------------------------------------------------------------------------


def test_a_body_that_is_no_member_answers_with_its_code_alone(visitor, code_target, said, q):
    address = enter(visitor, code_target)
    page = text_of(visitor.get(address))
    assert "連携の意向調査" in page
    assert "鏡野町" in page
    answer = visitor.post(address, said | {"do": "check"})
    assert answer["Location"] == f"{address}submit/"
    shown = text_of(visitor.get(f"{address}submit/"))
    for text in ("雪を運びたい", "1200人", "防災", "教育", "人：高い", "令和8年4月1日（2026年）", "同意する"):
        assert text in shown
    visitor.post(f"{address}submit/")
    version = AnswerVersion.objects.get()
    assert version.content == {
        q[Kind.ONE][1:]: 1,
        q[Kind.LONG_TEXT][1:]: "雪を運びたい",
        q[Kind.NUMBER][1:]: "1200",
        q[Kind.SEVERAL][1:]: [1, 3],
        q[Kind.MATRIX][1:]: {"1": 1, "2": 2},
        q[Kind.DATE][1:]: "2026-04-01",
        q[Kind.TEXT][1:]: "雪",
        q[Kind.CONSENT][1:]: True,
    }
    assert (version.door, version.signed, version.submitted_by) == ("code", "企画課", None)
    target = SurveyTarget.objects.get(pk=code_target.pk)
    assert (target.state, target.version) == ("submitted", 1)


def test_the_body_gets_a_whole_copy(visitor, code_target, said):
    address = enter(visitor, code_target)
    visitor.post(address, said | {"do": "check"})
    visitor.post(f"{address}submit/")
    mail = OutgoingMail.objects.get(to="kikaku@kagamino.example.jp")
    for text in ("問1 連携に関心がありますか", "ある", "雪を運びたい", "1200人"):
        assert text in mail.body
    printed = text_of(visitor.get(f"{address}copy/"))
    assert "雪を運びたい" in printed


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "回答コードを入力してください"),
        ("ABCD", "回答コードは12文字です（入力は4文字）"),
        ("ABCD-EFGH-JK0O", "「0O」は使われません"),
        ("2222-2222-2222", "回答コードが違います"),
    ],
)
def test_a_wrong_code_opens_nothing(visitor, code_target, typed, told):
    answer = visitor.post(code_target.get_absolute_url(), {"code": typed})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert visitor.get(door_of(code_target))["Location"] == code_target.get_absolute_url()


def test_whoever_guesses_has_to_wait(visitor, code_target):
    for _ in range(30):
        visitor.post(code_target.get_absolute_url(), {"code": "2222-2222-2222"})
    answer = visitor.post(code_target.get_absolute_url(), {"code": code_target.code})
    assert "10分ほど待って" in answer.content.decode()


def test_a_code_opens_its_own_body_alone(visitor, code_target, member_target):
    enter(visitor, code_target)
    assert visitor.get(door_of(member_target))["Location"] == member_target.get_absolute_url()


def test_a_new_code_shuts_what_the_old_one_opened(visitor, code_target):
    address = enter(visitor, code_target)
    SurveyTarget.objects.filter(pk=code_target.pk).update(code="Z" * 12)
    assert visitor.get(address)["Location"] == code_target.get_absolute_url()


def test_at_a_shared_desk_the_door_is_shut(visitor, code_target):
    address = enter(visitor, code_target)
    visitor.post(reverse("surveys:leave", args=[code_target.key]))
    assert visitor.get(address)["Location"] == code_target.get_absolute_url()


@pytest.mark.parametrize("key", ["zzzzzz", "a", "%00", "あ"])
def test_no_such_address(visitor, going_on, key):
    assert visitor.get(f"/surveys/a/{key}/").status_code == 404


def test_before_it_begins_no_address_is_known(visitor, scheduled):
    assert visitor.get(scheduled.targets.first().get_absolute_url()).status_code == 404


def test_it_begins_at_its_hour_though_no_job_has_run(visitor, scheduled):
    Survey.objects.update(opens_at=timezone.now() - dt.timedelta(minutes=1))
    assert visitor.get(scheduled.targets.first().get_absolute_url()).status_code == 200


# --- In the members' area -----------------------------------------------------------------------------


def test_an_editor_writes_and_an_approver_hands_in(
    sign_in, member_target, nishiwaga_office, nishiwaga_officer, said
):
    editor = UserFactory()
    PostingFactory(office=nishiwaga_office, user=editor, role=Posting.Role.EDITOR)
    address = own(member_target.survey)
    client = sign_in(editor)
    client.post(address, said | {"do": "check"})
    assert "決裁者か管理者が行います" in text_of(client.get(f"{address}submit/"))
    assert client.post(f"{address}submit/").status_code == 403
    assert not AnswerVersion.objects.exists()
    sign_in(nishiwaga_officer).post(f"{address}submit/")
    version = AnswerVersion.objects.get()
    assert (version.door, version.submitted_by) == ("member", nishiwaga_officer)
    assert "回答は提出済みです" in text_of(client.get(address))


def test_who_only_reads_may_not_write(sign_in, member_target, nishiwaga_office, said):
    viewer = UserFactory()
    PostingFactory(office=nishiwaga_office, user=viewer, role=Posting.Role.VIEWER)
    client = sign_in(viewer)
    assert "閲覧者のため" in text_of(client.get(own(member_target.survey)))
    assert client.post(own(member_target.survey), said).status_code == 403
    assert client.post(f"{own(member_target.survey)}save/", said).status_code == 403


def test_no_other_body_finds_the_page(sign_in, visitor, member_target, arakawa_office, arakawa_staff):
    address = own(member_target.survey)
    assert sign_in(arakawa_staff).get(address).status_code == 404
    assert "/accounts/login/" in visitor.get(address)["Location"]


def test_the_second_answer_of_a_body_goes_on_with_the_first(
    sign_in, visitor, member_target, nishiwaga_officer, said, q
):
    """One of them writes in the members' area, the other with the code: it is one answer, handed in once."""
    sign_in(nishiwaga_officer).post(own(member_target.survey), said | {"do": "save"})
    address = enter(visitor, member_target)
    assert "雪を運びたい" in visitor.get(address).content.decode()
    changed = said | {q[Kind.LONG_TEXT]: "氷も運びたい", "marks": marks_of(visitor, address)}
    visitor.post(address, changed | {"do": "save"})
    assert Answer.objects.get().typed[q[Kind.LONG_TEXT]] == ["氷も運びたい"]
    sign_in(nishiwaga_officer).post(f"{own(member_target.survey)}submit/")
    refused = visitor.post(f"{address}submit/")
    assert refused["Location"] == address
    assert AnswerVersion.objects.count() == 1


def test_the_office_is_told_and_owes_the_answer(sign_in, member_target, nishiwaga_officer):
    mail = OutgoingMail.objects.get(to=nishiwaga_officer.email)
    assert "アンケートのお願い：連携の意向調査" in mail.subject
    assert "アンケートに回答する" in text_of(sign_in(nishiwaga_officer).get(reverse("portal:members")))
    assert member_target.state == "sent"


def test_an_office_where_nobody_writes_is_asked_by_letter(
    scheduled, nishiwaga_office, nishiwaga, secretariat
):
    nishiwaga_office.postings.update(role=Posting.Role.VIEWER)
    move_survey(survey=scheduled, move="open", by=secretariat)
    assert scheduled.targets.get(body=nishiwaga).state == "unsent"


# --- What is amiss ------------------------------------------------------------------------------------


def checked(client, target, said, **changes):
    return client.post(enter(client, target), said | changes | {"do": "check"})


@pytest.mark.parametrize(
    ("kind", "typed", "told"),
    [
        (Kind.ONE, "", "必ず答えてください"),
        (Kind.ONE, "9", "選択肢にありません"),
        (Kind.LONG_TEXT, "", "必ず答えてください"),
        (Kind.NUMBER, "たくさん", "数として読めません"),
        (Kind.NUMBER, "0", "1以上で入力してください"),
        (Kind.NUMBER, "100001", "100000以下で入力してください"),
        (Kind.NUMBER, "1.234", "小数は第2位まで"),
        (Kind.NUMBER, "1e400", "数として読めません"),
        (Kind.SEVERAL, ["1", "2", "3"], "選べるのは2つまでです（現在3つ）"),
        (Kind.DATE, "いつか", "日付として読めません"),
        (Kind.TEXT, "雪" * 301, "300字以内"),
    ],
)
def test_an_error_stands_at_its_question_and_nothing_typed_is_lost(
    visitor, code_target, said, q, kind, typed, told
):
    answer = checked(visitor, code_target, said, **{q[kind]: typed})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert told in page
    assert "雪を運びたい" in page or kind == Kind.LONG_TEXT
    assert answer.context["form"].errors.keys() == {q[kind]}
    assert not AnswerVersion.objects.exists()


def test_what_is_not_asked_is_neither_required_nor_counted(visitor, code_target, said, q):
    answer = checked(visitor, code_target, said, **{q[Kind.ONE]: "2"})
    address = door_of(code_target)
    assert answer["Location"] == f"{address}submit/"
    visitor.post(f"{address}submit/")
    assert q[Kind.LONG_TEXT][1:] not in AnswerVersion.objects.get().content


def test_nothing_is_handed_in_that_was_never_checked(visitor, code_target, q):
    address = enter(visitor, code_target)
    answer = visitor.post(f"{address}submit/")
    assert answer.status_code == 422
    assert not AnswerVersion.objects.exists()


# --- Files --------------------------------------------------------------------------------------------


def test_a_file_is_handed_in_and_taken_away(visitor, code_target, said, q):
    address = enter(visitor, code_target)
    visitor.post(address, said | {q[Kind.FILE]: upload(PDF, "計画.pdf"), "do": "save"})
    file = code_target.files.get()
    assert "計画.pdf" in text_of(visitor.get(address))
    visitor.post(address, said | {"drop": file.name, "do": "save"})
    assert not code_target.files.exists()


def test_a_file_that_is_none_is_told_at_its_question(visitor, code_target, said, q):
    bad = upload(b"MZ", "計画.pdf")
    address = enter(visitor, code_target)
    answer = visitor.post(address, said | {q[Kind.FILE]: bad, "do": "save"})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [q[Kind.FILE]]


# --- Too late -----------------------------------------------------------------------------------------


def test_the_deadline_counts_though_no_job_has_run(visitor, code_target, said):
    address = enter(visitor, code_target)
    Survey.objects.update(closes_at=timezone.now())
    answer = visitor.post(address, said | {"do": "check"}, follow=True)
    assert "このアンケートは締め切りました" in text_of(answer)
    assert visitor.post(f"{address}save/", said).status_code == 409
    assert not Answer.objects.exists()


def test_what_was_sent_back_may_be_put_right_after_the_deadline(visitor, code_target, said, q):
    address = enter(visitor, code_target)
    visitor.post(address, said | {"do": "check"})
    visitor.post(f"{address}submit/")
    SurveyTarget.objects.filter(pk=code_target.pk).update(state="returned")
    Survey.objects.update(state="reviewing", closes_at=timezone.now())
    visitor.post(address, said | {q[Kind.NUMBER]: "7", "do": "check", "marks": marks_of(visitor, address)})
    visitor.post(f"{address}submit/")
    versions = AnswerVersion.objects.order_by("number")
    assert [one.content[q[Kind.NUMBER][1:]] for one in versions] == ["1200", "7"]
    assert AnswerVersion.objects.standing().get() == versions[1]
    assert SurveyTarget.objects.get(pk=code_target.pk).state == "resubmitted"


@pytest.mark.parametrize(
    ("state", "told"),
    [("declined", "辞退されたもの"), ("excluded", "対象外です"), ("submitted", "提出済みです")],
)
def test_who_owes_nothing_writes_nothing(visitor, code_target, said, state, told):
    address = enter(visitor, code_target)
    SurveyTarget.objects.filter(pk=code_target.pk).update(state=state)
    assert told in text_of(visitor.get(address))
    assert visitor.post(f"{address}save/", said).status_code == 409


def test_a_survey_that_was_given_up_says_so(visitor, code_target):
    address = enter(visitor, code_target)
    Survey.objects.update(state="cancelled", cancelled_because="重複")
    assert "このアンケートは中止しました" in text_of(visitor.get(address))


@pytest.mark.parametrize("part", ["save/", "submit/", "copy/", ""])
def test_methods(visitor, code_target, part):
    address = enter(visitor, code_target) + part
    assert visitor.delete(address).status_code == 405

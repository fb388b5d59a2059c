"""The desk of a survey: built, checked, scheduled, opened, closed."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import AuditEvent, OutgoingMail
from common.moves import Refused
from municipalities.models import Posting
from surveys.asking import actions
from surveys.asking.eligible import bodies_of
from surveys.models import Question, Survey, SurveyTarget
from surveys.transitions import SURVEY_MOVES
from tests.factories import (
    AgreementFactory,
    AssociationFactory,
    ConductedSurveyFactory,
    LocalGovernmentFactory,
    PostingFactory,
    QuestionFactory,
    UserFactory,
    WardFactory,
)
from tests.pages import text_of
from tests.surveys.basics import BASICS, NEW, at, page

pytestmark = pytest.mark.django_db

Kind, State = Question.Kind, Survey.State


# --- Built --------------------------------------------------------------------------------------------


def test_a_survey_is_built_question_by_question(desk):
    answer = desk.post(NEW, BASICS)
    survey = Survey.objects.get()
    assert answer["Location"] == survey.desk_url
    assert (survey.slug, survey.state, survey.base_day) == ("2026-1", "draft", dt.date(2026, 8, 1))
    assert (survey.opens_at, survey.closes_at) == (at(2026, 12, 1, 9), at(2026, 12, 25, 17))
    for number, said in enumerate(
        (
            {"kind": "heading", "text": "連携について"},
            {"kind": "one", "text": "関心がありますか", "options": "ある\nない\n", "is_required": "on"},
            {"kind": "number", "text": "職員数", "unit": "人", "minimum": "1"},
        )
    ):
        desk.post(page(survey, "new_question"), said | {"once": f"q{number}"})
    one = survey.questions.get(kind="one")
    desk.post(
        page(survey, "new_question"),
        {"once": "q9", "kind": "text", "text": "何に", "condition": f"{one.pk}:1"},
    )
    last = survey.questions.get(text="何に")
    assert (last.shown_if, last.shown_for, last.order) == (one, [1], 4)
    assert one.options == ["ある", "ない"]
    shown = text_of(desk.get(page(survey, "questions")))
    assert "問3 何に" in shown
    assert "問1で「ある」を選んだ場合" in shown


@pytest.mark.parametrize(
    ("changed", "field", "told"),
    [
        ({"title": ""}, "title", "題名を入力してください"),
        ({"closes_at": "2026-12-01 8:59"}, "closes_at", "締切日時は開始日時より後"),
        ({"opens_at": "明日"}, "opens_at", "日時として読めません"),
        ({"opens_at": "2026-12-01 25:00"}, "opens_at", "時刻は0:00から23:59まで"),
        ({"base_day": "2026-02-30"}, "base_day", "暦にない日付"),
        ({"eligible": "agreement"}, "agreement", "対象とする協定を選んでください"),
        ({"eligible": "listed"}, "listed", "対象とする自治体を入力してください"),
        ({"eligible": "listed", "listed": "無い町"}, "listed", "1行目「無い町」の自治体が決まりません"),
        ({"smallest_cell": "99"}, "smallest_cell", "0から20まで"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field(desk, changed, field, told):
    answer = desk.post(NEW, BASICS | changed)
    assert answer.status_code == 422
    assert told in "".join(answer.context["form"].errors[field])
    assert not Survey.objects.exists()


@pytest.mark.parametrize(
    ("said", "field", "told"),
    [
        ({"kind": "one", "text": "どれ", "options": "ある"}, "options", "2つ以上"),
        ({"kind": "one", "text": "どれ", "options": "ある\nある"}, "options", "二度あります"),
        ({"kind": "matrix", "text": "表", "options": "高い\n低い"}, "rows", "表の行を"),
        ({"kind": "number", "text": "数", "minimum": "5", "maximum": "1"}, "maximum", "上限は下限以上"),
        ({"kind": "text", "text": ""}, "text", "設問文を入力"),
        ({"kind": "song", "text": "歌"}, "kind", "選択"),
    ],
)
def test_a_question_that_cannot_be_asked(desk, said, field, told):
    survey = ConductedSurveyFactory()
    answer = desk.post(page(survey, "new_question"), said | {"once": "q"})
    assert answer.status_code == 422
    assert told in "".join(answer.context["form"].errors[field])
    assert not survey.questions.exists()


def test_questions_change_places_and_go(desk):
    survey = ConductedSurveyFactory()
    first, second, third = (QuestionFactory(survey=survey, order=n, text=f"設問{n}") for n in (1, 2, 3))
    desk.post(page(survey, "question_up", third.pk))
    desk.post(page(survey, "question_down", first.pk))
    assert [one.text for one in survey.questions.all()] == ["設問3", "設問1", "設問2"]
    desk.post(page(survey, "question_up", third.pk))
    desk.post(page(survey, "remove_question", first.pk), {"once": "r"})
    assert [(one.text, one.order) for one in survey.questions.all()] == [("設問3", 1), ("設問2", 2)]
    assert second.pk in survey.questions.values_list("pk", flat=True)


def test_a_question_that_others_hang_on_stays(desk):
    survey = ConductedSurveyFactory()
    ground = QuestionFactory(survey=survey, kind="one", options=["ある", "ない"])
    QuestionFactory(survey=survey, shown_if=ground, shown_for=[1], text="何に")
    answer = desk.post(page(survey, "remove_question", ground.pk), {"once": "r"})
    assert "「何に」の表示の条件になっています" in answer.content.decode()
    assert survey.questions.count() == 2


def test_a_copy_brings_the_questions_and_their_conditions(desk, draft):
    desk.post(page(draft, "copy"))
    made = Survey.objects.exclude(pk=draft.pk).get()
    assert (made.slug, made.state, made.opens_at) == ("2026-2", "draft", None)
    assert made.questions.count() == draft.questions.count()
    conditional = made.questions.get(shown_if__isnull=False)
    assert conditional.shown_if.survey == made


def test_of_two_who_save_the_basics_the_second_is_shown_the_first(desk, draft):
    first = BASICS | {"version": str(draft.version), "title": "先の題名"}
    desk.post(page(draft, "edit"), first)
    answer = desk.post(page(draft, "edit"), first | {"once": "b", "title": "後の題名"})
    assert answer.status_code == 422
    assert "先に保存された内容との違い" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.title == "先の題名"


# --- Whom it asks -------------------------------------------------------------------------------------


def test_all_municipalities_of_the_base_day(nishiwaga, kagamino, arakawa):
    gone = LocalGovernmentFactory(valid_to=dt.date(2026, 8, 1))
    later = LocalGovernmentFactory(valid_from=dt.date(2026, 8, 2))
    survey = ConductedSurveyFactory(base_day=dt.date(2026, 8, 1))
    found = set(bodies_of(survey))
    assert {nishiwaga, kagamino} <= found
    assert not {gone, later, arakawa, nishiwaga.prefecture} & found


def test_members_wards_an_agreement_or_a_list(nishiwaga_office, nishiwaga, kagamino, arakawa):
    WardFactory()
    association = AssociationFactory(prefecture=nishiwaga.prefecture, kind="towns")
    agreement = AgreementFactory(association=association, signed_on=dt.date(2020, 1, 1))
    day = timezone.localdate()
    assert list(bodies_of(ConductedSurveyFactory(eligible="members", base_day=day))) == [nishiwaga]
    assert arakawa in bodies_of(ConductedSurveyFactory(eligible="wards"))
    assert list(bodies_of(ConductedSurveyFactory(eligible="agreement", agreement=agreement))) == [nishiwaga]
    listed = ConductedSurveyFactory(eligible="listed")
    listed.listed.add(kagamino)
    assert list(bodies_of(listed)) == [kagamino]


# --- From state to state ------------------------------------------------------------------------------


def test_the_checklist_says_what_is_missing(desk):
    survey = ConductedSurveyFactory(base_day=None, opens_at=None, closes_at=None)
    QuestionFactory(survey=survey, leads_to="offer")
    text = text_of(desk.get(survey.desk_url))
    assert "基準日、開始日時、締切日時を、すべて入力してください" in text
    assert "同意の確認がありません" in text
    answer = desk.post(page(survey, "move", "check"), {"once": "m"})
    assert answer.status_code == 422
    survey.refresh_from_db()
    assert survey.state == "draft"


def test_checking_tries_the_page_out_and_forgets_it(desk, draft, said):
    desk.post(page(draft, "move", "check"), {"once": "m"})
    preview = page(draft, "preview")
    assert desk.post(preview, said | {"office": ""}).status_code == 422
    desk.post(preview, said)
    assert "雪を運びたい" in text_of(desk.get(preview))
    desk.post(page(draft, "move", "schedule"), {"once": "n"})
    assert not draft.trials.exists()


def test_scheduling_gives_each_body_an_address_and_a_code(scheduled):
    targets = list(scheduled.targets.all())
    assert len({one.key for one in targets}) == len({one.code for one in targets}) == len(targets) == 2
    assert all(len(one.code) == 12 for one in targets)


def test_going_back_makes_the_codes_void(scheduled, secretariat):
    actions.move_survey(survey=scheduled, move="revise", by=secretariat)
    assert not SurveyTarget.objects.exists()


def test_the_clock_opens_and_closes(scheduled):
    Survey.objects.update(opens_at=timezone.now())
    actions.follow_clock(survey=scheduled)
    scheduled.refresh_from_db()
    assert (scheduled.state, scheduled.opened_on) == ("open", timezone.localdate())
    Survey.objects.update(closes_at=timezone.now())
    actions.follow_clock(survey=scheduled)
    scheduled.refresh_from_db()
    assert scheduled.state == "closed"
    assert AuditEvent.objects.filter(verb="survey.close", actor=None).exists()


@pytest.mark.parametrize("move", sorted(SURVEY_MOVES))
@pytest.mark.parametrize("state", State.values)
def test_the_table_of_moves_is_what_the_pages_allow(desk, draft, move, state):
    now = timezone.now()
    Survey.objects.update(opens_at=now - dt.timedelta(hours=1) if state in State.begun() else draft.opens_at)
    if state == "published":
        Survey.objects.update(state=state, opened_on=dt.date(2026, 12, 1), published_on=dt.date(2027, 1, 1))
    else:
        because = "重複" if state == "cancelled" else ""
        Survey.objects.update(state=state, cancelled_because=because)
    desk.post(page(draft, "move", move), {"once": "m", "reason": "重複のため"})
    draft.refresh_from_db()
    allowed = state in SURVEY_MOVES[move].sources and move != "publish"
    assert draft.state == (SURVEY_MOVES[move].target if allowed else state)


def test_an_editor_prepares_and_an_approver_decides(sign_in, secretariat_office, draft):
    editor = UserFactory()
    PostingFactory(office=secretariat_office, user=editor, role=Posting.Role.EDITOR)
    client = sign_in(editor)
    client.post(page(draft, "move", "check"), {"once": "m"})
    assert client.post(page(draft, "move", "schedule"), {"once": "n"}).status_code == 403
    draft.refresh_from_db()
    assert draft.state == "checking"


def test_giving_up_needs_a_reason_and_tells_who_owes(desk, going_on, nishiwaga_officer):
    assert desk.post(page(going_on, "move", "cancel"), {"once": "m", "reason": " "}).status_code == 422
    desk.post(page(going_on, "move", "cancel"), {"once": "n", "reason": "別の調査と重複"})
    mail = OutgoingMail.objects.get(to=nishiwaga_officer.email, subject__contains="中止")
    assert "別の調査と重複" in mail.body


def test_the_end_moves_away_never_nearer(desk, going_on, nishiwaga_officer):
    nearer = f"{timezone.localtime(going_on.closes_at) - dt.timedelta(days=1):%Y-%m-%d %H:%M}"
    later = timezone.localtime(going_on.closes_at) + dt.timedelta(days=7)
    assert desk.post(page(going_on, "extend"), {"once": "e", "closes_at": nearer}).status_code == 422
    desk.post(page(going_on, "extend"), {"once": "f", "closes_at": f"{later:%Y-%m-%d %H:%M}"})
    going_on.refresh_from_db()
    assert going_on.closes_at == later.replace(second=0, microsecond=0)
    assert OutgoingMail.objects.filter(to=nishiwaga_officer.email, subject__contains="締切の延長").exists()


def test_it_is_not_finished_while_answers_wait(going_on, secretariat):
    Survey.objects.update(state="reviewing")
    SurveyTarget.objects.update(state="returned")
    with pytest.raises(Refused, match="差し戻したままの回答が2件"):
        actions.move_survey(survey=going_on, move="finish", by=secretariat)
    SurveyTarget.objects.update(state="submitted")
    with pytest.raises(Refused, match="確認していない回答が2件"):
        actions.move_survey(survey=going_on, move="finish", by=secretariat)

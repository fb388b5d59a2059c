"""The list of the bodies that a survey asks, the page of one, and who may see what."""

import datetime as dt
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from surveys.models import SurveyTarget
from tests.factories import (
    BoundaryChangeFactory,
    LocalGovernmentFactory,
    NameVariantFactory,
)
from tests.pages import HOSTILE, statements, text_of
from tests.surveys.targets.conftest import at, once, survey_asking

pytestmark = pytest.mark.django_db


def names_on(client, survey, query: str = "") -> list[str]:
    page = client.get(f"{at('targets', survey)}{query}")
    return [row.target.body.name for row in page.context["rows"]]


#: Pages of a survey's bodies: name → what its address takes besides the survey.
PAGES = {
    "targets": (),
    "targets_export": (),
    "confirm_all": (),
    "letters": (),
    "letters_print": ("invite",),
    "remind": (),
    "target": ("336068",),
    "note_contact": ("336068",),
    "reissue": ("336068",),
    "enter_answer": ("336068",),
    "move_target": ("336068", "send"),
}
TO_READ = ("targets", "targets_export", "target")
ONLY_SENT = {"letters_file": ("invite",), "mark_sent": ()}


# --- Who may see it -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*PAGES, *ONLY_SENT])
def test_only_the_secretariat(name, code_target, visitor, sign_in, nishiwaga_officer, reader):
    address = at(name, code_target.survey, *(PAGES | ONLY_SENT)[name])
    method = "post" if name in ONLY_SENT else "get"
    assert getattr(visitor, method)(address)["Location"].startswith("/accounts/login/")
    assert getattr(sign_in(nishiwaga_officer), method)(address).status_code == 404
    assert getattr(reader, method)(address).status_code == (200 if name in TO_READ else 403)


@pytest.mark.parametrize("name", PAGES)
def test_pages_answer(name, code_target, desk, no_foreign_hosts):
    response = desk.get(at(name, code_target.survey, *PAGES[name]))
    assert response.status_code == 200
    if name != "targets_export":
        no_foreign_hosts(response)


@pytest.mark.parametrize("name", [*TO_READ, "letters", "letters_print"])
def test_what_is_only_read_takes_no_post(name, code_target, desk):
    assert desk.post(at(name, code_target.survey, *PAGES[name])).status_code == 405


@pytest.mark.parametrize("name", ONLY_SENT)
def test_what_is_only_sent_has_no_page(name, code_target, desk):
    assert desk.get(at(name, code_target.survey, *ONLY_SENT[name])).status_code == 405


def test_what_is_none(code_target, desk):
    survey = code_target.survey
    assert desk.get(at("target", survey, "010006")).status_code == 404
    assert desk.get(at("move_target", survey, "336068", "nowhere")).status_code == 404
    assert desk.get(at("move_target", survey, "336068", "submit")).status_code == 404
    assert desk.get(at("move_target", survey, "336068", "enter")).status_code == 404
    assert desk.get(at("letters_print", survey, "nowhere")).status_code == 404
    assert desk.post(at("letters_file", survey, "nowhere"), once(listed="1")).status_code == 404
    assert desk.post(at("letters_file", survey, "invite"), once(listed="x")).status_code == 404
    assert desk.get("/members/surveys/2000-1/targets/").status_code == 404


# --- The list -----------------------------------------------------------------------------------------


def test_who_has_not_answered_comes_first(posted, desk):
    survey = posted.survey
    assert names_on(desk, survey) == ["西和賀町", "鏡野町"]
    SurveyTarget.objects.filter(body__name="西和賀町").update(state="submitted")
    assert names_on(desk, survey) == ["鏡野町", "西和賀町"]
    page = desk.get(at("targets", survey))
    assert [(one.label, one.number) for one in page.context["counts"]] == [
        ("すべて", 2),
        ("送付済", 1),
        ("提出", 1),
    ]
    assert "会員（メール）" in page.text
    assert "会員でない（郵送）" in page.text


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?state=submitted", ["鏡野町"]),
        ("?answer=owing", ["西和賀町"]),
        ("?answer=answered", ["鏡野町"]),
        ("?prefecture=030007", ["西和賀町"]),
        ("?area=chugoku", ["鏡野町"]),
        ("?kind=town", ["西和賀町", "鏡野町"]),
        ("?kind=city", []),
        ("?reached=member", ["西和賀町"]),
        ("?reached=letter", ["鏡野町"]),
        ("?q=%E3%81%AB%E3%81%97%E3%82%8F%E3%81%8C", ["西和賀町"]),
        ("?state=nowhere", ["西和賀町", "鏡野町"]),
        ("?state=submitted&area=tohoku", []),
    ],
)
def test_conditions(query, names, posted, desk):
    SurveyTarget.objects.filter(pk=posted.pk).update(state="submitted")
    assert names_on(desk, posted.survey, query) == names


def test_numbers_of_states_are_those_under_the_other_conditions(posted, desk):
    page = desk.get(f"{at('targets', posted.survey)}?area=tohoku&state=bounced")
    assert [(one.label, one.number, one.address, one.is_chosen) for one in page.context["counts"]] == [
        ("すべて", 1, "?area=tohoku", False),
        ("送付済", 1, "?area=tohoku&state=sent", False),
    ]
    assert "当てはまる団体はありません" in page.text


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_conditions(value, posted, desk):
    query = dict.fromkeys(("q", "state", "prefecture", "area", "kind", "reached", "answer", "page"), value)
    assert desk.get(at("targets", posted.survey), query).status_code == 200
    assert desk.get(at("letters", posted.survey), {"list": value}).status_code == 200
    assert desk.get(at("target", posted.survey, "336068"), {"version": value}).status_code == 200


def test_nobody_is_asked_yet(draft, desk):
    assert "対象団体はまだ決まっていません" in text_of(desk.get(at("targets", draft)))


def test_what_merged_or_was_renamed_since_the_base_day_is_marked(posted, desk, kagamino, nishiwaga):
    survey = posted.survey
    heir = LocalGovernmentFactory(name="津山市", kind="city", prefecture=kagamino.prefecture)
    change = BoundaryChangeFactory(effective_on=survey.base_day + dt.timedelta(days=30), title="津山市の合併")
    change.predecessors.set([kagamino])
    change.successors.set([heir])
    NameVariantFactory(
        written="沢内町", kind="former", body=nishiwaga, valid_to=survey.base_day + dt.timedelta(days=1)
    )
    page = desk.get(at("targets", survey))
    marks = {row.target.body.name: row.fate for row in page.context["rows"]}
    assert marks == {"西和賀町": "旧称：沢内町", "鏡野町": "合併等：→岡山県津山市"}
    assert "合併等：→岡山県津山市" in desk.get(at("target", survey, "336068")).text
    assert survey.targets.count() == 2


def test_mergers_one_after_the_other_and_those_before_the_base_day(posted, desk, kagamino):
    survey = posted.survey
    between, last = (
        LocalGovernmentFactory(name=name, prefecture=kagamino.prefecture) for name in ("奥津町", "津山市")
    )
    for days, before, after in ((-1, kagamino, last), (1, kagamino, between), (2, between, last)):
        change = BoundaryChangeFactory(effective_on=survey.base_day + dt.timedelta(days=days))
        change.predecessors.set([before])
        change.successors.set([after])
    marks = [row.fate for row in desk.get(at("targets", survey)).context["rows"]]
    assert marks == ["", "合併等：→岡山県津山市"]


def test_a_body_that_took_others_in_is_not_marked(posted, desk, kagamino):
    change = BoundaryChangeFactory(
        effective_on=posted.survey.base_day + dt.timedelta(days=1), kind="absorption"
    )
    change.predecessors.set([kagamino, LocalGovernmentFactory(prefecture=kagamino.prefecture)])
    change.successors.set([kagamino])
    assert [row.fate for row in desk.get(at("targets", posted.survey)).context["rows"]] == ["", ""]


#: SQL statements of each list, whatever it holds.
LIST, LETTERS, PRINT, REMIND = 12, 7, 12, 11


@pytest.mark.parametrize("number", [1, 30])
def test_lists_ask_the_same_for_one_row_and_for_thirty(number, desk):
    survey = survey_asking(number, state="open")
    sent = timezone.now() - dt.timedelta(days=14)
    assert statements(desk, at("targets", survey)) == LIST
    assert statements(desk, at("letters", survey)) == LETTERS
    # PostgreSQL is asked for a lock as well, at which records of the audit queue.
    is_postgres = connection.vendor == "postgresql"
    assert statements(desk, at("letters_print", survey, "invite")) == PRINT + is_postgres
    survey.targets.update(state="sent", sent_at=sent)
    assert statements(desk, at("remind", survey)) == REMIND


def test_the_list_is_leafed_through(desk):
    survey = survey_asking(60)
    page = desk.get(f"{at('targets', survey)}?answer=owing&page=2")
    assert len(page.context["rows"]) == 10
    assert "answer=owing&amp;page=1" in page.text


# --- The list as a file -------------------------------------------------------------------------------


def sheet_of(response) -> list[tuple]:
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    book = openpyxl.load_workbook(BytesIO(response.content))
    return [tuple(cell or "" for cell in row) for row in book.worksheets[0].values]


def test_the_list_is_taken_as_excel(posted, desk, secretariat):
    response = desk.get(f"{at('targets_export', posted.survey)}?reached=letter")
    head, row = sheet_of(response)
    found = dict(zip(head, row, strict=True))
    assert (found["団体コード"], found["都道府県"], found["団体名"]) == ("336068", "岡山県", "鏡野町")
    assert (found["状態"], found["会員の別"], found["催促の回数"]) == ("送付済", "会員でない（郵送）", "0")
    assert response["Cache-Control"] == "private, no-store"
    event = AuditEvent.objects.get(verb="survey.export")
    assert event.actor == secretariat
    assert "対象団体の一覧（1団体）" in event.summary


# --- The code --------------------------------------------------------------------------------------


def test_the_code_stands_nowhere_else(code_target, desk, reader, secretariat, sign_in, kagamino_office):
    """But on letters and the merge list, and on the page of the body for who writes for the secretariat."""
    survey = code_target.survey
    both = (code_target.code, code_target.typed_code)
    admin = [
        reverse("admin:surveys_surveytarget_changelist"),
        reverse("admin:surveys_surveytarget_change", args=[code_target.pk]),
    ]
    addresses = [at(name, survey, *PAGES[name]) for name in PAGES if name not in ("target", "letters_print")]
    addresses += [survey.desk_url, *admin]
    for address in addresses:
        text = desk.get(address).content.decode(errors="replace")
        assert not any(code in text for code in both), address
    seen = reader.get(at("target", survey, "336068"))
    assert seen.status_code == 200
    assert not any(code in seen.text for code in both)
    own = sign_in(kagamino_office.postings.get().user).get(reverse("surveys:own", args=[survey.slug]))
    assert own.status_code == 200
    assert not any(code in own.text for code in both)
    sheet = sheet_of(desk.get(at("targets_export", survey)))
    assert not any(code in str(sheet) for code in both)
    events = " ".join(f"{event.summary} {event.data}" for event in AuditEvent.objects.all())
    assert not any(code in events for code in both)


# --- Beside -------------------------------------------------------------------------------------------


def test_the_desk_leads_to_the_bodies(going_on, draft, desk):
    assert at("targets", going_on) in text_of(desk.get(going_on.desk_url))


def test_unread_answers_wait_on_the_admin_home(posted, desk):
    assert "確認待ちの回答" in desk.get("/admin/").text
    SurveyTarget.objects.filter(pk=posted.pk).update(state="submitted")
    assert SurveyTarget.objects.unread().count() == 1
    page = desk.get("/admin/").text
    assert "確認待ちの回答" in page

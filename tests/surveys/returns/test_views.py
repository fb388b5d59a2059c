"""The pages of the yearly return: whose they are, what they show, how many statements they take."""

import datetime as dt

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from common.dates import today
from surveys.models import PartnershipLine, ProjectLine, ReturnCampaign, YearlyReturn
from surveys.returns import actions
from tests.factories import (
    LocalGovernmentFactory,
    PartnershipLineFactory,
    PostingFactory,
    ProjectLineFactory,
    ReturnCampaignFactory,
    ReturnEntryFactory,
    YearlyReturnFactory,
)
from tests.pages import HOSTILE, statements
from tests.surveys.returns.conftest import YEAR
from tests.surveys.returns.filling import done, officer_of, sent

pytestmark = pytest.mark.django_db
DAY = dt.date(YEAR, 8, 1)
LIST = "/members/returns/"

#: Of each page: session, user, postings, what is owed, unread, and what the page itself shows.
STATEMENTS = {"ward's list": 6, "secretariat's list": 7, "board": 7, "return": 15, "print": 15}


@pytest.fixture
def address(found) -> str:
    return found.get_absolute_url()


@pytest.fixture
def tie_page(address, tie_line) -> str:
    return f"{address}partnerships/{tie_line.pk}/"


@pytest.fixture
def project_page(address, project_line) -> str:
    return f"{address}projects/{project_line.pk}/"


# --- Who ----------------------------------------------------------------------------------------------

OF_RETURN = ("", "print/", "comment/", "rest/", "submit/", "imports/new/", "file.xlsx", "partnerships/new/")


@pytest.mark.parametrize("page", OF_RETURN)
def test_a_return_is_its_wards(
    address, page, visitor, sign_in, nishiwaga_officer, nishiwaga_office, office, ward
):
    assert ward.get(address + page).status_code == 200
    assert visitor.get(address + page).status_code == 302
    assert sign_in(nishiwaga_officer).get(address + page).status_code == 404
    reads = page in ("", "print/", "comment/", "file.xlsx")
    assert office.get(address + page).status_code == (200 if reads else 403)


def test_of_another_ward_there_is_none(address, sign_in, campaign):
    other = YearlyReturnFactory(campaign=campaign)
    assert sign_in(officer_of(other.ward)).get(address).status_code == 404


@pytest.mark.parametrize("page", ["rest/", "submit/", "imports/new/", "partnerships/new/"])
def test_who_only_reads_for_the_ward_writes_nothing(address, page, arakawa_office, sign_in, tie_page):
    viewer = sign_in(PostingFactory(office=arakawa_office, role="viewer").user)
    assert viewer.get(address).status_code == 200
    assert viewer.get(address + page).status_code == 403
    assert viewer.get(tie_page).status_code == 403


def test_an_editor_is_told_who_hands_in(address, arakawa_office, sign_in):
    editor = sign_in(PostingFactory(office=arakawa_office, role="editor").user)
    assert "提出は、決裁者か管理者が行います" in editor.get(address).text
    assert editor.get(f"{address}submit/").status_code == 403


@pytest.mark.parametrize("page", ["", "edit/", "open/"])
def test_the_board_is_the_secretariats(page, ward, office, campaign, secretariat_office, sign_in):
    board = campaign.get_absolute_url() + page
    assert office.get(board).status_code == 200
    assert ward.get(board).status_code == 404
    viewer = sign_in(PostingFactory(office=secretariat_office, role="viewer").user)
    assert viewer.get(board).status_code == (403 if page else 200)
    assert viewer.get(reverse("returns:new")).status_code == 403


@pytest.mark.parametrize("page", ["accept/", "return/"])
def test_only_the_secretariat_decides(address, page, ward, office, secretariat_office, sign_in):
    assert office.get(address + page).status_code == 200
    assert ward.get(address + page).status_code == 404
    viewer = sign_in(PostingFactory(office=secretariat_office, role="viewer").user)
    assert viewer.get(address + page).status_code == 403


def test_for_members_outside_the_wards_there_is_no_such_page(
    sign_in, nishiwaga_officer, nishiwaga_office, arakawa_staff, arakawa_office
):
    stranger = sign_in(nishiwaga_officer)
    assert stranger.get(LIST).status_code == 404
    assert LIST not in stranger.get("/members/").text
    assert LIST in sign_in(arakawa_staff).get("/members/").text


def test_a_ward_sees_nothing_of_what_is_being_prepared(arakawa, arakawa_staff, arakawa_office, sign_in):
    campaign = ReturnCampaignFactory(fiscal_year=2027, state="preparing", opened_at=None)
    found = YearlyReturnFactory(campaign=campaign, ward=arakawa)
    assert sign_in(arakawa_staff).get(found.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("step", ["continue/", "renew/"])
def test_what_only_does_something_is_posted(ward, tie_page, step):
    assert ward.get(tie_page + step).status_code == 405


def test_what_only_shows_takes_nothing(ward, address):
    for page in ("", "print/", "file.xlsx"):
        assert ward.post(address + page).status_code == 405


def test_an_address_of_nothing_is_none(ward, address, tie_line):
    for page in ("nowhere/new/", "partnerships/999999/", f"projects/{tie_line.pk + 999}/", "imports/999999/"):
        assert ward.get(address + page).status_code == 404
    assert ward.get(f"/members/returns/{YEAR + 1}/131181/").status_code == 404
    assert ward.get("/members/returns/99999999999999/131181/").status_code == 404


# --- What a ward does ---------------------------------------------------------------------------------


def test_it_begins_with_what_is_asked_and_how_far_one_is(ward, address):
    page = ward.get(address).text
    assert "0／2行を確認済み" in page
    assert "根拠も確かめてください。" in page
    assert "岩手県西和賀町（交流協定）" in page


def test_one_press_continues_a_line(ward, tie_page, address, tie_line):
    answer = ward.post(f"{tie_page}continue/", follow=True)
    assert answer.redirect_chain[0][0] == f"{address}#partnerships-{tie_line.pk}"
    assert "継続にしました" in answer.text
    assert PartnershipLine.objects.get().status == "continued"


def test_a_line_is_changed_and_the_difference_shows(ward, office, tie_page, address):
    done(sent(ward, tie_page, status="changed", evidence="新しい協定書", started_on="平成24年5月"))
    line = PartnershipLine.objects.get()
    assert (line.evidence, line.started_on, line.started_precision) == (
        "新しい協定書",
        dt.date(2012, 5, 1),
        "month",
    )
    for client in (ward, office):
        page = client.get(address).text
        assert "<del>協定書</del>" in page
        assert "<ins>新しい協定書</ins>" in page


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"status": "changed"}, "status"),
        ({"status": "ended"}, "ended_on"),
        ({"partner": "どこかの町"}, "partner"),
        ({"partner": ""}, "partner"),
        ({"started_on": "いつか"}, "started_on"),
        ({"kind": "nowhere"}, "kind"),
        ({"evidence": "あ" * 301}, "evidence"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(ward, tie_page, values, field):
    answer = sent(ward, tie_page, note="残る連絡", **values)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert "残る連絡" in answer.text
    assert PartnershipLine.objects.get().status == ""


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_is_typed_is_answered(ward, tie_page, project_page, value):
    for page, name in ((tie_page, "partner"), (tie_page, "ended_on"), (project_page, "budget_yen")):
        assert sent(ward, page, **{name: value}).status_code in (302, 422)
    assert sent(ward, project_page, partners=value, version=value).status_code in (302, 422)


def test_who_was_overtaken_sees_what_differs_and_goes_on_from_there(ward, tie_page, arakawa_staff, found):
    form = ward.get(tie_page).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    line = PartnershipLine.objects.get()
    values = {"status": "changed", "evidence": "ほかの人の根拠"}
    actions.write_line(yearly_return=found, line=line, values=values, by=arakawa_staff)
    typed = {"status": "changed", "evidence": "私の根拠", "started_on": "2012年5月"}
    answer = ward.post(tie_page, data | typed)
    assert answer.status_code == 422
    assert "<del>2012-05-20</del>" in answer.text
    assert "<ins>2012年5月</ins>" in answer.text
    assert "ほかの人の根拠" in answer.text
    form = answer.context["form"]
    again = {name: form[name].value() or "" for name in form.fields}
    done(ward.post(tie_page, again | {"status": "changed", "evidence": "私の根拠"}))
    assert PartnershipLine.objects.get().evidence == "私の根拠"


def test_a_project_with_its_partners_and_its_year(ward, project_page, kagamino):
    values = {"status": "changed", "partners": "岩手県西和賀町\n岡山県鏡野町", "participants": "１,２００"}
    done(sent(ward, project_page, budget_yen="3,000,000", results="盛況\n大成功", **values))
    line = ProjectLine.objects.get()
    assert (line.budget_yen, line.participants, line.partners.count()) == (3_000_000, 1200, 2)


def test_a_partner_that_is_gone_stays_where_it_is_named(ward, tie_page, tie_line):
    gone = LocalGovernmentFactory(valid_to=dt.date(2005, 1, 1), name="旧町")
    PartnershipLine.objects.update(partner=gone)
    done(sent(ward, tie_page, status="changed"))
    assert PartnershipLine.objects.get().partner == gone


def test_a_line_that_is_new_is_written_and_taken_away(ward, address, kagamino):
    done(sent(ward, f"{address}partnerships/new/", partner="岡山県鏡野町", kind="sister"))
    line = PartnershipLine.objects.get(partner=kagamino)
    assert line.status == "new"
    page = f"{address}partnerships/{line.pk}/"
    done(sent(ward, page, evidence="宣言"))
    done(sent(ward, f"{page}remove/"))
    assert not PartnershipLine.objects.filter(pk=line.pk).exists()


def test_all_that_is_left_continues_after_a_question(ward, address):
    page = ward.get(f"{address}rest/").text
    assert "次の2行を" in page
    assert "雪の活用" in page
    done(sent(ward, f"{address}rest/"))
    assert not PartnershipLine.objects.unanswered().exists()
    assert "未確認の行はありません" in ward.get(f"{address}rest/").text


def test_handing_in_names_what_is_missing(ward, address):
    assert "「雪の活用」の「状況」を選んでください" in ward.get(f"{address}submit/").text
    answer = ward.post(f"{address}submit/", {"once": "a", "version": 1})
    assert answer.status_code == 422
    done(sent(ward, f"{address}rest/"))
    done(sent(ward, f"{address}submit/"))
    assert YearlyReturn.objects.get(ward__code="131181").state == "submitted"
    assert (
        "を変えられません"
        in ward.get(address.rstrip("/") + f"/partnerships/{PartnershipLine.objects.get().pk}/").text
    )


def test_a_record_that_has_moved_is_marked_and_taken_over_anew(ward, address, tie, tie_page):
    tie.evidence = "台帳で直した根拠"
    tie.save()
    assert "台帳が変わりました" in ward.get(address).text
    assert "台帳で直した根拠" in ward.get(tie_page).text
    ward.post(f"{tie_page}renew/")
    assert PartnershipLine.objects.get().evidence == "台帳で直した根拠"
    assert "台帳が変わりました" not in ward.get(address).text


def test_a_refusal_is_said(ward, found, tie_page, arakawa_staff):
    YearlyReturn.objects.filter(pk=found.pk).update(state="accepted")
    answer = ward.post(f"{tie_page}continue/")
    assert "変えられません" in str(next(iter(get_messages(answer.wsgi_request))))


# --- What the secretariat does ------------------------------------------------------------------------


def test_a_campaign_is_prepared_put_right_and_opened(sign_in, secretariat, secretariat_office, arakawa):
    office = sign_in(secretariat)
    assert "調査はまだありません" in office.get(LIST).text
    assert sent(office, f"{LIST}new/", fiscal_year=YEAR, due_on=f"{YEAR}-07-01").status_code == 422
    done(sent(office, f"{LIST}new/", fiscal_year=YEAR, due_on=f"{YEAR}-09-30", guidance="お願い"))
    campaign = ReturnCampaign.objects.get()
    assert "受付はこれからです" in office.get(campaign.get_absolute_url()).text
    done(sent(office, f"{campaign.get_absolute_url()}edit/", due_on=f"{YEAR + 1}-09-30"))
    done(sent(office, f"{campaign.get_absolute_url()}open/"))
    page = office.get(campaign.get_absolute_url()).text
    assert "荒川区" in page
    assert sent(office, f"{campaign.get_absolute_url()}open/").status_code == 422
    assert sent(office, f"{LIST}new/", fiscal_year=YEAR, due_on=f"{YEAR}-09-30").status_code == 422


def test_it_sends_back_and_accepts(ward, office, address, tie_page):
    done(sent(ward, f"{address}rest/"))
    done(sent(ward, f"{address}submit/"))
    done(sent(office, f"{tie_page}comment/", text="根拠は何ですか。"))
    assert sent(office, f"{address}return/", reason="").status_code == 422
    done(sent(office, f"{address}return/", reason="根拠を入れてください。"))
    page = ward.get(address).text
    assert "根拠は何ですか。" in page
    assert "差し戻された回答です" in page
    done(sent(ward, f"{address}comment/", text="協定書です。"))
    done(sent(ward, f"{address}submit/"))
    done(sent(office, f"{address}accept/"))
    assert "受理" in ward.get(address).text
    assert sent(office, f"{address}accept/").status_code == 422


def test_the_office_and_the_secretariat_are_told_whose_turn_it_is(ward, office, address, campaign):
    assert "連携状況調査に回答する" in ward.get("/members/").text
    assert "回答を確かめる" not in office.get("/members/").text
    done(sent(ward, f"{address}rest/"))
    done(sent(ward, f"{address}submit/"))
    assert "連携状況調査に回答する" not in ward.get("/members/").text
    assert "連携状況調査の回答を確かめる" in office.get("/members/").text


def test_a_day_that_has_passed_shows(ward, office, address, campaign):
    ReturnCampaign.objects.update(due_on=max(DAY, today() - dt.timedelta(days=1)))
    overdue = today() > DAY
    assert ("期限超過" in ward.get(address).text) == overdue
    assert ("期限を過ぎました" in office.get(campaign.get_absolute_url()).text) == overdue


# --- How many statements ------------------------------------------------------------------------------


def test_the_lists_take_the_same_for_one_row_and_for_thirty(ward, office, arakawa, campaign):
    assert statements(ward, LIST) == STATEMENTS["ward's list"]
    assert statements(office, LIST) == STATEMENTS["secretariat's list"]
    for n in range(20):
        YearlyReturnFactory(campaign=ReturnCampaignFactory(fiscal_year=2031 + n), ward=arakawa)
    assert statements(ward, LIST) == STATEMENTS["ward's list"]
    assert statements(office, LIST) == STATEMENTS["secretariat's list"]


def test_the_board_takes_the_same_for_one_ward_and_for_twenty_three(office, campaign, found):
    board = campaign.get_absolute_url()
    actions.touch(found, _officer(found))
    assert statements(office, board) == STATEMENTS["board"]
    for _ in range(22):
        one = YearlyReturnFactory(campaign=campaign)
        PartnershipLineFactory(yearly_return=one)
        actions.touch(one, _officer(found))
    assert statements(office, board) == STATEMENTS["board"]


def _officer(found):
    return found.ward.offices.get().postings.get().user


def test_a_return_takes_the_same_for_one_line_and_for_thirty(ward, found, address):
    ReturnEntryFactory(yearly_return=found)
    for page, name in (("", "return"), ("print/", "print")):
        assert statements(ward, address + page) == STATEMENTS[name]
    for _ in range(15):
        PartnershipLineFactory(yearly_return=found, status="continued")
        ProjectLineFactory(yearly_return=found, status="continued").partners.add(LocalGovernmentFactory())
        ReturnEntryFactory(yearly_return=found)
    for page, name in (("", "return"), ("print/", "print")):
        assert statements(ward, address + page) == STATEMENTS[name]

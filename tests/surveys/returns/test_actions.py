"""From the question to what comes to and fro."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import AuditEvent, Notification, OutgoingMail
from common.dates import today
from common.moves import Refused
from common.stale import StaleError
from municipalities.models import Partnership
from projects.models import ProjectYear
from surveys.models import PartnershipLine, ProjectLine, ReturnCampaign, YearlyReturn
from surveys.returns import actions
from surveys.returns.deadlines import remind_wards
from surveys.returns.transitions import CAMPAIGN_MOVES, RETURN_MOVES
from tests.factories import (
    LocalGovernmentFactory,
    PartnershipFactory,
    PostingFactory,
    ProjectFactory,
    ProjectPartyFactory,
    ProjectYearFactory,
    WardFactory,
)
from tests.surveys.returns.conftest import YEAR
from tests.surveys.returns.filling import opened, return_of

pytestmark = pytest.mark.django_db
DAY = dt.date(YEAR, 8, 1)


def changed(found, line, by, **values):
    return actions.write_line(yearly_return=found, line=line, values=values, by=by, version=line.version)


def answered(found, by):
    actions.continue_rest(yearly_return=found, by=by)
    found.refresh_from_db()
    return found


def submitted(found, by):
    return actions.submit_return(yearly_return=answered(found, by), by=by, version=found.version)


# --- Opening ------------------------------------------------------------------------------------------


def test_each_ward_begins_with_what_the_ledger_says(arakawa, tie, project, found, tie_line, project_line):
    assert (tie_line.record, tie_line.status, tie_line.partner) == (tie, "", tie.partner)
    assert (tie_line.started_on, tie_line.evidence) == (tie.started_on, "協定書")
    assert (project_line.record, project_line.title, project_line.progress) == (project, "雪の活用", "done")
    assert [one.code for one in project_line.partners.all()] == ["033669"]
    assert (found.state, found.ward) == ("untouched", arakawa)


def test_carried_over_is_what_goes_on_and_is_the_wards_own(
    arakawa, nishiwaga, kagamino, secretariat, secretariat_office
):
    lead = {"body": arakawa, "role": "lead"}
    PartnershipFactory(ward=arakawa, partner=nishiwaga, ended_on=DAY)
    PartnershipFactory(ward=WardFactory(), partner=kagamino)
    ProjectPartyFactory(project=ProjectFactory(title="23区で"), **lead).project.save()
    joint = ProjectFactory(scope="joint")
    ProjectPartyFactory(project=joint, **lead)
    ProjectPartyFactory(project=ProjectFactory(), body=arakawa)
    programme = ProjectFactory(title="プログラム")
    ProjectPartyFactory(project=programme, **lead)
    part = ProjectFactory(title="構成する事業", parent=programme)
    ProjectPartyFactory(project=part, **lead)
    left = ProjectFactory(title="離れた事業")
    ProjectPartyFactory(project=left, **lead, valid_to=dt.date(YEAR - 1, 4, 1))
    found = return_of(opened(secretariat, YEAR), arakawa)
    assert not found.partnershiplines.exists()
    assert {line.title for line in found.projectlines.all()} == {"23区で", "構成する事業"}


def test_the_year_that_the_ledger_knows_comes_along(project, secretariat, secretariat_office, arakawa):
    ProjectYearFactory(project=project, fiscal_year=YEAR, status="planned", plan="冬に行う", budget_yen=5)
    line = return_of(opened(secretariat, YEAR), arakawa).projectlines.get()
    assert (line.progress, line.plan, line.budget_yen) == ("planned", "冬に行う", 5)


def test_opening_tells_the_wards_once_and_is_on_record(campaign, arakawa_staff, secretariat):
    assert Notification.objects.of(arakawa_staff).filter(key__contains=":opened:").count() == 1
    assert (
        OutgoingMail.objects.get(to=arakawa_staff.email, key__contains=":opened:").body.count("提出期限") == 1
    )
    verbs = set(AuditEvent.objects.filter(verb__startswith="return.").values_list("verb", flat=True))
    assert verbs == {"return.prepare", "return.open"}
    with pytest.raises(Refused):
        actions.open_campaign(campaign=campaign, by=secretariat)


def test_only_the_secretariat_asks(arakawa_staff, arakawa_office, campaign):
    with pytest.raises(PermissionDenied):
        actions.prepare_campaign(fiscal_year=2100, due_on=dt.date(2100, 9, 1), guidance="", by=arakawa_staff)
    with pytest.raises(PermissionDenied):
        actions.close_campaign(campaign=campaign, by=arakawa_staff, missing=[])


def test_a_year_is_asked_about_once_and_not_before_its_day(campaign, secretariat):
    with pytest.raises(ValidationError, match="年度"):
        actions.prepare_campaign(fiscal_year=YEAR, due_on=dt.date(YEAR, 9, 1), guidance="", by=secretariat)
    with pytest.raises(ValidationError, match="提出期限"):
        actions.edit_campaign(campaign=campaign, due_on=dt.date(YEAR, 7, 1), guidance="", by=secretariat)


# --- Lines --------------------------------------------------------------------------------------------


def test_the_first_line_begins_the_return_and_raises_its_version(found, tie_line, arakawa_staff):
    changed(found, tie_line, arakawa_staff, status="changed", evidence="新しい協定書")
    before = found.version
    found.refresh_from_db()
    assert (found.state, found.version, found.changed_by) == ("editing", before + 1, arakawa_staff)
    tie_line.refresh_from_db()
    assert (tie_line.version, tie_line.changed_by) == (2, arakawa_staff)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"status": "continued", "evidence": "別の根拠"}, "status"),
        ({"status": "changed"}, "status"),
        ({"status": "new"}, "status"),
        ({"status": "ended"}, "ended_on"),
        ({"status": "ended", "ended_on": DAY + dt.timedelta(days=1)}, "ended_on"),
        ({"status": "changed", "ended_on": DAY}, "status"),
        ({"status": "changed", "started_on": DAY + dt.timedelta(days=1)}, "started_on"),
        ({"status": "nowhere"}, "status"),
    ],
)
def test_a_tie_says_what_its_status_says(found, tie_line, arakawa_staff, values, field):
    with pytest.raises(ValidationError) as raised:
        changed(found, tie_line, arakawa_staff, **values)
    assert field in raised.value.message_dict


def test_a_tie_that_ends_later_was_there_on_the_day(found, tie_line, arakawa_staff):
    later = DAY + dt.timedelta(days=1)
    changed(found, tie_line, arakawa_staff, status="changed", ended_on=later)
    assert PartnershipLine.objects.get().ended_on == later


@pytest.mark.parametrize("status", ["ended", "cancelled", "postponed"])
def test_of_a_project_that_does_not_take_place_nothing_else_changes(
    found, project_line, arakawa_staff, status
):
    with pytest.raises(ValidationError, match="登録のとおり"):
        changed(found, project_line, arakawa_staff, status=status, title="別の名称")
    changed(found, ProjectLine.objects.get(), arakawa_staff, status=status)
    assert ProjectLine.objects.get().status == status


def test_partners_are_part_of_what_a_project_says(found, project_line, arakawa_staff, nishiwaga, kagamino):
    with pytest.raises(ValidationError, match="変更"):
        changed(found, project_line, arakawa_staff, status="continued", partners=[nishiwaga, kagamino])
    changed(found, project_line, arakawa_staff, status="changed", partners=[nishiwaga, kagamino])
    line = ProjectLine.objects.get()
    with pytest.raises(ValidationError, match="特別区以外"):
        changed(found, line, arakawa_staff, status="changed", partners=[found.ward])


def test_whoever_was_overtaken_is_told(found, tie_line, arakawa_staff):
    changed(found, tie_line, arakawa_staff, status="changed", evidence="新しい協定書")
    with pytest.raises(StaleError):
        actions.write_line(
            yearly_return=found, line=tie_line, values={"status": "continued"}, by=arakawa_staff, version=1
        )


def test_continuing_takes_back_what_was_typed(found, project_line, arakawa_staff, nishiwaga, kagamino):
    changed(found, project_line, arakawa_staff, status="changed", title="別の名称", partners=[kagamino])
    line = actions.continue_line(yearly_return=found, line=project_line, by=arakawa_staff)
    line.refresh_from_db()
    assert (line.title, line.status, list(line.partners.all())) == ("雪の活用", "continued", [nishiwaga])


def test_all_that_is_left_continues_and_what_is_answered_stays(found, tie_line, arakawa_staff, kagamino):
    changed(found, tie_line, arakawa_staff, status="ended", ended_on=DAY)
    assert actions.continue_rest(yearly_return=found, by=arakawa_staff) == 1
    assert PartnershipLine.objects.get().status == "ended"
    assert actions.continue_rest(yearly_return=found, by=arakawa_staff) == 0


def test_what_is_new_may_be_taken_away_and_what_is_registered_not(found, tie_line, arakawa_staff, kagamino):
    values = {"status": "new", "partner": kagamino, "kind": "sister"}
    new = actions.write_line(yearly_return=found, line=PartnershipLine(), values=values, by=arakawa_staff)
    for action in (actions.continue_line, actions.renew_line):
        with pytest.raises(Refused):
            action(yearly_return=found, line=new, by=arakawa_staff)
    actions.remove_line(yearly_return=found, line=new, by=arakawa_staff)
    with pytest.raises(Refused):
        actions.remove_line(yearly_return=found, line=tie_line, by=arakawa_staff)


def test_only_the_wards_editors_write(found, tie_line, nishiwaga_officer, nishiwaga_office, arakawa_office):
    viewer = PostingFactory(office=arakawa_office, role="viewer").user
    for by in (nishiwaga_officer, viewer):
        with pytest.raises(PermissionDenied):
            actions.continue_line(yearly_return=found, line=tie_line, by=by)


# --- To and fro ---------------------------------------------------------------------------------------


def test_a_return_is_handed_in_once_every_line_is_answered(found, tie_line, arakawa_staff, secretariat):
    with pytest.raises(Refused, match="「岩手県西和賀町（交流協定）」の「状況」"):
        actions.submit_return(yearly_return=found, by=arakawa_staff, version=found.version)
    submitted(found, arakawa_staff)
    found.refresh_from_db()
    assert found.state == "submitted"
    assert Notification.objects.of(secretariat).filter(text__contains="提出しました").exists()
    with pytest.raises(Refused):
        actions.continue_line(yearly_return=found, line=tie_line, by=arakawa_staff)


def test_what_was_wrong_meanwhile_is_named_by_line_and_field(found, arakawa_staff, tie_line):
    answered(found, arakawa_staff)
    PartnershipLine.objects.update(evidence="だれかが直接書き換えた")
    with pytest.raises(Refused, match="「岩手県西和賀町（交流協定）」の「状況」：内容が登録と違います"):
        actions.submit_return(yearly_return=found, by=arakawa_staff, version=found.version)


def test_an_editor_hands_in_only_where_the_office_has_no_approval(found, arakawa_office):
    editor = PostingFactory(office=arakawa_office, role="editor").user
    answered(found, editor)
    with pytest.raises(PermissionDenied):
        actions.submit_return(yearly_return=found, by=editor, version=found.version)
    arakawa_office.needs_approval = False
    arakawa_office.save()
    editor = type(editor).objects.get(pk=editor.pk)
    assert actions.submit_return(yearly_return=found, by=editor, version=found.version).state == "submitted"


def test_what_is_handed_in_is_what_was_read(found, arakawa_staff):
    answered(found, arakawa_staff)
    with pytest.raises(StaleError):
        actions.submit_return(yearly_return=found, by=arakawa_staff, version=found.version - 1)


def test_it_goes_back_with_comments_and_comes_again(found, tie_line, arakawa_staff, secretariat):
    submitted(found, arakawa_staff)
    actions.comment(yearly_return=found, line=tie_line, by=secretariat, text="根拠は何ですか。")
    with pytest.raises(ValidationError, match="理由"):
        actions.send_back(yearly_return=found, by=secretariat, reason=" ")
    with pytest.raises(PermissionDenied):
        actions.send_back(yearly_return=found, by=arakawa_staff, reason="よその区")
    found = actions.send_back(yearly_return=found, by=secretariat, reason="根拠を入れてください。")
    assert found.state == "returned"
    assert "根拠を入れてください。" in OutgoingMail.objects.filter(to=arakawa_staff.email).latest("pk").body
    entries = list(found.entries.values_list("kind", "line_label", "text"))
    assert entries == [
        ("submit", "", ""),
        ("comment", "岩手県西和賀町（交流協定）", "根拠は何ですか。"),
        ("return", "", "根拠を入れてください。"),
    ]
    assert submitted(found, arakawa_staff).state == "resubmitted"


def test_a_comment_on_the_whole_is_told_to_the_other_side(
    found, arakawa_staff, secretariat, nishiwaga_officer, nishiwaga_office
):
    actions.comment(yearly_return=found, by=arakawa_staff, text="期限を延ばせますか。")
    assert Notification.objects.of(secretariat).filter(text__contains="荒川区からコメント").exists()
    actions.comment(yearly_return=found, by=secretariat, text="一週間延ばします。")
    assert Notification.objects.of(arakawa_staff).filter(text__contains="事務局からコメント").exists()
    for text, by, error in (("", secretariat, ValidationError), ("誰", nishiwaga_officer, PermissionDenied)):
        with pytest.raises(error):
            actions.comment(yearly_return=found, by=by, text=text)


def test_once_closed_nothing_moves(campaign, found, tie_line, arakawa_staff, secretariat):
    submitted(found, arakawa_staff)
    codes = list(YearlyReturn.objects.values_list("ward__code", flat=True))
    with pytest.raises(Refused, match="荒川区"):
        actions.close_campaign(campaign=campaign, by=secretariat, missing=[])
    actions.close_campaign(campaign=campaign, by=secretariat, missing=codes)
    for action, values in (
        (actions.send_back, {"reason": "遅い"}),
        (actions.comment, {"text": "遅い"}),
        (actions.submit_return, {"version": 1}),
    ):
        with pytest.raises(Refused):
            action(yearly_return=found, by=arakawa_staff if "version" in values else secretariat, **values)
    with pytest.raises(Refused):
        actions.edit_campaign(campaign=campaign, due_on=DAY, guidance="", by=secretariat)


# --- Days go by ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "stage"), [(30, ""), (7, "近づいて"), (-1, "過ぎています"), (-20, "過ぎたまま")]
)
def test_a_ward_is_reminded_before_and_after_the_day_and_each_time_once(
    arakawa_office, arakawa_staff, secretariat, secretariat_office, days, stage
):
    opened(secretariat, YEAR - 1)
    ReturnCampaign.objects.update(due_on=today() + dt.timedelta(days=days))
    for _ in range(2):
        assert remind_wards() == (1 if stage else 0)
    told = OutgoingMail.objects.filter(to=arakawa_staff.email, subject__contains="期限")
    assert [stage in one.subject for one in told] == ([True] if stage else [])


def test_who_has_handed_in_is_not_reminded(campaign, found, arakawa_staff):
    submitted(found, arakawa_staff)
    ReturnCampaign.objects.update(due_on=max(today(), campaign.as_of))
    YearlyReturn.objects.exclude(pk=found.pk).delete()
    assert remind_wards() == 0


# --- The tables ---------------------------------------------------------------------------------------


def test_every_state_is_left_and_reached_by_a_move():
    for moves, states, ends in (
        (CAMPAIGN_MOVES, ReturnCampaign.State, {"closed"}),
        (RETURN_MOVES, YearlyReturn.State, {"accepted"}),
    ):
        assert {state for move in moves.values() for state in move.sources} == set(states) - ends
        first = next(iter(states))
        assert {move.target for move in moves.values()} == set(states) - {first}


def test_what_was_ended_is_not_asked_about_again_unless_it_has_come_back(
    found, project, project_line, arakawa, secretariat, arakawa_staff
):
    changed(found, project_line, arakawa_staff, status="ended")
    YearlyReturn.objects.update(state="accepted")
    again = return_of(opened(secretariat, YEAR + 1), arakawa)
    assert not again.projectlines.exists()
    ProjectYear.objects.create(project=project, fiscal_year=YEAR + 1, status="planned")
    assert return_of(opened(secretariat, YEAR + 2), arakawa).projectlines.count() == 1


def test_a_body_that_is_gone_still_has_its_line(found, tie_line, arakawa_staff):
    gone = LocalGovernmentFactory(valid_to=dt.date(2005, 1, 1), name="旧町")
    Partnership.objects.update(partner=gone)
    actions.renew_line(yearly_return=found, line=tie_line, by=arakawa_staff)
    assert str(PartnershipLine.objects.get()).startswith("高知県旧町")

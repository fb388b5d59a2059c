"""What is accepted becomes the ledger's, all of it or nothing."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEvent, Change, Notification
from common.moves import Refused
from common.stale import StaleError
from municipalities.models import Partnership
from projects.models import Project, ProjectParty, ProjectYear
from surveys.models import PartnershipLine, ProjectLine, YearlyReturn
from surveys.returns import actions
from surveys.returns.acceptance import accept_return
from tests.factories import (
    PartnershipFactory,
    ProjectPartyFactory,
    ProjectYearFactory,
    WardFactory,
)
from tests.surveys.returns.conftest import YEAR
from tests.surveys.returns.filling import officer_of, opened, return_of

pytestmark = pytest.mark.django_db
DAY, BEGINS = dt.date(YEAR, 8, 1), dt.date(YEAR, 4, 1)


@pytest.fixture
def write(found, arakawa_staff):
    def write(line, **values):
        return actions.write_line(yearly_return=found, line=line, values=values, by=arakawa_staff)

    return write


@pytest.fixture
def accept(found, arakawa_staff, secretariat):
    """Answers what is left, hands in, accepts."""

    def accept() -> YearlyReturn:
        actions.continue_rest(yearly_return=found, by=arakawa_staff)
        found.refresh_from_db()
        sent = actions.submit_return(yearly_return=found, by=arakawa_staff, version=found.version)
        return accept_return(yearly_return=sent, by=secretariat, version=sent.version)

    return accept


def test_what_continues_is_confirmed_and_takes_place(accept, tie, project, arakawa_staff):
    accepted = accept()
    tie.refresh_from_db()
    assert (tie.confirmed_on, tie.evidence, tie.ended_on) == (DAY, "協定書", None)
    year = project.years.get(fiscal_year=YEAR)
    assert (year.status, year.source.slug) == ("done", f"yearly-return-{YEAR}")
    assert accepted.state == "accepted"
    assert Notification.objects.of(arakawa_staff).filter(text__contains="受理されました").exists()
    assert AuditEvent.objects.filter(verb="return.accept").count() == 1


def test_the_history_of_the_records_says_by_which_way(accept, tie, secretariat):
    accept()
    change = Change.objects.filter(model="municipalities.partnership", object_id=str(tie.pk)).latest("pk")
    assert change.changes["confirmed_on"] == [None, DAY.isoformat()]
    assert (change.actor_id, change.via) == (
        secretariat.pk,
        f"連携状況調査（{return_label()}）荒川区の受理",
    )


def return_label() -> str:
    return YearlyReturn.objects.select_related("campaign").first().campaign.label


def test_a_tie_whose_beginning_nobody_knows_keeps_the_day_it_was_first_confirmed_on(
    arakawa, nishiwaga, secretariat, secretariat_office, arakawa_office, arakawa_staff
):
    """Or it would be missing from the figures of all the years before."""
    first = dt.date(2015, 8, 1)
    tie = PartnershipFactory(ward=arakawa, partner=nishiwaga, started_on=None, confirmed_on=first)
    found = return_of(opened(secretariat, YEAR), arakawa)
    actions.continue_rest(yearly_return=found, by=arakawa_staff)
    found.refresh_from_db()
    sent = actions.submit_return(yearly_return=found, by=arakawa_staff, version=found.version)
    accept_return(yearly_return=sent, by=secretariat, version=sent.version)
    tie.refresh_from_db()
    assert tie.confirmed_on == first
    assert tie in Partnership.objects.in_force(first)


def test_what_has_changed_is_written(
    accept, write, tie_line, tie, project_line, project, kagamino, nishiwaga
):
    write(tie_line, status="changed", evidence="新しい協定書", ended_on=dt.date(YEAR, 12, 1))
    write(
        project_line,
        status="changed",
        title="雪と暮らす",
        partners=[kagamino],
        results="盛況",
        participants=300,
    )
    accept()
    tie.refresh_from_db()
    assert (tie.evidence, tie.ended_on, tie.confirmed_on) == ("新しい協定書", dt.date(YEAR, 12, 1), DAY)
    project.refresh_from_db()
    assert project.title == "雪と暮らす"
    parties = {party.body: party for party in project.parties.exclude(role="lead")}
    assert parties[nishiwaga].valid_to == BEGINS
    assert parties[kagamino].valid_from == BEGINS
    year = project.years.get(fiscal_year=YEAR)
    assert (year.results, year.participants) == ("盛況", 300)


def test_who_comes_back_takes_part_again_and_who_came_this_year_and_left_never_did(
    arakawa, nishiwaga, kagamino, project, secretariat, secretariat_office, arakawa_office, arakawa_staff
):
    ProjectParty.objects.filter(body=nishiwaga).update(valid_to=BEGINS)
    ProjectPartyFactory(project=project, body=kagamino, valid_from=dt.date(YEAR, 5, 1))
    found = return_of(opened(secretariat, YEAR), arakawa)
    line = found.projectlines.get()
    assert list(line.partners.all()) == [kagamino]
    values = {"status": "changed", "partners": [nishiwaga]}
    actions.write_line(yearly_return=found, line=line, values=values, by=arakawa_staff)
    found.refresh_from_db()
    sent = actions.submit_return(yearly_return=found, by=arakawa_staff, version=found.version)
    accept_return(yearly_return=sent, by=secretariat, version=sent.version)
    assert [(one.body, one.valid_to) for one in project.parties.outside_wards()] == [(nishiwaga, None)]


def test_what_ended_ends(accept, write, found, tie_line, tie, project_line, project, arakawa_staff):
    ProjectYearFactory(project=project, fiscal_year=YEAR, status="planned")
    actions.renew_line(yearly_return=found, line=project_line, by=arakawa_staff)
    write(tie_line, status="ended", ended_on=DAY)
    write(project_line, status="ended")
    accept()
    tie.refresh_from_db()
    assert (tie.ended_on, tie.confirmed_on) == (DAY, None)
    assert not Partnership.objects.in_force(DAY).exists()
    assert not project.years.filter(fiscal_year=YEAR).exists()


@pytest.mark.parametrize("status", ["cancelled", "postponed"])
def test_a_year_that_does_not_take_place_is_kept(accept, write, project_line, project, status):
    write(project_line, status=status, plan="雪がなければ中止")
    accept()
    assert project.years.get(fiscal_year=YEAR).status == status


def test_what_is_new_is_registered_and_public(accept, write, arakawa, kagamino):
    values = {"status": "new", "partner": kagamino, "kind": "sister", "evidence": "宣言"}
    write(PartnershipLine(), **values)
    values = {"title": "森の学校", "field": "tourism", "summary": "森で学ぶ", "partners": [kagamino]}
    write(ProjectLine(), status="new", progress="planned", **values)
    accepted = accept()
    tie = Partnership.objects.get(partner=kagamino)
    assert (tie.ward, tie.confirmed_on, tie.source.slug) == (arakawa, DAY, f"yearly-return-{YEAR}")
    project = Project.objects.get(title="森の学校")
    assert project.is_public
    assert project.number
    roles = {party.body: (party.role, party.valid_from) for party in project.parties.all()}
    assert roles == {arakawa: ("lead", None), kagamino: ("participant", None)}
    assert project.years.get().status == "planned"
    entry = accepted.entries.get(kind="accept")
    assert project.number in entry.text


# --- What stands in the way ---------------------------------------------------------------------------


def test_a_record_that_has_changed_since_stops_all_and_is_named(
    accept, write, tie, tie_line, project, secretariat, found, arakawa_staff
):
    tie.evidence = "台帳で直した根拠"
    tie.save()
    with pytest.raises(Refused, match=r"台帳の記録が変わりました：「岩手県西和賀町（交流協定）」"):
        accept()
    tie.refresh_from_db()
    assert tie.confirmed_on is None
    assert not project.years.filter(fiscal_year=YEAR).exists()

    # Sent back, carried over anew and answered again, it is accepted.
    actions.send_back(yearly_return=found, by=secretariat, reason="台帳が変わりました。")
    actions.renew_line(yearly_return=found, line=tie_line, by=arakawa_staff)
    assert PartnershipLine.objects.get().evidence == "台帳で直した根拠"
    assert accept().state == "accepted"


def test_a_year_that_somebody_else_reported_meanwhile_stops_it_too(accept, project):
    ProjectYearFactory(project=project, fiscal_year=YEAR, status="cancelled")
    with pytest.raises(Refused, match="「雪の活用」"):
        accept()
    assert ProjectYear.objects.get(fiscal_year=YEAR).status == "cancelled"


def test_two_wards_that_lead_a_project_say_the_same_of_it(
    project, secretariat, secretariat_office, arakawa, arakawa_office, arakawa_staff
):
    koto = WardFactory(code="131083", name="江東区")
    ProjectPartyFactory(project=project, body=koto, role="lead")
    campaign, officer = opened(secretariat, YEAR), officer_of(koto)
    for ward, by in ((arakawa, arakawa_staff), (koto, officer)):
        found = return_of(campaign, ward)
        actions.continue_rest(yearly_return=found, by=by)
        found.refresh_from_db()
        sent = actions.submit_return(yearly_return=found, by=by, version=found.version)
        accept_return(yearly_return=sent, by=secretariat, version=sent.version)
    assert project.years.filter(fiscal_year=YEAR).count() == 1


def test_what_the_ledger_does_not_take_is_named_and_nothing_is_written(
    accept, write, tie, nishiwaga, project
):
    """The same kind of tie with the same partner, twice."""
    write(PartnershipLine(), status="new", partner=nishiwaga, kind="exchange")
    with pytest.raises(Refused, match=r"「岩手県西和賀町（交流協定）」：.*期間の重なる"):
        accept()
    tie.refresh_from_db()
    assert tie.confirmed_on is None
    assert not project.years.filter(fiscal_year=YEAR).exists()


def test_what_ends_makes_room_for_what_begins(accept, write, tie_line, nishiwaga):
    """In the order of the file it would overlap."""
    write(PartnershipLine(), status="new", partner=nishiwaga, kind="exchange", started_on=DAY)
    write(tie_line, status="ended", ended_on=DAY)
    accept()
    assert Partnership.objects.in_force(DAY).get().started_on == DAY


def test_it_is_the_secretariat_that_accepts_what_it_has_read(
    found, arakawa_staff, secretariat, secretariat_office
):
    with pytest.raises(Refused):
        accept_return(yearly_return=found, by=secretariat, version=found.version)
    actions.continue_rest(yearly_return=found, by=arakawa_staff)
    found.refresh_from_db()
    sent = actions.submit_return(yearly_return=found, by=arakawa_staff, version=found.version)
    with pytest.raises(PermissionDenied):
        accept_return(yearly_return=sent, by=arakawa_staff, version=sent.version)
    with pytest.raises(StaleError):
        accept_return(yearly_return=sent, by=secretariat, version=sent.version - 1)

"""The pages about the project, and what machines ask."""

import datetime as dt

import pytest
from django.db import DatabaseError, InterfaceError
from django.urls import reverse

from common.dates import Precision, today
from portal import timeline
from portal.plan import Plan
from projects.models import Event, PlanItem, Project
from tests.factories import (
    AgreementFactory,
    CompanyAgreementFactory,
    DisasterSupportFactory,
    EventFactory,
    PartnershipFactory,
    PlanCellFactory,
    PlanItemFactory,
    PolicyReferenceFactory,
    ProjectFactory,
    ProjectYearFactory,
    PublicationFactory,
    SourceFactory,
    SurveyFactory,
)
from tests.pages import statements, text_of

pytestmark = pytest.mark.django_db

ABOUT, HISTORY, PLAN = (reverse(f"portal:{name}") for name in ("about", "history", "plan"))
DRAFT = {"state": Project.State.DRAFT, "published_on": None}


@pytest.mark.parametrize("address", [ABOUT, HISTORY, PLAN, "/healthz", "/robots.txt"])
def test_these_pages_are_only_read(client, address):
    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 405


# --- About --------------------------------------------------------------------------------------------


def test_about_counts_and_lists_the_documents(client):
    PartnershipFactory()
    AgreementFactory()
    CompanyAgreementFactory()
    CompanyAgreementFactory(ends_on=dt.date(2020, 1, 1))
    ProjectFactory()
    ProjectFactory(**DRAFT)
    PublicationFactory(
        title="趣意書",
        slug="shui",
        issued_on=dt.date(2014, 9, 1),
        issued_precision=Precision.MONTH,
    )
    PublicationFactory(title="まだの報告", **DRAFT)
    PublicationFactory(title="先の報告", published_on=today() + dt.timedelta(days=1))
    PolicyReferenceFactory(title="まち・ひと・しごと創生基本方針2018", slug="p2018")
    DisasterSupportFactory(people_total=6500, people_total_is_minimum=True, people_now=100)
    response = client.get(ABOUT)
    text = text_of(response)
    for shown in (
        "趣意書",
        "平成26年9月（2014年）",
        'href="/publications/shui/"',
        'id="policy-p2018"',
    ):
        assert shown in text
    assert "延べ6,500名超、うち派遣中 100名" in text
    assert "まだの報告" not in text
    assert "先の報告" not in text
    names = ("partners", "projects", "association_count", "company_count")
    assert [response.context[name] for name in names] == [1, 1, 1, 1]


def test_about_takes_six_statements_for_one_and_for_thirty(client):
    for size in (1, 29):
        PublicationFactory.create_batch(size, source=SourceFactory())
        PolicyReferenceFactory.create_batch(size)
        DisasterSupportFactory.create_batch(size)
        AgreementFactory.create_batch(size)
        assert statements(client, ABOUT) == 6


# --- History ------------------------------------------------------------------------------------------


def entries(number):
    return next((year.entries for year in timeline.years() if year.number == number), [])


def test_every_kind_of_record_stands_in_its_fiscal_year(client):
    PublicationFactory(
        title="推進方針", slug="hoshin", issued_on=dt.date(2017, 3, 1), issued_precision="month"
    )
    SurveyFactory(title="アンケート", slug="2014", opened_on=dt.date(2014, 9, 19))
    AgreementFactory(signed_on=dt.date(2019, 3, 31))
    CompanyAgreementFactory(company__name="見本生命", signed_on=dt.date(2019, 4, 1))
    PolicyReferenceFactory(title="基本方針2018", slug="p2018", decided_on=dt.date(2018, 6, 15))
    project = ProjectFactory(title="雪の活用", number="P-2015-0001")
    ProjectYearFactory(project=project, fiscal_year=2015)
    EventFactory(title="味覚市", slug="ichi", project=project, starts_on=dt.date(2015, 10, 17))
    EventFactory(title="日の分からない催し", starts_on=None, fiscal_year=2015)
    links = {(year.number, entry.title): entry.url for year in timeline.years() for entry in year.entries}
    assert links == {
        (2014, "アンケートを開始"): "/surveys/2014/",
        (2015, "連携事業「雪の活用」"): "/projects/P-2015-0001/",
        (2015, "味覚市"): "/events/ichi/",
        (2016, "推進方針"): "/publications/hoshin/",
        (2018, "高知県町村会と協定を締結"): "/agreements/#390003-towns",
        (2018, "基本方針2018に記載"): "/about/#policy-p2018",
        (2019, "見本生命と協定を締結"): links[(2019, "見本生命と協定を締結")],
    }
    assert links[(2019, "見本生命と協定を締結")].startswith("/companies/#")
    text = text_of(client.get(HISTORY))
    assert 'href="#y2014"' in text
    assert 'id="y2014"' in text
    assert "年度内" in text
    assert "平成29年3月（2017年）" in text
    assert "日の分からない催し" not in text


def test_within_a_year_the_days_follow_what_has_none():
    ProjectYearFactory(fiscal_year=2015)
    EventFactory(title="後", starts_on=dt.date(2016, 3, 1))
    EventFactory(title="先", starts_on=dt.date(2015, 4, 1))
    assert [entry.title for entry in entries(2015)][1:] == ["先", "後"]


def test_what_is_known_to_the_year_stands_under_that_year():
    PublicationFactory(title="取組み", issued_on=dt.date(2015, 1, 1), issued_precision=Precision.YEAR)
    assert [entry.title for entry in entries(2015)] == ["取組み"]


def test_events_planned_or_cancelled_say_so():
    EventFactory(status=Event.Status.PLANNED, starts_on=dt.date(2015, 5, 1))
    EventFactory(status=Event.Status.CANCELLED, starts_on=dt.date(2015, 5, 2))
    assert [entry.note for entry in entries(2015)] == ["予定として公表", "中止"]


def test_single_wards_projects_of_later_years_are_left_out():
    for year, scope in ((2015, "wards"), (2016, "wards"), (2017, "wards"), (2018, "joint")):
        ProjectYearFactory(project__title=f"{year}の事業", project__scope=scope, fiscal_year=year)
    titles = [entry.title for year in timeline.years() for entry in year.entries]
    assert titles == [f"連携事業「{year}の事業」" for year in (2015, 2016, 2018)]


def test_history_hides_drafts_and_takes_six_statements_for_one_and_for_thirty(client):
    draft = ProjectFactory(title="まだの事業", scope="joint", **DRAFT)
    ProjectYearFactory(project=draft, fiscal_year=2014)
    EventFactory(title="まだの催し", project=draft)
    SurveyFactory(title="まだのアンケート", state="draft", published_on=None)
    PublicationFactory(title="まだの刊行物", **DRAFT)
    PublicationFactory(title="先にまだの刊行物", published_on=today() + dt.timedelta(days=1))
    for size in (1, 29):
        for _ in range(size):
            EventFactory(project=ProjectYearFactory(project__scope="joint").project)
            AgreementFactory(association__kind="towns")
            CompanyAgreementFactory()
        PublicationFactory.create_batch(size)
        SurveyFactory.create_batch(size)
        assert statements(client, HISTORY) == 6
    assert "まだの" not in text_of(client.get(HISTORY))


def test_an_empty_history_says_so(client):
    assert "年表にする記録はまだありません" in text_of(client.get(HISTORY))


# --- Plan ---------------------------------------------------------------------------------------------


def test_the_plan_spans_years_and_shows_gaps(client):
    grants = PlanItemFactory(section="広域", title="助成金", order=1, source=SourceFactory(title="方向性"))
    PlanCellFactory(item=grants, first_year=2023, last_year=2023, text="準備")
    PlanCellFactory(item=grants, first_year=2025, last_year=2026, text="実施\n審査会")
    PlanCellFactory(
        item=PlanItemFactory(section="広域", title="支援", order=2), first_year=2023, last_year=2025
    )
    plan = Plan(PlanItem.objects.prefetch_related("cells"))
    assert plan.years == [2023, 2024, 2025, 2026]
    (section,) = plan.sections
    spans = [[(place.span, place.lines()) for place in places] for _, places in section.rows]
    assert spans[0] == [(1, ["準備"]), (1, []), (2, ["実施", "審査会"])]
    assert [span for span, _ in spans[1]] == [3, 1]
    text = text_of(client.get(PLAN))
    for shown in ('colspan="2"', 'scope="rowgroup"', "令和8年度（2026年度）", "記載なし", "方向性", "審査会"):
        assert shown in text


def test_cells_that_overlap_do_not_widen_the_table():
    item = PlanItemFactory()
    PlanCellFactory(item=item, first_year=2023, last_year=2025)
    PlanCellFactory(item=item, first_year=2024, last_year=2024)
    PlanCellFactory(item=item, first_year=2025, last_year=2026)
    ((_, places),) = Plan([item]).sections[0].rows
    assert sum(place.span for place in places) == 4


def test_an_empty_plan_says_so(client):
    PlanItemFactory()
    assert "公表している計画はありません" in text_of(client.get(PLAN))


def test_the_plan_takes_two_statements_for_one_and_for_thirty(client):
    for size in (1, 29):
        for _ in range(size):
            PlanCellFactory(item__source=SourceFactory())
        assert statements(client, PLAN) == 2


# --- Machines -----------------------------------------------------------------------------------------


def test_healthz_answers_while_the_database_does(client):
    response = client.get("/healthz")
    assert response.json() | {"status": "ok", "database": "ok"} == response.json()
    assert "no-cache" in response.headers["Cache-Control"]


@pytest.mark.parametrize("error", [DatabaseError, InterfaceError])
def test_healthz_fails_when_the_database_does(client, monkeypatch, error):
    def cursor():
        raise error

    monkeypatch.setattr("django.db.connection.cursor", cursor)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["status"] == "error"


def test_robots_stay_out_of_the_admin(client):
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"].startswith("text/plain")
    assert "Disallow: /admin/" in response.content.decode()


def test_what_is_entered_for_a_day_to_come_is_no_history_yet(client):
    AgreementFactory(signed_on=today() + dt.timedelta(days=1), association__prefecture__name="見本県")
    PolicyReferenceFactory(title="見本の方針", decided_on=today() + dt.timedelta(days=1))
    text = client.get("/history/").text
    assert "見本県" not in text
    assert "見本の方針" not in text

"""What is in each dataset on a day: public records alone, as many statements for one row as for thirty."""

import datetime as dt
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.dates import Precision, today
from municipalities.models import Partnership
from portal.opendata.catalogue import DATASETS
from portal.opendata.edition import Edition
from portal.statistics.ledger import ledger
from portal.statistics.tables import BUILDERS, build
from projects.models import Event
from tests.factories import (
    AgreementFactory,
    AssociationFactory,
    CompanyAgreementFactory,
    EventFactory,
    FigureFactory,
    InitiativeFactory,
    IssueCategoryFactory,
    LocalGovernmentFactory,
    PartnershipFactory,
    ProjectFactory,
    ProjectPartyFactory,
    ProjectYearFactory,
    SourceFactory,
    SurveyFactory,
)
from tests.portal.opendata.reading import rows_of

pytestmark = pytest.mark.django_db

DRAFT = {"state": "draft", "published_on": None}
YESTERDAY = today() - dt.timedelta(days=1)


def categorised():
    ProjectFactory().categories.add(IssueCategoryFactory(parent=IssueCategoryFactory()))


def cohosted():
    EventFactory().co_hosts.add(LocalGovernmentFactory())


def event():
    one = EventFactory(host=LocalGovernmentFactory(), project=ProjectFactory(), source=SourceFactory())
    one.co_hosts.add(LocalGovernmentFactory())


#: Dataset → what makes one more row of it.
ONE_MORE = {
    "bodies": LocalGovernmentFactory,
    "partnerships": lambda: PartnershipFactory(source=SourceFactory()),
    "agreements": AgreementFactory,
    "agreement-initiatives": InitiativeFactory,
    "projects": lambda: ProjectFactory(parent=ProjectFactory(), source=SourceFactory()),
    "project-parties": ProjectPartyFactory,
    "project-years": lambda: ProjectYearFactory(source=SourceFactory()),
    "project-categories": categorised,
    "events": event,
    "event-cohosts": cohosted,
    "events-recommended": event,
    "figures": lambda: ProjectYearFactory(fiscal_year=2015),
    "published-figures": FigureFactory,
    "surveys": lambda: SurveyFactory(source=SourceFactory()),
}


def test_every_dataset_is_tried():
    assert list(ONE_MORE) == list(DATASETS)


def statements(key: str) -> int:
    edition = Edition(DATASETS[key], today(), str)
    with CaptureQueriesContext(connection) as captured:
        list(edition.rows())
    return len(captured)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("bodies", 1),
        ("partnerships", 1),
        ("agreements", 4),
        ("agreement-initiatives", 1),
        ("projects", 1),
        ("project-parties", 1),
        ("project-years", 1),
        ("project-categories", 1),
        ("events", 2),
        ("event-cohosts", 1),
        ("events-recommended", 2),
        ("published-figures", 1),
        ("surveys", 1),
    ],
)
def test_one_row_and_thirty_take_the_same_statements(key, expected):
    ONE_MORE[key]()
    assert statements(key) == expected
    for _ in range(29):
        ONE_MORE[key]()
    assert DATASETS[key].count(today()) >= 30
    assert statements(key) == expected


def test_figures_take_the_same_statements_for_one_record_and_thirty():
    ONE_MORE["figures"]()
    few = statements("figures")
    for _ in range(29):
        ONE_MORE["figures"]()
    assert statements("figures") == few


# On a day


def test_bodies_are_those_of_the_day(visitor):
    LocalGovernmentFactory(name="旧の町", valid_to=dt.date(2016, 10, 10))
    LocalGovernmentFactory(name="新の市", kind="city", valid_from=dt.date(2016, 10, 10))
    then, now = (
        {row["name"] for row in rows_of(visitor, "bodies", on)} for on in ("?on=2016-10-09", "?on=2016-10-10")
    )
    assert "旧の町" in then - now
    assert "新の市" in now - then


def test_partnerships_are_those_in_force_as_far_as_their_days_are_known(visitor, arakawa, nishiwaga):
    PartnershipFactory(
        ward=arakawa,
        partner=nishiwaga,
        kind=Partnership.Kind.EXCHANGE,
        started_on=dt.date(2012, 4, 1),
        started_precision=Precision.MONTH,
        ended_on=dt.date(2018, 1, 1),
        ended_precision=Precision.YEAR,
    )
    (row,) = rows_of(visitor, "partnerships", "?on=2015-08-01")
    assert row["ward_code"] == "131181"
    assert row["partner_name"] == "岩手県西和賀町"
    assert row["kind"] == "交流協定"
    assert (row["started_on"], row["ended_on"]) == ("2012-04", "2018")
    assert rows_of(visitor, "partnerships", "?on=2018-01-01") == []


def test_a_tie_that_names_no_ward_is_blank_there(visitor):
    PartnershipFactory(ward=None, source=SourceFactory(title="一覧"))
    (row,) = rows_of(visitor, "partnerships")
    assert (row["ward_code"], row["ward_name"], row["source"]) == (None, None, "一覧")


def test_agreements_count_their_members_on_the_day(visitor, nishiwaga):
    association = AssociationFactory(prefecture=nishiwaga.prefecture, kind="towns")
    agreement = AgreementFactory(association=association, signed_on=dt.date(2016, 4, 26), printed_members=3)
    InitiativeFactory(agreement=agreement, text="産地の紹介")
    CompanyAgreementFactory(signed_on=dt.date(2020, 4, 1), ends_on=YESTERDAY)
    (row,) = rows_of(visitor, "agreements")
    assert (row["counterparty_kind"], row["counterparty"]) == ("町村会", "岩手県町村会")
    assert (row["members"], row["printed_members"]) == (1, 3)
    assert [one["text"] for one in rows_of(visitor, "agreement-initiatives")] == ["産地の紹介"]
    assert [one["members"] for one in rows_of(visitor, "agreements", "?on=2021-04-01")] == [1, None]
    assert rows_of(visitor, "agreements", "?on=2016-04-25") == []
    assert rows_of(visitor, "agreement-initiatives", "?on=2016-04-25") == []


def test_projects_of_a_past_day_had_begun_by_its_fiscal_year(visitor):
    without, early, late, ahead = (ProjectFactory(number=f"P-2015-000{place}") for place in range(1, 5))
    for project, year in ((early, 2015), (early, 2020), (late, 2020), (ahead, today().year + 2)):
        ProjectYearFactory(project=project, fiscal_year=year, status="planned")
    for project in (early, late):
        EventFactory(project=project, fiscal_year=2015 if project == early else 2020)
        ProjectPartyFactory(project=project)
        project.categories.add(IssueCategoryFactory())

    def numbers(key, query=""):
        return [row["number"] for row in rows_of(visitor, key, query)]

    then = "?on=2016-03-31"
    assert numbers("projects", then) == [without.number, early.number]
    assert numbers("projects") == [one.number for one in (without, early, late, ahead)]
    assert numbers("project-years", then) == [early.number]
    assert len(numbers("project-years")) == 4
    assert numbers("project-parties", then) == numbers("project-categories", then) == [early.number]
    assert [row["project"] for row in rows_of(visitor, "events", then)] == [early.number]


def test_parties_are_those_of_the_day(visitor):
    project = ProjectFactory()
    left = ProjectPartyFactory(project=project, valid_to=dt.date(2020, 1, 1)).body
    stays = ProjectPartyFactory(project=project, role="lead").body
    association = AssociationFactory()
    ProjectPartyFactory(project=project, body=None, association=association)
    rows = rows_of(visitor, "project-parties", "?on=2019-12-31")
    assert {row["code"] for row in rows} == {left.code, stays.code, None}
    (row,) = [row for row in rows if row["code"] is None]
    assert (row["kind"], row["party"]) == ("市長会・町村会", str(association))
    assert row["prefecture"] == association.prefecture.name
    now = rows_of(visitor, "project-parties")
    assert {row["code"] for row in now} == {stays.code, None}
    assert {row["role"] for row in now} == {"主管", "参加"}


# Public records alone


def test_drafts_and_what_hangs_on_them_are_nowhere(visitor):
    draft = ProjectFactory(title="ひみつの事業", **DRAFT)
    draft.categories.add(IssueCategoryFactory())
    ProjectPartyFactory(project=draft)
    ProjectYearFactory(project=draft)
    for hidden in (EventFactory(project=draft), EventFactory(**DRAFT)):
        hidden.co_hosts.add(LocalGovernmentFactory())
    part = ProjectFactory(parent=draft)
    SurveyFactory(state="draft", published_on=None)
    assert [(row["number"], row["programme"]) for row in rows_of(visitor, "projects")] == [
        (part.number, None)
    ]
    for key in ("project-parties", "project-years", "project-categories", "events", "event-cohosts"):
        assert rows_of(visitor, key) == []
    assert rows_of(visitor, "events-recommended") == rows_of(visitor, "surveys") == []
    for far in ("?on=2030-01-01", "?on=2036-01-01"):
        assert len(rows_of(visitor, "projects", far)) == 1


# Events, figures, surveys


def test_events_say_as_much_as_is_known(visitor, arakawa):
    EventFactory(
        slug="yuki",
        starts_on=dt.date(2019, 10, 1),
        starts_precision=Precision.MONTH,
        host=arakawa,
        registration_url="https://example.jp/",
    )
    (row,) = rows_of(visitor, "events")
    assert row["starts_on"] == "2019-10"
    assert (row["host_code"], row["host_name"]) == ("131181", "荒川区")
    assert row["url"] == "http://testserver/events/yuki/"
    assert row["registration_url"] == "https://example.jp/"
    assert rows_of(visitor, "events-recommended") == []


def test_events_in_the_columns_that_are_recommended(visitor, arakawa, nishiwaga):
    one = EventFactory(
        slug="yuki",
        title="雪まつり",
        starts_on=dt.date(2019, 10, 5),
        ends_on=dt.date(2019, 10, 6),
        starts_at=dt.time(10),
        ends_at=dt.time(16, 30),
        host=nishiwaga,
        venue="広場",
        capacity=100,
        status=Event.Status.CANCELLED,
    )
    one.co_hosts.add(arakawa)
    (row,) = rows_of(visitor, "events-recommended")
    assert {key: value for key, value in row.items() if value is not None} == {
        "都道府県コード又は市区町村コード": "033669",
        "NO": "yuki",
        "都道府県名": "岩手県",
        "市区町村名": "西和賀町",
        "イベント名": "雪まつり",
        "開始日": "2019-10-05",
        "終了日": "2019-10-06",
        "開始時間": "10:00",
        "終了時間": "16:30",
        "開始日時特記事項": "中止",
        "主催者": "岩手県西和賀町、荒川区",
        "場所名称": "広場",
        "定員": 100,
        "URL": "http://testserver/events/yuki/",
    }
    assert len(row) == 32


def test_an_event_of_all_wards_is_that_of_their_association(visitor):
    EventFactory(is_joint=True)
    EventFactory(host=LocalGovernmentFactory().prefecture)
    joint, of_prefecture = rows_of(visitor, "events-recommended")
    assert (joint["主催者"], joint["都道府県名"], joint["市区町村名"]) == ("特別区長会", None, None)
    assert of_prefecture["都道府県名"] == of_prefecture["主催者"]
    assert of_prefecture["市区町村名"] is None


def test_figures_are_those_of_the_tables(seeded_db, visitor):
    day = dt.date(2022, 8, 1)
    rows = rows_of(visitor, "figures", f"?on={day}")
    assert {row["table"] for row in rows} == set(BUILDERS)
    for key in BUILDERS:
        table = build(key, day, ledger())
        found = {
            (row["row"], row["column"]): (row["value"], row["published"])
            for row in rows
            if row["table"] == key
        }
        places = {
            (row.key, column.key): (
                (count := table.count(row.key, column.key)) and count.value,
                (figure := table.printed.get((row.key, column.key))) and figure.value,
            )
            for row in table.rows
            for column in table.columns
        }
        assert found == {place: values for place, values in places.items() if found.get(place) or any(values)}


def test_figures_tell_what_was_published_and_why_it_differs(seeded_db, visitor):
    rows = rows_of(visitor, "figures", "?on=2022-08-01")
    (gunma,) = [row for row in rows if (row["table"], row["row"]) == ("T2", "100005-cities")]
    assert (gunma["value"], gunma["published"], gunma["unit"]) == (12, 23, "団体")
    assert "入れ替わって" in gunma["remark"]
    assert gunma["source"]
    (union,) = [row for row in rows if (row["table"], row["row"], row["column"]) == ("T1", "2015", "ties")]
    assert (union["value"], union["as_of"]) == (574, "2015-08-01")


def test_published_figures_are_as_printed(visitor):
    FigureFactory(row="members", column="count", fiscal_year=2015, printed="－", value=None)
    FigureFactory(row="members", column="count", fiscal_year=2022, printed="1,234", value=1234)
    rows = rows_of(visitor, "published-figures")
    assert [(row["printed"], row["value"]) for row in rows] == [("－", None), ("1,234", 1234)]
    assert len(rows_of(visitor, "published-figures", "?on=2016-01-01")) == 1


def test_surveys_say_how_many_answered(visitor):
    SurveyFactory(slug="2014", opened_on=dt.date(2014, 9, 19), asked=1718, answered=328)
    (row,) = rows_of(visitor, "surveys")
    assert (row["asked"], row["answered"], row["response_percent"]) == (1718, 328, 19.1)
    assert rows_of(visitor, "surveys", "?on=2014-09-18") == []


# When it changed


def changed_on(key: str) -> dt.date | None:
    return Edition(DATASETS[key], today(), str).changed_on


def test_the_day_of_the_last_change_is_that_of_the_history():
    assert changed_on("partnerships") is None
    PartnershipFactory()
    assert changed_on("partnerships") == today()
    assert changed_on("agreements") is None


def test_drafts_do_not_tell_when_they_were_changed():
    ProjectFactory(**DRAFT)
    EventFactory(**DRAFT)
    assert [changed_on(key) for key in ("projects", "project-years", "events")] == [None] * 3
    ProjectFactory()
    assert changed_on("projects") == today()


def test_the_manual_lists_every_dataset():
    manual = Path(settings.BASE_DIR, "docs", "manual", "opendata.md").read_text()
    for key, dataset in DATASETS.items():
        assert f"| {dataset.title} | `{key}` |" in manual

import datetime as dt

import pytest

from municipalities.models import LocalGovernment
from municipalities.models.partner_lists import Verdict
from portal.statistics.content import content
from portal.statistics.ledger import Ledger
from portal.statistics.story import story_days, story_of
from portal.statistics.tables import build, increase, years_to
from projects.models import Event, Project, ProjectYear
from tests.factories import (
    AgreementFactory,
    AssociationFactory,
    CompanyAgreementFactory,
    EventFactory,
    FigureFactory,
    InitiativeFactory,
    LocalGovernmentFactory,
    MembershipFactory,
    PartnerListEntryFactory,
    PartnerListFactory,
    PartnershipFactory,
    PrefectureFactory,
    ProjectFactory,
    ProjectPartyFactory,
    ProjectYearFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db
DAY = dt.date(2022, 8, 1)


def table(key, day=DAY):
    return build(key, day, Ledger.load())


def test_years_end_with_the_last_first_of_august():
    assert list(years_to(dt.date(2017, 7, 31))) == [2015, 2016]
    assert list(years_to(dt.date(2017, 8, 1))) == [2015, 2016, 2017]
    assert list(years_to(dt.date(2001, 1, 1))) == [2015]


def test_t1_counts_a_body_once_in_the_union(nishiwaga):
    PartnershipFactory(partner=nishiwaga, started_on=dt.date(2016, 1, 1))
    PartnershipFactory(partner=nishiwaga, kind="sister", started_on=dt.date(2016, 1, 1))
    MembershipFactory(body=nishiwaga, registered_on=dt.date(2018, 4, 1))
    association = AssociationFactory(prefecture=nishiwaga.prefecture)
    AgreementFactory(association=association, signed_on=dt.date(2019, 4, 1))

    t1 = table("T1")

    def row(year):
        return [t1.count(str(year), column.key).value for column in t1.columns]

    assert row(2015) == [0, 0, 0, 0]
    assert row(2016) == [1, 0, 0, 1]
    assert row(2018) == [1, 1, 0, 1]
    assert row(2022) == [1, 1, 1, 1]


def test_t1_adds_the_day_asked_for():
    assert [row.key for row in table("T1", dt.date(2016, 12, 31)).rows] == ["2015", "2016", "day"]
    assert [row.key for row in table("T1", dt.date(2016, 8, 1)).rows] == ["2015", "2016"]


def test_t2_lists_agreements_in_force_with_derived_members(nishiwaga):
    association = AssociationFactory(prefecture=nishiwaga.prefecture)
    AgreementFactory(association=association, signed_on=dt.date(2018, 4, 16))
    figure = FigureFactory(
        table="T2", row="030007-towns", column="members", fiscal_year=2022, value=12, printed="12"
    )

    t2 = table("T2")

    assert t2.count("030007-towns", "members").ids == (nishiwaga.pk,)
    assert t2.printed["030007-towns", "members"] == figure
    assert [row.key for row in table("T2", dt.date(2018, 4, 15)).rows] == ["total"]


def test_t2_has_one_row_for_an_association_with_two_agreements(nishiwaga):
    association = AssociationFactory(prefecture=nishiwaga.prefecture)
    AgreementFactory(association=association, signed_on=dt.date(2018, 4, 16))
    AgreementFactory(association=association, signed_on=dt.date(2020, 4, 16))

    t2 = table("T2")

    assert [row.key for row in t2.rows] == ["030007-towns", "total"]
    assert t2.rows[0].note == "平成30年4月16日（2018年）締結、令和2年4月16日（2020年）締結"
    assert t2.count("total", "members").value == 1


def test_t3_counts_programmes_by_their_parts_and_calls_off_apart():
    programme = ProjectFactory(scope=Project.Scope.REGIONAL)
    ProjectYearFactory(project=programme, fiscal_year=2020)
    for status in (ProjectYear.Status.DONE, ProjectYear.Status.CANCELLED, ProjectYear.Status.POSTPONED):
        part = ProjectFactory(scope=Project.Scope.REGIONAL, parent=programme)
        ProjectYearFactory(project=part, fiscal_year=2020, status=status)
    ProjectYearFactory(fiscal_year=2020, status=ProjectYear.Status.PLANNED)
    ProjectYearFactory(fiscal_year=2020, project=ProjectFactory(state=Project.State.DRAFT))

    t3 = table("T3")

    values = {column.key: t3.count("2020", column.key).value for column in t3.columns}
    assert values == {
        "wards": 1,
        "joint": 0,
        "regional": 3,
        "done": 1,
        "planned": 1,
        "called_off": 2,
        "total": 4,
    }


def test_t4_counts_the_events_of_each_joint_project_or_its_years():
    symposium, support = ProjectFactory.create_batch(2, scope=Project.Scope.JOINT)
    draft = ProjectFactory(scope=Project.Scope.JOINT, state=Project.State.DRAFT)
    held = {"is_joint": True, "status": Event.Status.HELD, "starts_on": dt.date(2019, 10, 1)}
    for project, fields in (
        (symposium, {}),
        (symposium, {"starts_on": dt.date(2020, 3, 31)}),
        (symposium, {"status": Event.Status.CANCELLED}),
        (support, {"is_joint": False}),
        (draft, {}),
    ):
        EventFactory(project=project, **(held | fields))
    ProjectYearFactory(project=symposium, fiscal_year=2019)
    ProjectYearFactory(project=support, fiscal_year=2019)
    ProjectYearFactory(project=support, fiscal_year=2020, status=ProjectYear.Status.CANCELLED)

    t4 = table("T4")

    assert [(column.key, column.unit) for column in t4.columns] == [
        (symposium.number, "回"),
        (support.number, "事業"),
    ]
    assert [t4.count("2019", column.key).value for column in t4.columns] == [2, 1]
    assert [t4.count("2020", column.key).value for column in t4.columns] == [0, 0]


def test_t5_has_every_prefecture_and_areas_that_include_the_prefecture(nishiwaga):
    PartnershipFactory(partner=nishiwaga)
    PartnershipFactory(partner=nishiwaga.prefecture)
    PartnershipFactory(partner=LocalGovernmentFactory(prefecture=PrefectureFactory()))

    t5 = table("T5")

    def row(key):
        return [t5.count(key, column.key).value for column in t5.columns]

    assert row("030007") == [1, 0, 1, 0, 1, 2]
    assert row("tohoku") == [1, 0, 1, 0, 1, 2]
    assert row("hokkaido") == [0, 0, 0, 0, 0, 0]
    assert row("total") == [2, 0, 2, 0, 1, 3]


def test_printed_figures_stand_beside_the_counts_of_their_day_only():
    PrefectureFactory(code="030007", name="岩手県", kana="いわてけん")
    FigureFactory(
        table="T5",
        row="030007",
        column="total",
        fiscal_year=2015,
        value=20,
        printed="20",
        as_of=dt.date(2015, 8, 1),
    )
    assert table("T5", dt.date(2015, 8, 1)).printed["030007", "total"].value == 20
    assert not table("T5").printed


def test_the_story_of_a_list_tells_every_row(nishiwaga):
    partner_list = PartnerListFactory(as_of=DAY)
    first = PartnerListEntryFactory(partner_list=partner_list, body=nishiwaga)
    PartnerListEntryFactory(partner_list=partner_list, body=nishiwaga, duplicate_of=first)
    PartnerListEntryFactory(partner_list=partner_list, body=nishiwaga.prefecture, prefecture_name="岩手県")
    for verdict in (Verdict.UNKNOWN, Verdict.REVIEW):
        PartnerListEntryFactory(
            partner_list=partner_list,
            body=None,
            verdict=verdict,
            prefecture_name="岩手県",
            printed_name="稲毛市",
        )
    FigureFactory(table="T5", row="total", column="total", fiscal_year=2022, value=4, printed="4", as_of=DAY)

    story = story_of(DAY)

    assert story.sentence == "2（公表時4。理由：重複1、実在しない名称1、確認待ち1、都道府県1を含む）"
    assert story.explanation == (
        "公表された一覧には、市町村が4行あります。重複する1行、該当する団体がない1行、確認を待つ1行を除くと、"
        "実在する市町村は1団体です。これに、一覧に別に掲載された1都道府県を加えると、合計2団体になります。"
    )
    assert (story_days(DAY), story_days(DAY + dt.timedelta(days=1))) == ([], [DAY])
    values = {row.key: story.table.count(row.key, "count").value for row in story.table.rows}
    assert values == {
        "printed": 4,
        "duplicate": 1,
        "unknown": 1,
        "open": 1,
        "municipalities": 1,
        "prefectures": 1,
        "total": 2,
    }
    assert story_of(dt.date(2015, 8, 1)) is None


def test_ratio_and_increase_are_told_apart():
    assert increase(660, 1105) == "1.67倍（67.4%増）"
    assert increase(553, 756) == "1.37倍（36.7%増）"
    assert increase(832, 830) == "1.00倍（0.2%減）"
    assert increase(574, 574) == "1.00倍（増減なし）"


def test_denominators_of_a_day(nishiwaga):
    ledger = Ledger.load()
    assert [body.pk for body in ledger.municipalities(DAY)] == [nishiwaga.pk]
    assert len(list(ledger.existing(DAY))) == LocalGovernment.objects.on(DAY).count()


def test_reasons_stand_in_one_order_on_every_database(nishiwaga):
    PartnershipFactory(ward=None, source=SourceFactory(), partner=nishiwaga)
    PartnershipFactory(partner=nishiwaga)
    assert [reason.record.ward is None for reason in Ledger.load().on(DAY).ties[nishiwaga.pk]] == [
        False,
        True,
    ]


def test_the_overlap_counts_each_pair_and_all_three(nishiwaga, kagamino):
    for partner in (nishiwaga, kagamino):
        PartnershipFactory(partner=partner, started_on=dt.date(2016, 1, 1))
    MembershipFactory(body=nishiwaga, registered_on=dt.date(2018, 4, 1))
    AgreementFactory(
        association=AssociationFactory(prefecture=nishiwaga.prefecture), signed_on=dt.date(2019, 4, 1)
    )

    overlap = table("overlap")

    values = {
        row.key: [overlap.count(row.key, one.key).value for one in overlap.columns] for row in overlap.rows
    }
    assert values == {"ties": [2, 1, 1], "members": [1, 1, 1], "covered": [1, 1, 1], "all": [1, 1, 1]}


def test_areas_add_up_to_t1(nishiwaga, kagamino):
    for partner in (nishiwaga, kagamino, nishiwaga.prefecture):
        PartnershipFactory(partner=partner, started_on=dt.date(2016, 1, 1))

    areas = table("by-area")

    assert [
        areas.count(row.key, "union").value for row in areas.rows if row.key in ("tohoku", "chugoku")
    ] == [2, 1]
    assert (
        sum(areas.count(row.key, "union").value for row in areas.rows)
        == table("T1").count("2022", "union").value
    )


def test_fields_add_up_to_t3():
    for field in ("tourism", "culture", ""):
        ProjectYearFactory(fiscal_year=2022, project=ProjectFactory(field=field))

    fields = table("by-field")

    values = {column.key: fields.count("2022", column.key).value for column in fields.columns}
    assert values == {
        "industry": 0,
        "tourism": 1,
        "culture": 1,
        "challenge": 0,
        "exchange": 0,
        "none": 1,
        "total": table("T3").count("2022", "total").value,
    }


def test_t9_counts_distinct_partners_and_projects_of_each_ward(arakawa, nishiwaga, kagamino):
    since = {"ward": arakawa, "started_on": dt.date(2016, 1, 1)}
    PartnershipFactory(partner=nishiwaga, kind="sister", **since)
    PartnershipFactory(partner=nishiwaga, kind="disaster", **since)
    PartnershipFactory(partner=kagamino, kind="sister", **since)
    PartnershipFactory(partner=kagamino, ward=None, source=SourceFactory(), started_on=dt.date(2016, 1, 1))
    programme = ProjectFactory(field="tourism")
    ProjectPartyFactory(project=programme, body=arakawa, role="lead")
    part = ProjectFactory(field="tourism", parent=programme)
    left = ProjectFactory(field="culture")
    ProjectPartyFactory(project=left, body=arakawa, valid_to=dt.date(2022, 4, 1))
    joint = ProjectFactory(field="culture", scope=Project.Scope.JOINT)
    ProjectPartyFactory(project=joint, body=arakawa)
    for project in (part, left, joint):
        ProjectYearFactory(project=project, fiscal_year=2022)
    ProjectYearFactory(project=left, fiscal_year=2021)

    t9 = table("T9")

    def value(column):
        return t9.count(arakawa.code, column).value

    assert (value("partners"), value("sister"), value("disaster"), value("friendship")) == (2, 2, 1, 0)
    assert (value("projects"), value("field-tourism"), value("field-culture")) == (1, 1, 0)
    assert table("T9", dt.date(2021, 8, 1)).count(arakawa.code, "field-culture").value == 1


def test_t6_has_a_row_for_each_reason(arakawa, nishiwaga):
    PartnershipFactory(
        ward=arakawa, partner=nishiwaga, started_on=dt.date(2016, 1, 1), started_precision="month"
    )
    MembershipFactory(body=nishiwaga, registered_on=dt.date(2018, 4, 1))

    rows = content("T6", DAY, Ledger.load())["rows"]

    assert [(row[0], row[4], row[6], row[8]) for row in rows] == [
        (nishiwaga.code, "連携・交流", "荒川区", "2016-01"),
        (nishiwaga.code, "会員登録", None, "2018-04-01"),
    ]


def test_t7_has_a_row_for_each_ward_and_partner_of_the_year(arakawa, nishiwaga, kagamino):
    programme = ProjectFactory()
    for who, role in ((arakawa, "lead"), (nishiwaga, "participant"), (kagamino, "participant")):
        ProjectPartyFactory(project=programme, body=who, role=role)
    part = ProjectFactory(parent=programme)
    own = ProjectFactory()
    ProjectPartyFactory(project=own, body=nishiwaga, valid_to=dt.date(2022, 4, 1))
    for project in (part, own):
        ProjectYearFactory(project=project, fiscal_year=2022, budget_yen=0)

    columns = [column["key"] for column in content("T7", DAY, Ledger.load())["columns"]]
    rows = [dict(zip(columns, row, strict=True)) for row in content("T7", DAY, Ledger.load())["rows"]]

    found = [(row["number"], row["ward_code"], row["partner_code"], row["budget_yen"]) for row in rows]
    assert found == [
        (part.number, arakawa.code, nishiwaga.code, 0),
        (part.number, arakawa.code, kagamino.code, 0),
        (own.number, None, None, 0),
    ]


def test_t8_has_a_row_for_each_initiative_in_force():
    agreement = CompanyAgreementFactory(signed_on=dt.date(2018, 8, 23))
    InitiativeFactory.create_batch(2, agreement=agreement)
    CompanyAgreementFactory(signed_on=dt.date(2018, 8, 23), ends_on=DAY)

    rows = content("T8", DAY, Ledger.load())["rows"]

    assert [(row[0], row[2]) for row in rows] == [(str(agreement.company), "2018-08-23")] * 2

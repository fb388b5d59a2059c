import datetime as dt
import re
from html import unescape

import pytest
from defusedxml.ElementTree import fromstring

from common.dates import today
from municipalities.models import LocalGovernment
from tests.factories import (
    AgreementFactory,
    AssociationFactory,
    BoundaryChangeFactory,
    CompanyAgreementFactory,
    EventFactory,
    FigureFactory,
    InitiativeFactory,
    LocalGovernmentFactory,
    PartnerListEntryFactory,
    PartnerListFactory,
    PartnershipFactory,
    ProjectFactory,
    ProjectPartyFactory,
    ProjectYearFactory,
)

pytestmark = pytest.mark.django_db
LINK = re.compile(r'<a[^>]*href="([^"]*/list/[^"]*)"[^>]*>\s*([\d,]+)')
DAY = dt.date(2015, 8, 1)


@pytest.fixture
def world(nishiwaga, kagamino):
    """A little of everything that the tables count."""
    PartnershipFactory(partner=nishiwaga)
    PartnershipFactory(partner=kagamino.prefecture)
    AgreementFactory(
        association=AssociationFactory(prefecture=kagamino.prefecture), signed_on=dt.date(2015, 4, 1)
    )
    ProjectYearFactory(fiscal_year=2015)
    EventFactory(kind="symposium", is_joint=True, state="held", starts_on=dt.date(2015, 5, 30))
    PartnerListEntryFactory(partner_list=PartnerListFactory(as_of=DAY), body=nishiwaga)
    FigureFactory(
        table="T1",
        row="ties",
        column="count",
        fiscal_year=2015,
        value=574,
        printed="574",
        remark="名簿と違う理由",
    )


def rows(response) -> int:
    body = response.content.decode().split("<tbody>")[-1].split("</tbody>")[0]
    return body.count("<tr") if "<tbody>" in response.content.decode() else 0


def test_every_number_opens_a_list_of_that_many_rows(visitor, world):
    page = visitor.get("/statistics/", {"on": "2015-08-01"})
    links = {
        (unescape(url), int(number.replace(",", ""))) for url, number in LINK.findall(page.content.decode())
    }

    assert {number for _, number in links} >= {0, 1, 2}
    for url, number in links:
        if number or "row=total" in url:
            listed = visitor.get(url)
            assert (listed.status_code, rows(listed)) == (200, number), url


def test_shows_the_published_figure_beside_the_count_and_the_reason(visitor, world):
    page = visitor.get("/statistics/", {"on": "平成27年8月1日"}).content.decode()

    assert "公表値 574" in page
    assert "名簿と違う理由" in page
    assert "平成27年8月1日（2015年）" in page


def test_without_a_day_it_is_today(visitor, world):
    assert (
        visitor.get("/statistics/").context["day"]
        == dt.datetime.now(tz=dt.timezone(dt.timedelta(hours=9))).date()
    )


@pytest.mark.parametrize(
    "written",
    ["昨日", "2015-13-01", "99999999999", "\x00", "<script>", "平成27年", "0000-00-00", "9999-12-31"],
)
def test_a_day_that_cannot_be_read_is_told_and_kept(visitor, written):
    page = visitor.get("/statistics/", {"on": written})

    assert page.status_code == 200
    assert page.context["form"].errors
    assert "<script>" not in page.content.decode().split("<main")[1]


@pytest.mark.parametrize(
    "address",
    [
        "/statistics/T99/list/?row=total&column=total",
        "/statistics/T5/list/",
        "/statistics/T5/list/?row=x&column=total",
        "/statistics/T5/list/?row=total&column=%00",
        "/statistics/story/list/?row=total&column=count&on=2001-01-01",
    ],
)
def test_a_number_that_is_none_is_not_found(visitor, world, address):
    assert visitor.get(address).status_code == 404


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [(None, None, ""), (None, 574, ""), (0, 574, ""), (574, None, ""), (564, 1105, "1.96倍（95.9%増）")],
)
def test_the_movement_of_a_printed_series_is_told_where_it_has_numbers(visitor, first, last, told):
    for year, value in ((2015, first), (2017, last)):
        FigureFactory(row="union", column="count", fiscal_year=year, value=value, printed=str(value or "－"))
    page = visitor.get("/statistics/", {"on": "2017-08-01"})

    assert page.status_code == 200
    trend = page.context["sections"][0]["panel"].trend
    assert told in trend
    assert bool(trend) == bool(told)


def test_only_safe_methods(visitor):
    assert visitor.post("/statistics/").status_code == 405
    assert visitor.post("/statistics/T1/list/").status_code == 405


def test_the_list_says_why_each_body_is_in(visitor, world, nishiwaga):
    page = visitor.get(
        "/statistics/T1/list/", {"on": "2015-08-01", "row": "2015", "column": "union"}
    ).content.decode()

    assert nishiwaga.get_absolute_url() in page
    assert "災害時相互応援協定" in page
    assert "岡山県町村会との協定" in page


@pytest.mark.parametrize("count", [1, 30])
def test_queries_do_not_grow_with_the_rows(visitor, world, django_assert_num_queries, count):
    for _ in range(count):
        PartnershipFactory(partner=LocalGovernmentFactory(), started_on=dt.date(2010, 4, 1))
        ProjectYearFactory(fiscal_year=2015)
    with django_assert_num_queries(28):
        visitor.get("/statistics/", {"on": "2015-08-01"})
    with django_assert_num_queries(10):
        page = visitor.get("/statistics/T5/list/", {"on": "2015-08-01", "row": "total", "column": "all"})
    assert rows(page) == count + 2


# --- Ways of reading, two days, drawings, lists --------------------------------------------------------------


@pytest.fixture
def merged(nishiwaga):
    """西和賀町 as if it had become a city in 2016."""
    LocalGovernment.objects.filter(pk=nishiwaga.pk).update(valid_to=dt.date(2016, 4, 1))
    city = LocalGovernmentFactory(kind="city", name="西和賀市", prefecture=nishiwaga.prefecture)
    LocalGovernment.objects.filter(pk=city.pk).update(valid_from=dt.date(2016, 4, 1))
    change = BoundaryChangeFactory(effective_on=dt.date(2016, 4, 1))
    change.predecessors.set([nishiwaga])
    change.successors.set([city])
    PartnershipFactory(partner=nishiwaga, started_on=dt.date(2010, 4, 1))
    return city


def test_a_day_is_read_onto_todays_bodies(visitor, merged, nishiwaga):
    asked = {"on": "2015-08-01", "row": "2015", "column": "union"}
    then = visitor.get("/statistics/T1/list/", asked).content.decode()
    today = visitor.get("/statistics/T1/list/", asked | {"basis": "today"}).content.decode()

    assert (nishiwaga.code in then, merged.code in then) == (True, False)
    assert (nishiwaga.code in today, merged.code in today) == (False, True)
    assert "当時の岩手県西和賀町" in today
    page = visitor.get("/statistics/", {"on": "2015-08-01", "basis": "today"}).content.decode()
    assert "現在の団体に読み替えて" in page
    for url, number in LINK.findall(page):
        if int(number):
            assert rows(visitor.get(unescape(url))) == int(number), url


def test_the_published_figures_are_read_with_the_records_below(visitor, world):
    page = visitor.get("/statistics/", {"on": "2015-08-01", "basis": "published"}).content.decode()
    assert re.search(r">574</a><span class=\"cell-note\">記録 2<", page)


@pytest.mark.parametrize("asked", ["x", "\x00", "THEN"])
def test_a_way_of_reading_that_is_none_is_told(visitor, world, asked):
    page = visitor.get("/statistics/", {"on": "2015-08-01", "basis": asked})
    assert page.context["form"].errors["basis"]
    assert page.context["form"].day == DAY


def test_two_days_are_compared_with_the_bodies_that_came_and_went(visitor, nishiwaga, kagamino):
    PartnershipFactory(partner=nishiwaga, started_on=dt.date(2010, 4, 1), ended_on=dt.date(2018, 4, 1))
    PartnershipFactory(partner=kagamino, started_on=dt.date(2019, 4, 1))

    page = visitor.get(
        "/statistics/compare/", {"since": "平成27年8月1日", "until": "2022-08-01"}
    ).content.decode()

    came, went = page.split("新たに連携自治体となった団体（1団体）")[1].split(
        "連携自治体でなくなった団体（1団体）"
    )
    assert kagamino.code in came
    assert nishiwaga.code in went
    assert "1.00倍（増減なし）" in page


def test_a_year_is_compared_where_no_days_are_asked_for(visitor):
    since, until = visitor.get("/statistics/compare/").context["days"]
    assert (until - since).days in (365, 366)
    assert until == today()


@pytest.mark.parametrize(
    "asked",
    [
        {"since": "昨日"},
        {"since": "2022-08-01", "until": "2015-08-01"},
        {"since": "2022-08-01", "until": "2022-08-01"},
        {"until": "9999-12-31"},
        {"basis": "published"},
    ],
)
def test_days_that_cannot_be_compared_are_told(visitor, asked):
    page = visitor.get("/statistics/compare/", asked)
    assert page.status_code == 200
    assert page.context["form"].errors


@pytest.mark.parametrize("day", ["M1.1.1", "2014-08-01", "0001-01-01"])
def test_a_day_before_there_was_anything(visitor, world, day):
    for address in ("/statistics/", "/statistics/T6/"):
        assert visitor.get(address, {"on": day}).status_code == 200
    assert visitor.get("/statistics/compare/", {"until": day}).status_code == 200
    assert visitor.get("/statistics/charts/fields.svg", {"on": day}).status_code == 404


@pytest.mark.parametrize("key", ["map", "T1", "T3", "areas", "fields", "partners", "projects"])
def test_drawings_are_files(visitor, arakawa, nishiwaga, key):
    FigureFactory(table="T1", row="union", column="count", fiscal_year=2015)
    FigureFactory(table="T3", row="total", column="count", fiscal_year=2015)
    PartnershipFactory(ward=arakawa, partner=nishiwaga, started_on=dt.date(2010, 4, 1))
    party = ProjectPartyFactory(body=arakawa)
    ProjectYearFactory(project=party.project, fiscal_year=2015)

    file = visitor.get(f"/statistics/charts/{key}.svg", {"on": "2015-08-01"})

    assert file["Content-Type"] == "image/svg+xml"
    drawn = fromstring(file.content)
    assert drawn.tag.endswith("svg")
    assert "平成27年8月1日" in file.content.decode()
    assert visitor.get("/statistics/", {"on": "2015-08-01"}).content.decode().count(f"charts/{key}.svg") == 1


def test_a_drawing_of_nothing_is_none(visitor):
    assert visitor.get("/statistics/charts/partners.svg").status_code == 404
    assert visitor.get("/statistics/charts/T1.svg").status_code == 404
    assert visitor.get("/statistics/charts/x.svg").status_code == 404


def test_t6_is_narrowed_by_prefecture(visitor, nishiwaga, kagamino):
    for partner in (nishiwaga, kagamino):
        PartnershipFactory(partner=partner, started_on=dt.date(2010, 4, 1))

    page = visitor.get("/statistics/T6/", {"on": "2015-08-01", "prefecture": "030007"}).content.decode()

    body = page.split("<tbody>")[1]
    assert (nishiwaga.code in body, kagamino.code in body) == (True, False)


def test_t7_is_narrowed_by_year_and_names_both_sides(visitor, arakawa, nishiwaga):
    project = ProjectFactory()
    ProjectPartyFactory(project=project, body=arakawa, role="lead")
    ProjectPartyFactory(project=project, body=nishiwaga)
    for year in (2015, 2016):
        ProjectYearFactory(project=project, fiscal_year=year)

    page = visitor.get("/statistics/T7/", {"year": "2015"})

    assert rows(page) == 1
    assert "荒川区" in page.content.decode()
    assert "西和賀町" in page.content.decode()
    assert rows(visitor.get("/statistics/T7/")) == 2


@pytest.mark.parametrize("key", ["T6", "T7", "T8"])
@pytest.mark.parametrize("query", ["", "page=x", "page=99999999999999999999", "on=x", "year=1&prefecture=1"])
def test_lists_bear_any_parameter(visitor, key, query):
    page = visitor.get(f"/statistics/{key}/?{query}")
    assert page.status_code == 200
    assert "当てはまる記録はありません" in page.content.decode()


def test_there_are_three_lists(visitor):
    assert visitor.get("/statistics/T1/").status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_lists_ask_the_same_for_1_and_30(visitor, arakawa, django_assert_num_queries, count):
    for _ in range(count):
        PartnershipFactory(partner=LocalGovernmentFactory(), started_on=dt.date(2010, 4, 1))
        project = ProjectFactory(parent=ProjectFactory())
        ProjectPartyFactory(project=project, body=arakawa)
        ProjectYearFactory(project=project, fiscal_year=2015)
        InitiativeFactory(agreement=CompanyAgreementFactory(signed_on=dt.date(2010, 4, 1)))
    for key, number in (("T6", 7), ("T7", 12), ("T8", 8)):
        with django_assert_num_queries(number):
            assert rows(visitor.get(f"/statistics/{key}/")) == count
    with django_assert_num_queries(6):
        visitor.get("/statistics/compare/", {"since": "2001-08-01"})

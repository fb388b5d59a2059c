import datetime as dt
import re
from html import unescape

import pytest

from tests.factories import (
    AgreementFactory,
    AssociationFactory,
    EventFactory,
    FigureFactory,
    LocalGovernmentFactory,
    PartnerListEntryFactory,
    PartnerListFactory,
    PartnershipFactory,
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
    trend = page.context["panels"][0].trend
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
    with django_assert_num_queries(21):
        visitor.get("/statistics/", {"on": "2015-08-01"})
    with django_assert_num_queries(9):
        page = visitor.get("/statistics/T5/list/", {"on": "2015-08-01", "row": "total", "column": "all"})
    assert rows(page) == count + 2

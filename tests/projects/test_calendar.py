"""The month calendar."""

import datetime as dt

import pytest
from django.urls import reverse

from common.dates import Precision, today
from projects import months
from projects.months import Month, Months, months_later
from tests.factories import EventFactory
from tests.pages import statements, text_of

pytestmark = pytest.mark.django_db

HERE = reverse("projects:calendar")
OCTOBER = dt.date(2015, 10, 1)


def page(client, month: str) -> str:
    return text_of(client.get(f"{HERE}{month}/"))


def cell(text: str, day: str) -> str:
    """What stands in the place of a day."""
    return text.split(f'datetime="{day}"', 1)[1].split("</td>", 1)[0]


# --- Weeks and months ---------------------------------------------------------------------------------


def test_weeks_begin_on_sunday_and_leave_out_other_months():
    weeks = Month(OCTOBER, []).weeks
    assert {len(week) for week in weeks} == {7}
    assert [day and day.date.day for day in weeks[0]] == [None, None, None, None, 1, 2, 3]
    assert [day and day.date.day for day in weeks[-1]] == [25, 26, 27, 28, 29, 30, 31]


def test_holidays_have_their_names():
    named = {
        day.date.day: day.holiday
        for week in Month(dt.date(2015, 9, 1), []).weeks
        for day in week
        if day and day.holiday
    }
    assert named == {21: "敬老の日", 22: "国民の休日", 23: "秋分の日"}


@pytest.mark.parametrize(
    ("number", "month"), [(0, "2015-10"), (3, "2016-01"), (-10, "2014-12"), (-9, "2015-01"), (14, "2016-12")]
)
def test_months_later(number, month):
    assert f"{months_later(OCTOBER, number):%Y-%m}" == month


def test_the_months_worth_turning_to(monkeypatch):
    monkeypatch.setattr(months, "today", lambda: dt.date(2016, 2, 10))
    found = Months([(OCTOBER, OCTOBER), (dt.date(2015, 12, 1), dt.date(2016, 1, 1))])
    assert (found.first, found.last) == (OCTOBER, dt.date(2017, 2, 1))
    assert found.before(OCTOBER) is None
    assert found.after(OCTOBER) == dt.date(2015, 11, 1)
    assert found.after(dt.date(2017, 2, 1)) is None
    assert found.with_events == [
        (2016, [dt.date(2016, 1, 1)]),
        (2015, [OCTOBER, dt.date(2015, 12, 1)]),
    ]


# --- The page -----------------------------------------------------------------------------------------


def test_an_event_over_several_days_stands_on_each(client):
    EventFactory(
        title="味覚市", starts_on=dt.date(2015, 9, 30), ends_on=dt.date(2015, 10, 2), fiscal_year=2015
    )
    text = page(client, "2015-10")
    for day, stands in (("2015-10-01", True), ("2015-10-02", True), ("2015-10-03", False)):
        assert ("味覚市" in cell(text, day)) is stands, day
    assert page(client, "2015-09").count(">味覚市<") == 1
    assert "<caption" in text
    assert text.count('scope="col"') == 7


def test_of_which_the_month_alone_is_known_it_stands_below(client):
    EventFactory(title="秋の催し", starts_on=OCTOBER, starts_precision=Precision.MONTH, fiscal_year=2015)
    EventFactory(
        title="その年の催し", starts_on=dt.date(2015, 1, 1), starts_precision=Precision.YEAR, fiscal_year=2015
    )
    text = page(client, "2015-10")
    assert "秋の催し" not in cell(text, "2015-10-01")
    assert "秋の催し" in text.split("</table>")[1]
    assert client.get(f"{HERE}2015-01/").status_code == 404


def test_without_a_month_it_is_the_current_one_with_today_marked(client):
    text = text_of(client.get(HERE))
    assert 'aria-current="date"' in text
    assert "今日" in cell(text, today().isoformat())
    assert "この月の催しは登録されていません" in text
    assert '<meta name="robots" content="noindex">' in text


def test_hours_and_a_cancellation_are_shown(client):
    EventFactory(title="講演", starts_on=dt.date(2015, 10, 5), starts_at=dt.time(13, 30), status="cancelled")
    assert "13時30分から" in cell(page(client, "2015-10"), "2015-10-05")
    assert "中止" in cell(page(client, "2015-10"), "2015-10-05")


def test_what_is_not_public_is_on_no_calendar(client):
    EventFactory(title="公開の催し", starts_on=dt.date(2015, 10, 5))
    EventFactory(title="秘密の催し", starts_on=dt.date(2015, 10, 6), state="draft", published_on=None)
    EventFactory(title="ずっと前の秘密", starts_on=dt.date(2014, 1, 6), state="draft", published_on=None)
    assert "秘密" not in page(client, "2015-10")
    assert client.get(f"{HERE}2014-01/").status_code == 404


@pytest.mark.parametrize(
    "month",
    [
        "2015-13",
        "2015-00",
        "2015-1",
        "0000-01",
        "9999-12",
        "1947-01",
        "2199-12",
        "2015-10-17",
        "%00",
        "x",
        "２０１５-10",
    ],
)
def test_other_months_are_not_found(client, month):
    EventFactory(starts_on=dt.date(2015, 10, 5))
    assert client.get(f"{HERE}{month}/").status_code == 404


def test_it_is_only_read(client):
    assert client.post(HERE).status_code == 405


def test_it_takes_two_statements_for_one_and_for_thirty(client):
    EventFactory(starts_on=dt.date(2015, 10, 5))
    assert statements(client, f"{HERE}2015-10/") == 2
    EventFactory.create_batch(29, starts_on=dt.date(2015, 10, 5), ends_on=dt.date(2015, 10, 9))
    assert statements(client, f"{HERE}2015-10/") == 2


def test_a_month_of_the_real_events(seeded_db, client):
    text = page(client, "2015-10")
    for day in ("2015-10-17", "2015-10-18"):
        assert "北海道・釧路！旬！秋の味覚市" in cell(text, day)
    assert "体育の日" in cell(text, "2015-10-12")
    for month in ("2015-05", "2015-06", "2015-09"):
        assert f'href="{HERE}{month}/"' in text

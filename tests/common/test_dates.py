import datetime as dt
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.dates import (
    ERAS,
    Precision,
    era_year,
    fiscal_year,
    fiscal_year_label,
    fiscal_year_start,
    machine_time,
    parse_day,
    today,
    wareki,
)

DAYS = st.dates(min_value=ERAS[-1][1], max_value=dt.date(2087, 12, 31))


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (dt.date(2019, 5, 1), "令和元年"),
        (dt.date(2019, 4, 30), "平成31年"),
        (dt.date(1989, 1, 8), "平成元年"),
        (dt.date(1989, 1, 7), "昭和64年"),
        (dt.date(1926, 12, 25), "昭和元年"),
        (dt.date(1926, 12, 24), "大正15年"),
        (dt.date(1912, 7, 30), "大正元年"),
        (dt.date(1912, 7, 29), "明治45年"),
        (dt.date(1868, 10, 23), "明治元年"),
        (dt.date(1868, 10, 22), "1868年"),
        (dt.date(2026, 11, 22), "令和8年"),
    ],
)
def test_era_borders(day, text):
    assert era_year(day) == text


@pytest.mark.parametrize(
    ("precision", "text"),
    [
        (Precision.DAY, "令和8年11月22日（2026年）"),
        (Precision.MONTH, "令和8年11月（2026年）"),
        (Precision.YEAR, "令和8年（2026年）"),
    ],
)
def test_a_day_is_shown_as_far_as_it_is_known(precision, text):
    assert wareki(dt.date(2026, 11, 22), precision) == text


def test_no_day_is_shown_as_nothing():
    assert wareki(None) == ""


def test_before_meiji_the_western_year_stands_alone():
    assert wareki(dt.date(1860, 3, 24)) == "1860年3月24日"


@pytest.mark.parametrize(
    ("year", "text"),
    [
        (2022, "令和4年度（2022年度）"),
        (2019, "令和元年度（2019年度）"),
        (2018, "平成30年度（2018年度）"),
        (1989, "平成元年度（1989年度）"),
        (1988, "昭和63年度（1988年度）"),
    ],
)
def test_fiscal_years_as_the_documents_print_them(year, text):
    assert fiscal_year_label(year) == text


@pytest.mark.parametrize(
    ("day", "year"), [(dt.date(2019, 3, 31), 2018), (dt.date(2019, 4, 1), 2019), (dt.date(2020, 1, 1), 2019)]
)
def test_a_fiscal_year_runs_from_april_to_march(day, year):
    assert fiscal_year(day) == year


@given(DAYS)
def test_a_day_lies_in_its_fiscal_year(day):
    year = fiscal_year(day)
    assert fiscal_year_start(year) <= day < fiscal_year_start(year + 1)


@pytest.mark.parametrize(
    "text",
    [
        "2015-08-01",
        "2015/8/1",
        "2015.8.1",
        "2015年8月1日",
        "平成27年8月1日",
        "平成２７年８月１日",
        " 平成 27 年 8 月 1 日 ",
        "H27.8.1",
        "h27/8/1",
        "Ｈ２７．８．１",
        "２０１５－０８－０１",
        "㍻27年8月1日",
        "20150801",
    ],
)
def test_both_calendars_any_width(text):
    assert parse_day(text) == dt.date(2015, 8, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和元年5月1日", dt.date(2019, 5, 1)),
        ("平成元年1月8日", dt.date(1989, 1, 8)),
        ("昭和64年1月7日", dt.date(1989, 1, 7)),
        # Written before the change of era: 平成32年 is 2020.
        ("平成32年4月1日", dt.date(2020, 4, 1)),
        ("平成３２年８月１日", dt.date(2020, 8, 1)),
    ],
)
def test_eras_and_years_counted_on_beyond_them(text, day):
    assert parse_day(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "平成27年",
        "2015年8月",
        "8月1日",
        "あした",
        "27.8.1",
        "2015-8",
        "2015-8-1-1",
        "2015111",
        "平成0年1月1日",
        "H0.1.1",
    ],
)
def test_what_is_no_whole_day_is_refused_in_japanese(text):
    with pytest.raises(ValueError, match="日付として読めません"):
        parse_day(text)


@pytest.mark.parametrize("text", ["2015-02-29", "平成27年13月1日", "令和5年6月31日", "2015-0-1"])
def test_days_that_no_calendar_has_are_refused_in_japanese(text):
    with pytest.raises(ValueError, match="暦にない日付"):
        parse_day(text)


@given(DAYS)
def test_what_is_shown_is_read_back(day):
    shown = wareki(day).split("（")[0]
    assert parse_day(shown) == day
    assert parse_day(day.isoformat()) == day


@given(DAYS)
def test_full_width_digits_read_the_same(day):
    wide = wareki(day).split("（")[0].translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert parse_day(wide) == day


@given(st.text())
def test_any_text_is_read_or_refused_never_worse(text):
    with suppress(ValueError):
        assert isinstance(parse_day(text), dt.date)


def test_the_day_is_the_one_in_japan(monkeypatch):
    """16:00 in Greenwich is the next day in Tokyo."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: dt.datetime(2026, 3, 31, 16, 0, tzinfo=dt.UTC))
    assert today() == dt.date(2026, 4, 1)


def test_a_moment_for_machines_has_no_fraction_that_html_refuses():
    japan = dt.timezone(dt.timedelta(hours=9))
    assert machine_time(dt.datetime(2026, 11, 22, 14, 5, 7, 543447, japan)) == "2026-11-22T14:05:07+09:00"
    assert machine_time(None) == ""

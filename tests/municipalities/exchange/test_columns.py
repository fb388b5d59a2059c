"""Cells as officers write them, and as they are written for them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.dates import Precision
from municipalities.exchange.columns import Choice, Code, Day, Number, PartialDay, Text, Time, Year, YesNo
from municipalities.models import Facility


def read(cell, text):
    return cell.clean(text, {}, reading=None)


@pytest.mark.parametrize(
    ("cell", "text", "value"),
    [
        (Text(), "一行目\n 二行目", "一行目 二行目"),
        (Text(), "", ""),
        (Code(), "０３３６６９", "033669"),
        (Code(), "03366-9", "033669"),
        (Number(), "１，２００", 1200),
        (Number(), "0", 0),
        (Number(), "", None),
        (Year(), "2026", 2026),
        (Year(), "２０２６年度", 2026),
        (Year(), "令和8年度", 2026),
        (Year(), "R8", 2026),
        (Year(), "令和元年度", 2019),
        (Year(), "平成31年度", 2019),
        (Year(), "平成32年度", 2020),
        (Day(), "H27.8.1", dt.date(2015, 8, 1)),
        (PartialDay(), "平成27年8月1日", (dt.date(2015, 8, 1), Precision.DAY)),
        (PartialDay(), "2015年8月", (dt.date(2015, 8, 1), Precision.MONTH)),
        (PartialDay(), "2015-08", (dt.date(2015, 8, 1), Precision.MONTH)),
        (PartialDay(), "平成元年５月", (dt.date(1989, 5, 1), Precision.MONTH)),
        (PartialDay(), "2015", (dt.date(2015, 1, 1), Precision.YEAR)),
        (PartialDay(), "平成27年", (dt.date(2015, 1, 1), Precision.YEAR)),
        (Time(), "9:05", dt.time(9, 5)),
        (Time(), "13時30分", dt.time(13, 30)),
        (Time(), "13:30:00", dt.time(13, 30)),
        (YesNo(), "○", True),
        (YesNo(), "いいえ", False),
        (YesNo(), "", False),
        (Choice(Facility.Kind), "ホール・会議室", "hall"),
        (Choice(Facility.Kind), "ホール・ 会議室", "hall"),
    ],
)
def test_what_is_read(cell, text, value):
    assert read(cell, text) == value


@pytest.mark.parametrize(
    ("cell", "text", "message"),
    [
        (Code(), "33669", "5桁です"),
        (Number(), "約300人", "数として読めません"),
        (Number(), "-5", "数として読めません"),
        (Number(), "1.5", "数として読めません"),
        (Number(), "9" * 16, "数として読めません"),
        (Year(), "昔", "年度として読めません"),
        (Year(), "26", "年度として読めません"),
        (Day(), "2015-02-30", "暦にない日付です"),
        (Day(), "2015年8月", "日付として読めません"),
        (PartialDay(), "2024年13月", "「2024年13月」は年や月として読めません"),
        (PartialDay(), "いつか", "日付として読めません"),
        (Time(), "25:00", "時刻として読めません"),
        (Time(), "朝", "時刻として読めません"),
        (YesNo(), "たぶん", "「はい」か「いいえ」で"),
        (Choice(Facility.Kind), "城", "ホール・会議室、広場・屋外、販売・展示、スポーツ施設、その他から"),
    ],
)
def test_what_is_refused(cell, text, message):
    with pytest.raises(ValueError, match=message):
        read(cell, text)


@given(st.dates(dt.date(1870, 1, 1), dt.date(2199, 12, 31)), st.sampled_from(Precision))
def test_days_come_back_as_they_were(day, precision):
    if precision != Precision.DAY:
        day = day.replace(day=1)
    if precision == Precision.YEAR:
        day = day.replace(month=1)
    cell = PartialDay()
    assert read(cell, cell.render((day, precision))) == (day, precision)
    assert read(Day(), Day().render(day)) == day


@given(st.integers(0, 10**15 - 1))
def test_numbers_come_back_as_they_were(number):
    assert read(Number(), Number().render(number)) == number

"""Fiscal years, the Japanese calendar and days that are known only to the year or month."""

import datetime as dt
import re
import unicodedata
from functools import lru_cache

from django.db import models
from django.utils import timezone

#: (name, first day, letter), newest first. Source: 元号を改める政令.
ERAS = [
    ("令和", dt.date(2019, 5, 1), "R"),
    ("平成", dt.date(1989, 1, 8), "H"),
    ("昭和", dt.date(1926, 12, 25), "S"),
    ("大正", dt.date(1912, 7, 30), "T"),
    ("明治", dt.date(1868, 10, 23), "M"),
]

#: Of Monday and the days after, as `date.weekday()` counts.
WEEKDAYS = "月火水木金土日"


class Precision(models.TextChoices):
    """How much of a stored date is known; the unknown part is stored as 1."""

    DAY = "day", "日まで"
    MONTH = "month", "月まで"
    YEAR = "year", "年まで"


#: How a day is typed, for the hint beside a field.
DAY_HINT = "例：2026-12-25、令和8年12月25日"


def today() -> dt.date:
    """The day in Japan."""
    return timezone.localdate()


def fiscal_year(day: dt.date) -> int:
    """The fiscal year (April to March) a day is in, named by its first calendar year."""
    return day.year if day.month >= 4 else day.year - 1


def a_year_before(day: dt.date) -> dt.date:
    """The same day of the year before; of 29 February the 28th; of the first year there is, the day itself."""
    if day.year == dt.MINYEAR:
        return day
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)


def fiscal_year_start(year: int) -> dt.date:
    return dt.date(year, 4, 1)


def era_year(day: dt.date) -> str:
    """「令和8年」, 「平成元年」; before Meiji the western year alone."""
    for name, first, _ in ERAS:
        if day >= first:
            number = day.year - first.year + 1
            return f"{name}{'元' if number == 1 else number}年"
    return f"{day.year}年"


def wareki(day: dt.date | None, precision: str = Precision.DAY) -> str:
    """A day as people read it, as far as it is known: 「令和8年11月22日（2026年）」."""
    if day is None:
        return ""
    text = era_year(day)
    if precision != Precision.YEAR:
        text += f"{day.month}月"
    if precision == Precision.DAY:
        text += f"{day.day}日"
    return f"{text}（{day.year}年）" if era_year(day) != f"{day.year}年" else text


def known_day(day: dt.date | None, precision: str = Precision.DAY) -> str | None:
    """As much of a day as is known, in ISO 8601: "2015", "2015-08", "2015-08-01"."""
    if day is None:
        return None
    return day.isoformat()[: {Precision.YEAR: 4, Precision.MONTH: 7}.get(Precision(precision), 10)]


def wareki_time(moment: dt.datetime | None) -> str:
    """A moment of the local time given: 「令和8年11月22日（2026年）14:05」."""
    return f"{wareki(moment.date())}{moment:%H:%M}" if moment else ""


def machine_time(moment: dt.datetime | None) -> str:
    """A moment for the attribute `datetime`, which takes no more than milliseconds: "2026-11-22T14:05:00+09:00"."""
    return moment.isoformat(timespec="seconds") if moment else ""


def fiscal_year_label(year: int) -> str:
    """「令和4年度（2022年度）」. The year begun as 平成31年度 is 令和元年度, as in the project's documents."""
    if year < dt.MINYEAR:  # of the first days of the calendar
        return f"{year}年度"
    era = era_year(dt.date(year, 4, 1) if year != 2019 else dt.date(2019, 5, 1))
    return f"{era}度（{year}年度）"


#: With separators any number of digits, without them eight: 2015111 may be 1 November or 11 January.
_WRITTEN = re.compile(
    r"(?:(?P<era>令和|平成|昭和|大正|明治|[RHSTM])(?P<era_year>元|[1-9]\d?)[年./-]|(?P<year>\d{4})[年./-])"
    r"(?P<month>\d{1,2})[月./-](?P<day>\d{1,2})日?"
    r"|(?P<plain_year>\d{4})(?P<plain_month>\d{2})(?P<plain_day>\d{2})"
)


@lru_cache(maxsize=256)
def parse_day(text: str) -> dt.date:
    """Read a whole day in either calendar and any width: 「平成２７年８月１日」, 「H27.8.1」, 「2015-08-01」.

    A Japanese year beyond the era's end (平成32年) is counted on. ValueError, in Japanese, otherwise.
    """
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).upper()
    found = _WRITTEN.fullmatch(plain)
    if not found:
        raise ValueError(
            f"「{text}」は日付として読めません。「2015-08-01」や「平成27年8月1日」の形で入力してください。"
        )
    if found["era"]:
        first = next(first for name, first, letter in ERAS if found["era"] in (name, letter))
        year = first.year - 1 + (1 if found["era_year"] == "元" else int(found["era_year"]))
    else:
        year = int(found["year"] or found["plain_year"])
    try:
        return dt.date(
            year, int(found["month"] or found["plain_month"]), int(found["day"] or found["plain_day"])
        )
    except ValueError:
        raise ValueError(f"「{text}」は暦にない日付です。") from None

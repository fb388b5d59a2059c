"""The days on which offices in Japan are open."""

import datetime as dt

import jpholiday


def is_working_day(day: dt.date) -> bool:
    """Neither weekend nor holiday, nor the closing of offices from 29 December to 3 January."""
    closing = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
    return day.weekday() < 5 and not closing and not jpholiday.is_holiday(day)


def working_days_after(day: dt.date, number: int) -> dt.date:
    """The first, second, … day after a day on which offices are open."""
    while number:
        day += dt.timedelta(days=1)
        number -= is_working_day(day)
    return day

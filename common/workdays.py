"""The days on which offices in Japan are open."""

import datetime as dt

import jpholiday


def is_working_day(day: dt.date) -> bool:
    """Neither weekend nor holiday, nor the closing of offices from 29 December to 3 January."""
    closing = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
    return day.weekday() < 5 and not closing and not jpholiday.is_holiday(day)

"""The month calendar of events: weeks of days, and the months worth turning to."""

import calendar
import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

import jpholiday

from common.dates import WEEKDAYS, Precision, today, wareki
from projects.models import Event

#: Weeks begin on Sunday, as on calendars in Japan.
WEEKS = calendar.Calendar(firstweekday=calendar.SUNDAY)
#: How far ahead there are months when no event lies as far.
MONTHS_AHEAD = 12


def month_of(day: dt.date) -> dt.date:
    return day.replace(day=1)


def months_later(month: dt.date, number: int) -> dt.date:
    years, index = divmod(month.month - 1 + number, 12)
    return month.replace(year=month.year + years, month=index + 1)


@dataclass(frozen=True)
class Day:
    date: dt.date
    holiday: str = ""
    events: list[Event] = field(default_factory=list)

    @property
    def is_today(self) -> bool:
        return self.date == today()

    @property
    def weekday(self) -> str:
        return WEEKDAYS[self.date.weekday()]


@dataclass(frozen=True)
class Month:
    """A month, given by its first day, with the events that take place in it."""

    first: dt.date
    events: list[Event]

    @property
    def label(self) -> str:
        return wareki(self.first, Precision.MONTH)

    @cached_property
    def weeks(self) -> list[list[Day | None]]:
        """Seven places each; None where the day is of another month."""
        holidays = dict(jpholiday.month_holidays(self.first.year, self.first.month))
        return [
            [
                Day(date, holidays.get(date, ""), self.events_on(date))
                if date.month == self.first.month
                else None
                for date in week
            ]
            for week in WEEKS.monthdatescalendar(self.first.year, self.first.month)
        ]

    def events_on(self, date: dt.date) -> list[Event]:
        """One over several days stands on each."""
        return [
            event
            for event in self.events
            if event.is_on_known_day and event.starts_on <= date <= event.last_day
        ]

    @cached_property
    def undated(self) -> list[Event]:
        """Events of which no more than the month is known."""
        return [event for event in self.events if not event.is_on_known_day]


class Months:
    """The months there is a calendar of: those between the first and the last event, and a year ahead. Not all
    there are: an endless calendar is walked by machines without end."""

    def __init__(self, spans: list[tuple[dt.date, dt.date]]):
        """`spans`: first and last month of each event, of `EventQuerySet.spans()`."""
        now = month_of(today())
        self.first = min([now, *(first for first, _ in spans)])
        self.last = max([months_later(now, MONTHS_AHEAD), *(last for _, last in spans)])
        self.spans = spans

    def __contains__(self, month: dt.date) -> bool:
        return self.first <= month <= self.last

    def before(self, month: dt.date) -> dt.date | None:
        return months_later(month, -1) if month > self.first else None

    def after(self, month: dt.date) -> dt.date | None:
        return months_later(month, 1) if month < self.last else None

    @property
    def with_events(self) -> list[tuple[int, list[dt.date]]]:
        """Months with any event under their years, the last year first."""
        found = {
            months_later(first, number)
            for first, last in self.spans
            for number in range(12 * (last.year - first.year) + last.month - first.month + 1)
        }
        years = groupby(sorted(found), key=lambda month: month.year)
        return [(year, list(months)) for year, months in years][::-1]

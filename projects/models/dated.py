"""When an event takes place, as far as is known: for people, for machines, and whether it is over."""

import datetime as dt

from common.dates import WEEKDAYS, Precision, fiscal_year_label, fiscal_year_start, today, wareki


class Dated:
    """Mixed into Event. Words out of the row already read: never a statement of its own."""

    @property
    def is_on_known_day(self) -> bool:
        return self.starts_on is not None and self.starts_precision == Precision.DAY

    @property
    def last_day(self) -> dt.date | None:
        """The last day known."""
        return self.ends_on or self.starts_on

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed; where no more than month or year is known, theirs, unless it was held."""
        if self.ends_on is not None or self.is_on_known_day:
            return self.last_day < today()
        if self.status == self.Status.HELD and (self.starts_on is None or self.starts_on < today()):
            return True
        if self.starts_on is None:
            return fiscal_year_start(self.fiscal_year + 1) <= today()
        if self.starts_precision == Precision.YEAR:
            return self.starts_on.year < today().year
        return (self.starts_on.year, self.starts_on.month) < (today().year, today().month)

    @property
    def heading(self) -> str:
        """What it stands under in the list: those to come together, the past under their fiscal years."""
        return fiscal_year_label(self.fiscal_year) if self.is_over else "これから開催する催し"

    @property
    def when(self) -> str:
        """The day or days for people; the fiscal year where no more is known."""
        if self.starts_on is None:
            return fiscal_year_label(self.fiscal_year)
        start = wareki(self.starts_on, self.starts_precision)
        if self.ends_on is None or self.ends_on == self.starts_on:
            return start
        if self.ends_on.year == self.starts_on.year:
            return f"{start}から{self.ends_on.month}月{self.ends_on.day}日まで"
        return f"{start}から{wareki(self.ends_on)}まで"

    @property
    def iso(self) -> str:
        """The first day for machines, as far as it is known: "2015-10-17", "2015-10", "2015"."""
        parts = {Precision.YEAR: 1, Precision.MONTH: 2}.get(self.starts_precision, 3)
        return "-".join(self.starts_on.isoformat().split("-")[:parts]) if self.starts_on else ""

    @property
    def month(self) -> dt.date | None:
        """The month it begins in, by its first day."""
        return self.starts_on and self.starts_on.replace(day=1)

    @property
    def days(self) -> str:
        """The day or days of its month, as large as on a calendar: 「17」, 「17–18」."""
        first, last = self.starts_on, self.last_day
        same_month = (first.year, first.month) == (last.year, last.month)
        return f"{first.day}–{last.day}" if same_month and first != last else f"{first.day}"

    @property
    def weekdays(self) -> str:
        """「土曜日」, 「土曜日から日曜日」; empty where the day is not known."""
        if not self.is_on_known_day:
            return ""
        days = dict.fromkeys((self.starts_on, self.last_day))
        return "から".join(f"{WEEKDAYS[day.weekday()]}曜日" for day in days)

    @property
    def hours(self) -> str:
        """「10時から16時30分まで」; empty where they are not known."""
        if self.starts_at is None:
            return ""
        return f"{clock(self.starts_at)}から" + (f"{clock(self.ends_at)}まで" if self.ends_at else "")


def clock(time: dt.time) -> str:
    """「10時」, 「16時30分」."""
    return f"{time.hour}時" + (f"{time.minute}分" if time.minute else "")

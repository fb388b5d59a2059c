"""What lists and cards show of a project, out of what `ProjectQuerySet.for_list()` read with it."""

from typing import NamedTuple

from django.db import models

from common.dates import fiscal_year, fiscal_year_label, today
from municipalities.models import Association, LocalGovernment


class YearStatus(models.TextChoices):
    PLANNED = "planned", "計画"
    DONE = "done", "実施"
    CANCELLED = "cancelled", "中止"
    POSTPONED = "postponed", "延期"


MOST_ALIVE_FIRST = (YearStatus.DONE, YearStatus.PLANNED, YearStatus.POSTPONED, YearStatus.CANCELLED)


class Shown:
    """Mixed into Project. Words for people, from rows already read: never a statement of its own."""

    @property
    def years_shown(self) -> str:
        """「令和2年度（2020年度）から令和4年度（2022年度）まで」 out of `for_list()`."""
        rows = self._all_year_rows()
        if not rows:
            return ""
        first, last = fiscal_year_label(rows[0]["year"]), fiscal_year_label(rows[-1]["year"])
        return first if first == last else f"{first}から{last}まで"

    @property
    def latest_status(self) -> YearStatus | None:
        """The status of the latest year out of `for_list()`; of several parts' that of what went on."""
        rows = self._all_year_rows()
        latest = {row["status"] for row in rows if row["year"] == rows[-1]["year"]}
        return next((status for status in MOST_ALIVE_FIRST if status in latest), None)

    @property
    def is_alive(self) -> bool:
        """Whether the project goes on in the current fiscal year, out of `for_list()`."""
        now = fiscal_year(today())
        alive = (YearStatus.PLANNED, YearStatus.DONE)
        return any(row["year"] == now and row["status"] in alive for row in self._all_year_rows())

    def _all_year_rows(self) -> list[dict]:
        """Years of the project and of its parts, oldest first."""
        return sorted([*(self.year_rows or []), *(self.part_year_rows or [])], key=lambda row: row["year"])

    @property
    def parts_shown(self) -> list[dict]:
        """Numbers and titles of the published parts of a programme out of `for_list()`."""
        return sorted(self.part_rows or [], key=lambda row: row["number"])

    @property
    def ward_side(self) -> str:
        """The wards' end of the thread: 「荒川区・江東区・品川区」; 「特別区（23区）」 where all or none is named."""
        if self.scope == self.Scope.JOINT:
            return "特別区（23区）"
        return shortened([end.name for end in self._ends() if end.is_ward]) or "特別区"

    @property
    def partner_side(self) -> str:
        """The other end: partners still taking part, else the number that was published."""
        partners = shortened(named_in_turn([end for end in self._ends() if not end.is_ward]))
        if partners or self.stated_parties is None:
            return partners
        return f"{self.stated_parties}自治体"

    @property
    def companies(self) -> set[str]:
        """The companies that take part, by slug, out of `with_ends()`."""
        return {row["company"] for row in self.party_rows or () if row["company"]}

    def _ends(self) -> list["End"]:
        """Parties still taking part, out of `with_ends()` or of the prefetched ones, in their order."""
        rows = self.__dict__.get("party_rows", ())
        if rows == ():
            return [End.of(party.party) for party in self.parties.all() if not party.has_left(today())]
        return [End.read(row) for row in sorted(rows or (), key=End.place)]


class End(NamedTuple):
    """A party as the thread names it; `prefecture` stands before the name of a body outside the wards."""

    name: str
    prefecture: str = ""
    is_ward: bool = False

    @classmethod
    def of(cls, party) -> "End":
        if not isinstance(party, LocalGovernment):
            return cls(str(party))
        if party.kind == LocalGovernment.Kind.SPECIAL_WARD:
            return cls(party.name, is_ward=True)
        return cls(party.name, party.prefecture.name if party.prefecture else "")

    @staticmethod
    def place(row: dict) -> tuple:
        """Bodies by code, then associations, then companies."""
        return (row["kind"] is None, row["association"] is None, row["code"] or "", row["name"] or "")

    @classmethod
    def read(cls, row: dict) -> "End":
        """Out of a row of `with_ends()`."""
        if row["association"]:
            return cls(f"{row['prefecture']}{Association.Kind(row['association']).label}")
        is_ward = row["kind"] == LocalGovernment.Kind.SPECIAL_WARD
        return cls(row["name"], "" if is_ward else row["prefecture"] or "", is_ward)


def named_in_turn(ends: list[End]) -> list[str]:
    """Names in which bodies of one prefecture in a row carry its name once: 「岩手県北上市」, 「西和賀町」."""
    names, said = [], ""
    for end in ends:
        names.append(end.name if end.prefecture == said else f"{end.prefecture}{end.name}")
        said = end.prefecture
    return names


def shortened(names: list[str], unit: str = "団体", shown: int = 3) -> str:
    """The first names and how many more there are: 「音更町・士幌町・上士幌町ほか15団体」."""
    rest = len(names) - shown
    return "・".join(names[:shown]) + (f"ほか{rest}{unit}" if rest > 0 else "")

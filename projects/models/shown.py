"""What lists and cards show of a project, out of what `ProjectQuerySet.for_list()` read with it."""

from django.db import models

from common.dates import fiscal_year, fiscal_year_label, today
from municipalities.models import LocalGovernment
from projects.models.parties import ProjectParty


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
        return shortened([str(party.party) for party in self._present() if party.is_ward]) or "特別区"

    @property
    def partner_side(self) -> str:
        """The other end: partners still taking part, else the number that was published."""
        partners = shortened(named_in_turn([one.party for one in self._present() if not one.is_ward]))
        if partners or self.stated_parties is None:
            return partners
        return f"{self.stated_parties}自治体"

    def _present(self) -> list["ProjectParty"]:
        return [party for party in self.parties.all() if not party.has_left(today())]


def named_in_turn(parties: list) -> list[str]:
    """Names in which bodies of one prefecture in a row carry its name once: 「岩手県北上市」, 「西和賀町」."""
    names, said = [], None
    for party in parties:
        prefecture = party.prefecture_id if isinstance(party, LocalGovernment) else None
        names.append(party.name if prefecture and prefecture == said else str(party))
        said = prefecture
    return names


def shortened(names: list[str], shown: int = 3) -> str:
    """The first names and how many more there are: 「音更町・士幌町・上士幌町ほか15団体」."""
    rest = len(names) - shown
    return "・".join(names[:shown]) + (f"ほか{rest}団体" if rest > 0 else "")

"""A project together with the parts of its programme, from rows already read."""

from collections.abc import Iterable
from dataclasses import dataclass

from common.dates import fiscal_year_start
from projects.models import Project, ProjectParty, ProjectYear


@dataclass(frozen=True)
class PartRow:
    """A row of the grid part × year; None where a part has no record of a year."""

    part: Project
    cells: list[tuple[int, ProjectYear | None]]


@dataclass(frozen=True)
class PartyRow:
    party: ProjectParty
    #: Planned with it, carried out without it.
    never_began: bool
    has_left: bool


@dataclass(frozen=True)
class RoleRows:
    """The parties in a role: those who take part, then those who left; `present` counts the former alone."""

    label: str
    rows: list[PartyRow]

    @property
    def present(self) -> int:
        return sum(not row.has_left for row in self.rows)

    @property
    def left(self) -> int:
        return len(self.rows) - self.present


class Programme:
    """What the page of a project tells beyond its own row: its years, its parts by year, its siblings."""

    def __init__(self, project: Project, family: Iterable[Project], years: Iterable[ProjectYear]):
        self.project = project
        self.parent = project.public_parent
        family = list(family)
        self.parts = [one for one in family if one.parent_id == project.pk]
        self.siblings = [one for one in family if one.parent_id != project.pk]
        years = list(years)
        self.own_years = [year for year in years if year.project_id == project.pk]
        self.calendar = sorted({year.fiscal_year for year in years})
        self._by_place = {(year.project_id, year.fiscal_year): year for year in years}

    @property
    def grid(self) -> list[PartRow]:
        return [
            PartRow(part, [(year, self._by_place.get((part.pk, year))) for year in self.calendar])
            for part in self.parts
        ]

    def parties(self, day) -> list[RoleRows]:
        """Roles that anyone has or had by the day."""
        roles = []
        for role in ProjectParty.Role:
            rows = [self._row(party, day) for party in self.project.parties_of(role)]
            if rows:
                roles.append(RoleRows(role.label, sorted(rows, key=lambda row: row.has_left)))
        return roles

    def _row(self, party: ProjectParty, day) -> PartyRow:
        first = self.calendar[0] if self.calendar else None
        has_left = party.has_left(day)
        never_began = has_left and first is not None and party.valid_to <= fiscal_year_start(first)
        return PartyRow(party, never_began, has_left)

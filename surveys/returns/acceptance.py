"""What is accepted becomes the ledger's as of the day: all lines of a return or none."""

import datetime as dt
from collections.abc import Callable, Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts.acting import acting
from accounts.models import User
from common.dates import fiscal_year_start, today
from common.moves import Refused
from common.publishing import State as Publication
from common.stale import StaleError
from municipalities.models import LocalGovernment, Partnership, Source
from projects.models import Project, ProjectParty, ProjectYear
from surveys.models import PartnershipLine, ProjectLine, ReturnCampaign, YearlyReturn
from surveys.models.return_lines import LINES, Facts
from surveys.returns import telling
from surveys.returns.actions import AnyLine, locked_return, move_return, running
from surveys.returns.carry_over import in_ledger, with_its_own
from surveys.returns.transitions import RETURN_MOVES

MOVED = "引き継いだあとに台帳の記録が変わりました"
#: So many lines are named that stand in the way.
MOST_NAMED = 10


@transaction.atomic
def accept_return(*, yearly_return: YearlyReturn, by: User, version: int) -> YearlyReturn:
    """Write the lines, as they were read (`version`), into the ledger. Refused, with nothing written, where a record is
    not any more what the ward began with, or the ledger does not take what a line says: the lines are named."""
    found = locked_return(yearly_return.pk)
    if not by.has_perm("surveys.check_yearlyreturn", found):
        raise PermissionDenied
    running(found)
    RETURN_MOVES["accept"].check(found.state, found.get_state_display())
    if found.version != version:
        raise StaleError("この調査の内容が変わりました。内容を確かめて、もう一度受理してください。")
    _lock_records(found)
    lines = [
        line for model in LINES.values() for line in model.objects.filter(yearly_return=found).for_list()
    ]
    if moved := moved_since(lines, found.campaign):
        names = "".join(f"「{line}」" for line in moved[:MOST_NAMED])
        raise Refused(
            f"{MOVED}：{names}。差し戻して、区に「台帳の今の内容を引き継ぎ直す」を押していただいてください。"
        )
    with acting(by=by, via=f"連携状況調査（{found.campaign.label}）{found.ward.name}の受理"):
        made = Ledger(found).write(lines)
    entry = move_return(found, "accept", by, is_of_secretariat=True, text=made)
    telling.of_entry(entry, by)
    return found


def _lock_records(found: YearlyReturn) -> None:
    """Nobody changes them until the end of the transaction. Each kind in one order: other wards may lead the same."""
    for records, lines in ((Partnership, PartnershipLine), (Project, ProjectLine)):
        of_return = lines.objects.filter(yearly_return=found, record__isnull=False).values("record")
        list(records.objects.select_for_update().filter(pk__in=of_return).order_by("pk").values_list("pk"))


def moved_since(lines: Iterable[AnyLine], campaign: ReturnCampaign) -> list[AnyLine]:
    """The lines whose record is neither what they were carried over from nor what they say."""
    by_kind = [[line for line in lines if isinstance(line, model)] for model in LINES.values()]
    found = []
    for some in by_kind:
        ledger = in_ledger(some, campaign.fiscal_year)
        found += [line for line in some if line.record_id and _has_moved(line, *ledger[line.pk])]
    return found


def _has_moved(line: AnyLine, facts: Facts, year: Facts) -> bool:
    if facts not in (line.base, line.facts()):
        return True
    return isinstance(line, ProjectLine) and year not in (line.base_year, line.year_facts())


class Ledger:
    """The records as one return leaves them."""

    def __init__(self, yearly_return: YearlyReturn):
        self.ward, self.campaign = yearly_return.ward, yearly_return.campaign
        self.as_of, self.year = self.campaign.as_of, self.campaign.fiscal_year
        self.faults: list[str] = []
        self.made: list[str] = []
        self._source: Source | None = None
        #: The projects of the lines with their parties and years, by id.
        self.projects: dict[int, Project] = {}

    def write(self, lines: list[AnyLine]) -> str:
        """What is new by it, in words. What ends makes room for what begins."""
        ids = [line.record_id for line in lines if isinstance(line, ProjectLine) and line.record_id]
        self.projects = with_its_own(Project.objects.select_related("parent")).in_bulk(ids)
        for line in sorted(lines, key=lambda one: (one.status != one.ENDED, one.status == one.NEW)):
            write = self._write_tie if isinstance(line, PartnershipLine) else self._write_project
            self._try(line, write)
        if self.faults:
            raise Refused("台帳に登録できない行があります。　" + "　".join(self.faults[:MOST_NAMED]))
        return f"新しく登録したもの：{'、'.join(self.made)}" if self.made else ""

    def _try(self, line: AnyLine, write: Callable) -> None:
        """Each on its own, so that all that stand in the way are told; one is enough to write nothing."""
        try:
            with transaction.atomic():
                write(line)
        except ValidationError as error:
            self.faults.append(f"「{line}」：{''.join(error.messages)}")
        except IntegrityError:
            self.faults.append(f"「{line}」：ほかの記録と矛盾します。")

    @property
    def source(self) -> Source:
        """The survey itself, as the source of what is new by it."""
        if self._source is None:
            self._source, _ = Source.objects.get_or_create(
                slug=f"yearly-return-{self.year}",
                defaults={
                    "title": f"連携状況調査（{self.campaign.as_of_text}）",
                    "issuer": "特別区長会事務局",
                    "as_of": self.as_of,
                },
            )
        return self._source

    # --- Ties ---

    def _write_tie(self, line: PartnershipLine) -> None:
        tie = line.record or Partnership(ward=self.ward, source=self.source)
        tie.ward, tie.partner = self.ward, line.partner
        if line.status in (line.CHANGED, line.ENDED, line.NEW):
            for name in PartnershipLine.FACTS:
                setattr(tie, name, getattr(line, name))
        if line.status != line.ENDED:
            self._confirm(tie)
        tie.full_clean()
        tie.save()
        if line.is_new:
            self.made.append(str(line))

    def _confirm(self, tie: Partnership) -> None:
        """A tie whose beginning nobody knows counts from the day it was first confirmed on: that day stays, or it would
        be missing from the days before."""
        knows_beginning = tie.started_on is not None
        if tie.confirmed_on is None or (knows_beginning and tie.confirmed_on < self.as_of):
            tie.confirmed_on = self.as_of

    # --- Projects ---

    def _write_project(self, line: ProjectLine) -> None:
        project = self.projects[line.record_id] if line.record_id else self._new_project(line)
        if line.status == line.CHANGED:
            for name in ProjectLine.FACTS:
                setattr(project, name, getattr(line, name))
            project.full_clean()
            project.save()
        if line.status in (line.CHANGED, line.NEW):
            self._write_partners(project, {one.pk: one for one in line.partners.all()})
        self._write_year(project, line)

    def _new_project(self, line: ProjectLine) -> Project:
        """Public at once: who accepts a return is who publishes projects, and it counts from now on."""
        project = Project(state=Publication.PUBLISHED, published_on=today(), source=self.source)
        for name in ProjectLine.FACTS:
            setattr(project, name, getattr(line, name))
        project.save()
        project.full_clean()
        ProjectParty.objects.create(project=project, body=self.ward, role=ProjectParty.Role.LEAD)
        self.made.append(f"{project.title}（{project.number}）")
        return project

    def _write_partners(self, project: Project, wanted: dict[int, LocalGovernment]) -> None:
        """Who joins does so from the beginning of the fiscal year, who leaves has left by then: the return tells who
        takes part in the year."""
        begins = fiscal_year_start(self.year)
        known = self.projects.get(project.pk)
        parties = known.parties.all() if known else ()
        there = {one.body_id: one for one in parties if one.body_id and not one.is_ward}
        for body, party in there.items():
            if party.took_part_in(self.year) and body not in wanted:
                self._leave(party, begins)
            elif not party.took_part_in(self.year) and body in wanted:
                party.valid_to = None
                if party.valid_from and party.valid_from > begins:
                    party.valid_from = begins
                party.save()
        for pk in sorted(wanted.keys() - there.keys()):
            joined = begins if known else None
            ProjectParty.objects.create(project=project, body=wanted[pk], valid_from=joined)

    @staticmethod
    def _leave(party: ProjectParty, begins: dt.date) -> None:
        if party.valid_from and party.valid_from >= begins:
            party.delete()  # it never took part
        else:
            party.valid_to = begins
            party.save()

    def _write_year(self, project: Project, line: ProjectLine) -> None:
        known = self.projects.get(project.pk)
        years = known.years.all() if known else ()
        year = next((one for one in years if one.fiscal_year == self.year), None)
        wanted = line.year_facts()
        if not wanted:
            if year:
                year.delete()
            return
        year = year or ProjectYear(project=project, fiscal_year=self.year, source=self.source)
        for name, value in wanted.items():
            setattr(year, name, value)
        year.full_clean()
        year.save()

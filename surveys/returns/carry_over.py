"""What a return starts from: a line for each tie of the ward in force on the day, and for each project it leads that
goes on, with the values of the ledger."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Prefetch, Q

from municipalities.models import LocalGovernment, Partnership
from projects.models import Project, ProjectParty, ProjectYear
from surveys.models import PartnershipLine, ProjectLine, ReturnCampaign, YearlyReturn
from surveys.models.return_lines import project_facts, tie_facts, year_facts

Kind = LocalGovernment.Kind


def carry_over(campaign: ReturnCampaign, returns: Iterable[YearlyReturn]) -> None:
    """The lines of some new returns, in a few statements for all of them."""
    by_ward = {one.ward_id: one for one in returns}
    _carry_ties(campaign, by_ward)
    _carry_projects(campaign, by_ward)


def _carry_ties(campaign: ReturnCampaign, returns: dict[int, YearlyReturn]) -> None:
    ties = Partnership.objects.in_force(campaign.as_of).filter(ward__in=list(returns)).in_order()
    PartnershipLine.objects.bulk_create(
        take_tie(PartnershipLine(yearly_return=returns[tie.ward_id]), tie) for tie in ties
    )


def take_tie(line: PartnershipLine, tie: Partnership) -> PartnershipLine:
    """Have a line say what the ledger says."""
    line.record, line.base = tie, tie_facts(tie)
    line.restore()
    return line


def _carry_projects(campaign: ReturnCampaign, returns: dict[int, YearlyReturn]) -> None:
    lines, partners = [], []
    for project in projects_asked(campaign, list(returns)):
        for ward in leading(project, campaign.fiscal_year):
            if ward in returns:
                lines.append(take_project(ProjectLine(yearly_return=returns[ward]), project, campaign))
                partners.append(partners_of(project, campaign.fiscal_year))
    ProjectLine.objects.bulk_create(lines)
    through = ProjectLine.partners.through
    through.objects.bulk_create(
        through(projectline=line, localgovernment_id=pk)
        for line, some in zip(lines, partners, strict=True)
        for pk in some
    )


def take_project(line: ProjectLine, project: Project, campaign: ReturnCampaign) -> ProjectLine:
    """The same of a project and its fiscal year, but for the partners: those are relations."""
    year = next((one for one in project.years.all() if one.fiscal_year == campaign.fiscal_year), None)
    line.record = project
    line.base = project_facts(project, partners_of(project, campaign.fiscal_year))
    line.base_year = year_facts(year)
    line.restore()
    for name in ProjectLine.YEAR:
        setattr(line, name, getattr(year, name) if year else getattr(ProjectLine(), name))
    going = year is not None and year.status in ProjectLine.Progress
    line.progress = year.status if year and going else ProjectLine.Progress.DONE
    return line


def projects_asked(campaign: ReturnCampaign, wards: list[int]):
    """Those that some wards lead and that go on as far as is known: what has once been reported as ended is not asked
    about again, unless it has a later year. Programmes are asked about by their parts, as they are counted."""
    later = ProjectYear.objects.filter(
        project=OuterRef("record"), fiscal_year__gte=OuterRef("yearly_return__campaign__fiscal_year")
    )
    ended = ProjectLine.objects.filter(
        ~Exists(later),
        record=OuterRef("pk"),
        status=ProjectLine.ENDED,
        yearly_return__state=YearlyReturn.State.ACCEPTED,
    )
    parts = Project.objects.published().filter(parent=OuterRef("pk"))
    return with_its_own(
        Project.objects.besides_joint()
        .kept_by_wards(wards)
        .up_to(campaign.fiscal_year)
        .exclude(Exists(ended))
        .exclude(Exists(parts))
    ).order_by("number")


def with_its_own(projects):
    """With the parties and years that its facts read."""
    return projects.prefetch_related(
        Prefetch("parties", ProjectParty.objects.select_related("body")), "years"
    )


def leading(project: Project, year: int) -> list[int]:
    """The wards that lead it in a fiscal year, by id."""
    return [
        party.body_id
        for party in project.parties.all()
        if party.is_ward and party.role == ProjectParty.Role.LEAD and party.took_part_in(year)
    ]


def partners_of(project: Project, year: int) -> list[int]:
    """The bodies outside the wards that take part in a fiscal year, by id."""
    return [
        party.body_id
        for party in project.parties.all()
        if party.body_id and not party.is_ward and party.took_part_in(year)
    ]


def in_ledger(lines: Iterable[PartnershipLine | ProjectLine], year: int) -> dict[int, tuple[dict, dict]]:
    """What the ledger says now of the records of some lines of one kind, by the id of the line: the facts, and those of
    the fiscal year (none of a tie)."""
    of_record = defaultdict(list)
    for line in lines:
        if line.record_id:
            of_record[line.record_id].append(line)
    if not of_record:
        return {}
    is_tie = isinstance(next(iter(of_record.values()))[0], PartnershipLine)
    found = {}
    if is_tie:
        for tie in Partnership.objects.filter(pk__in=of_record):
            found |= {line.pk: (tie_facts(tie), {}) for line in of_record[tie.pk]}
        return found
    for project in with_its_own(Project.objects.filter(Q(pk__in=of_record))):
        own = next((one for one in project.years.all() if one.fiscal_year == year), None)
        facts = project_facts(project, partners_of(project, year)), year_facts(own)
        found |= {line.pk: facts for line in of_record[project.pk]}
    return found

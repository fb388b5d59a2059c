"""What pages show of projects, made once per version of the content for all of them."""

from typing import NamedTuple

from django.http import QueryDict
from django.template.loader import get_template, render_to_string
from django.utils.safestring import SafeString

from common.dates import today
from common.facets import facets
from common.kept import Pieces, kept
from common.lists import Run
from projects.facets import Finding
from projects.forms import ProjectForm
from projects.models import Event, Project, ProjectFile, ProjectYear
from projects.models.projects import ProjectQuerySet
from projects.programme import Programme

#: Entries (some 2 kB each), panels of queries (20 kB), records (10 kB): more than the visitors of a day ask for.
MOST_ENTRIES, MOST_PANELS, MOST_RECORDS = 5000, 500, 1000


def _entries(keys: list[int]) -> dict[int, SafeString]:
    template = get_template("projects/_entry.html")
    projects = Project.objects.filter(pk__in=keys).for_list()
    return {project.pk: template.render({"project": project}) for project in projects}


#: The entry of a project in a list, by its id. Whoever asks for it has decided that it may be seen.
entries = Pieces(_entries, MOST_ENTRIES)


class Panel(NamedTuple):
    """What a list says of all its entries: their number, the programmes found by their parts, and what narrows it."""

    total: int
    programmes: list[int]
    facets: SafeString


def panel(finding: Finding, form: ProjectForm) -> Panel:
    counts = finding.counts()
    context = {"form": form, "facets": facets(form, counts), "query": form.query()}
    return Panel(
        counts.get("total", {}).get("", 0),
        finding.programmes(),
        render_to_string("projects/_facets.html", context),
    )


@kept(MOST_PANELS)
def public_panel(query: str) -> Panel:
    """Of what everyone may see, for a query in which every value is a choice."""
    form = ProjectForm(QueryDict(query))
    return panel(Finding(Project.objects.published(), form.asked()), form)


@kept(MOST_PANELS)
def public_run(query: str, programmes: tuple[int, ...], place: tuple[tuple[str, str], ...]) -> Run:
    """The rows of a public list at a place of it: `after` or `before` a key, or neither. `programmes` are those of the
    list's panel."""
    form = ProjectForm(QueryDict(query))
    finding = Finding(Project.objects.published(), form.asked())
    return Run.of(finding.entries(list(programmes)), form.order(), dict(place))


class Record(NamedTuple):
    """A project, for the head of its page, and all that the page says of it."""

    project: Project
    content: SafeString


def record(visible: ProjectQuerySet, number: str) -> Record:
    """As far as `visible` projects go; DoesNotExist where that one is not among them."""
    project = visible.for_detail().get(number=number)
    years = ProjectYear.objects.in_family_of(project)
    programme = Programme(project, family=visible.family_of(project), years=years)
    context = {
        "project": project,
        "programme": programme,
        "roles": programme.parties(today()),
        "photos": project.photos_shown,
        "files": ProjectFile.out_of(project, project.file_rows),
        "events": Event.objects.published().of_family(project),
        "related": visible.sharing_partners_with(project)[:6],
    }
    return Record(project, render_to_string("projects/_record.html", context))


@kept(MOST_RECORDS)
def public_record(number: str) -> Record:
    return record(Project.objects.published(), number)

"""What pages show of projects and events, made once per version of the content for all of them."""

from typing import NamedTuple

from django.http import QueryDict
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from common.kept import Pieces, kept
from projects.facets import Finding, facets
from projects.forms import EventForm, ProjectForm
from projects.models import Project

#: Entries: more than a day's visitors see, some 2 kB each. Panels: of as many queries, some 20 kB each.
MOST_ENTRIES, MOST_PANELS = 5000, 500


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


def event_filters(form: EventForm) -> SafeString:
    """What the list of events can be narrowed by."""
    return render_to_string(
        "components/filter_form.html", {"form": form, "action": reverse("projects:events")}
    )


@kept(MOST_PANELS)
def public_event_filters(query: str) -> SafeString:
    """For a query in which every value can be read."""
    return event_filters(EventForm(QueryDict(query)))

"""The list of projects: what meets its conditions, and how much each further condition would leave.

A programme stands for its parts: what is found is shown as entries, and every count is one of entries, so that
the number beside a condition is the length of the list behind it.
"""

from collections import defaultdict
from collections.abc import Callable

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce

from common.facets import Counts
from common.publishing import is_published
from municipalities.models import LocalGovernment
from projects.forms import wards
from projects.models import Project, ProjectParty, ProjectYear
from projects.models.projects import ProjectQuerySet

SPECIAL_WARD = Q(body__kind=LocalGovernment.Kind.SPECIAL_WARD)


def _of_ward(code: str) -> Q:
    """Every ward takes part in what the 23 do as one."""
    named = ProjectParty.objects.filter(SPECIAL_WARD, body__code=code)
    return named.joining() | Q(scope=Project.Scope.JOINT)


def _in_area(area: str) -> Q:
    parties = ProjectParty.objects.of_partners()
    return parties.filter(Q(body__area=area) | Q(association__prefecture__area=area)).joining()


def _in_prefecture(code: str) -> Q:
    bodies = Q(body__code=code) | Q(body__prefecture__code=code)
    parties = ProjectParty.objects.of_partners()
    return parties.filter(bodies | Q(association__prefecture__code=code)).joining()


#: Parameter → the condition on a project that its value makes. The year and the status are one condition.
CONDITIONS: dict[str, Callable[[str], Q]] = {
    "q": Project.objects.containing,
    "scope": lambda value: Q(scope=value),
    "field": lambda value: Q(field=value),
    "approach": lambda value: Q(approach=value),
    "ward": _of_ward,
    "area": _in_area,
    "prefecture": _in_prefecture,
}
YEARS = ("fiscal_year", "status")


def entry(prefix: str = "") -> Case:
    """The id of the entry that a project stands under: its programme, where that is public."""
    return Case(When(is_published(f"{prefix}parent__"), then=F(f"{prefix}parent")), default=F(f"{prefix}pk"))


class Finding:
    """Projects, among some that may be seen, that meet what is asked (parameter → value)."""

    def __init__(self, projects: ProjectQuerySet, asked: dict[str, str]):
        self.projects, self.asked = projects, asked

    def condition(self, *besides: str) -> Q:
        """What is asked, some parameters apart."""
        asked = {name: value for name, value in self.asked.items() if name not in besides}
        met = Q()
        for name in CONDITIONS.keys() & asked.keys():
            met &= CONDITIONS[name](asked[name])
        years = {name: asked[name] for name in YEARS if name in asked}
        return met & ProjectYear.objects.filter(**years).telling_of() if years else met

    def found(self, *besides: str) -> ProjectQuerySet:
        return self.projects.filter(self.condition(*besides)).order_by()

    def programmes(self) -> list[int]:
        """Ids of public programmes a part of which is found. Few: read first, they are then found by an index,
        where a condition on the parts of each entry has none."""
        parts = self.found().filter(is_published("parent__"), parent__isnull=False)
        return list(parts.values_list("parent", flat=True).distinct()) if self.asked else []

    def entries(self, programmes: list[int]) -> ProjectQuerySet:
        """The entries that stand for the projects found: they themselves, and the programmes of parts."""
        entries = self.projects.entries()
        return entries.filter(self.condition() | Q(pk__in=programmes)) if self.asked else entries

    def counts(self) -> Counts:
        """Facet → value → number of entries under all other conditions, and "total" → "" → that of all; in one
        statement."""
        total, *facets = [
            _tally("total", self.found(), Value("")),
            *(_tally(name, self.found(name), F(name)) for name in ("scope", "field", "approach")),
            *self._of_wards(),
            *self._of_places(),
            *(self._of_years(name, other) for name, other in (YEARS, YEARS[::-1])),
        ]
        counts: Counts = defaultdict(dict)
        for name, value, number in total.union(*facets, all=True):
            counts[name][value] = number
        if joint := counts.pop("joint", {}).get("", 0):
            counts["ward"] = {code: counts["ward"].get(code, 0) + joint for code, _ in wards()}
        return dict(counts)

    def _of_wards(self) -> list[QuerySet]:
        """Entries of each ward that are not of all wards, and those of all wards."""
        found = self.found("ward")
        joint = found.joint()
        named = _parties_of(found).filter(SPECIAL_WARD).annotate(entry=entry("project__"))
        named = named.exclude(entry__in=joint.annotate(entry=entry()).values("entry"))
        return [
            _tally("ward", named, F("body__code"), "project__"),
            _tally("joint", joint, Value("")),
        ]

    def _of_places(self) -> list[QuerySet]:
        area = Coalesce("association__prefecture__area", "body__area")
        code = Coalesce("association__prefecture__code", "body__prefecture__code", "body__code")
        return [
            _tally(name, _parties_of(self.found(name)).of_partners(), value, "project__")
            for name, value in (("area", area), ("prefecture", code))
        ]

    def _of_years(self, name: str, other: str) -> QuerySet:
        years = ProjectYear.objects.filter(project__in=self.found(*YEARS))
        if other in self.asked:
            years = years.filter(**{other: self.asked[other]})
        return _tally(name, years, Cast(name, CharField()), "project__")


def _parties_of(found: ProjectQuerySet):
    """Parties of the projects found, and of the programmes they belong to."""
    programmes = Q(project__in=found.filter(is_published("parent__")).values("parent"))
    return ProjectParty.objects.filter(Q(project__in=found) | programmes)


def _tally(name: str, rows: QuerySet, value, prefix: str = "") -> QuerySet:
    """(facet, value, number of entries) of rows that lead to projects by `prefix`."""
    named = rows.order_by().annotate(facet=Value(name, CharField()), value=value)
    tallied = named.values("facet", "value").annotate(number=Count(entry(prefix), distinct=True))
    return tallied.values_list("facet", "value", "number")

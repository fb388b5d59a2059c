"""The number beside a condition is the length of the list behind it."""

import re

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from municipalities.models import LocalGovernment
from projects.facets import Finding
from projects.forms import ProjectForm
from projects.models import Project, ProjectYear
from projects.models.projects import Field
from tests.factories import (
    AssociationFactory,
    CompanyFactory,
    LocalGovernmentFactory,
    PrefectureFactory,
    ProjectFactory,
    ProjectPartyFactory,
    ProjectYearFactory,
    WardFactory,
)
from tests.pages import text_of

pytestmark = pytest.mark.django_db

LIST = reverse("projects:list")
DRAFT = {"state": Project.State.DRAFT, "published_on": None}
WORDS = ("雪", "祭り", "森")

#: A project as drawn: which programme of the three before it, if any, it belongs to, and its parties by place.
PROJECTS = st.lists(
    st.fixed_dictionaries(
        {
            "parent": st.sampled_from([None, None, 0, 1, 2]),
            "public": st.sampled_from([True, True, True, False]),
            "scope": st.sampled_from(Project.Scope.values),
            "field": st.sampled_from(Field.values[:2]),
            "approach": st.sampled_from(["", *Project.Approach.values]),
            "word": st.sampled_from(WORDS),
            "parties": st.sets(st.integers(0, 6), max_size=4),
            "years": st.dictionaries(
                st.integers(2019, 2021), st.sampled_from(ProjectYear.Status.values), max_size=2
            ),
        }
    ),
    min_size=1,
    max_size=8,
)
ASKED = st.fixed_dictionaries(
    {},
    optional={
        "q": st.sampled_from(WORDS),
        "scope": st.sampled_from(Project.Scope.values),
        "field": st.sampled_from(Field.values[:2]),
        "approach": st.sampled_from(Project.Approach.values),
        "ward": st.sampled_from(["131181", "131083"]),
        "area": st.sampled_from(["tohoku", "chugoku"]),
        "prefecture": st.sampled_from(["030007", "330001"]),
        "fiscal_year": st.sampled_from(["2019", "2020", "2021"]),
        "status": st.sampled_from(ProjectYear.Status.values),
    },
)


@pytest.fixture
def parties(arakawa, nishiwaga, kagamino):
    """Two wards, a town each of two prefectures, one of those prefectures, an association, a company."""
    return [
        {"body": arakawa},
        {"body": WardFactory(code="131083", name="江東区", kana="こうとうく")},
        {"body": nishiwaga},
        {"body": kagamino},
        {"body": nishiwaga.prefecture},
        {"body": None, "association": AssociationFactory(prefecture=kagamino.prefecture)},
        {"body": None, "company": CompanyFactory()},
    ]


def build(drawn, parties):
    Project.objects.filter(parent__isnull=False).delete()
    Project.objects.all().delete()
    made = []
    for row in drawn:
        # A programme is no part itself: two levels.
        whole = made[row["parent"]] if row["parent"] is not None and row["parent"] < len(made) else None
        project = ProjectFactory(
            parent=whole if whole and whole.parent_id is None else None,
            scope=row["scope"],
            field=row["field"],
            approach=row["approach"],
            title=f"{row['word']}の事業",
            **({} if row["public"] else DRAFT),
        )
        for number in row["parties"]:
            ProjectPartyFactory(project=project, **parties[number])
        for year, status in row["years"].items():
            ProjectYearFactory(project=project, fiscal_year=year, status=status)
        made.append(project)


def naive(asked, everything) -> int:
    """The number of entries, counted one by one as the words of the page say it."""
    entries = set()
    for project in Project.objects.all():
        whole = project.parent if project.parent and (everything or project.parent.is_public) else None
        entry = project.parent if project.parent and project.parent.is_public else project
        if (everything or project.is_public) and meets(project, whole and whole.is_public and whole, asked):
            entries.add(entry.pk)
    return len(entries)


def meets(project, programme, asked) -> bool:
    parties = [*project.parties.all(), *(programme.parties.all() if programme else [])]
    bodies = [party.body for party in parties if party.body]
    wards = {body.code for body in bodies if body.kind == LocalGovernment.Kind.SPECIAL_WARD}
    partners = [body for body in bodies if body.kind != LocalGovernment.Kind.SPECIAL_WARD]
    prefectures = [body.prefecture or body for body in partners]
    prefectures += [party.association.prefecture for party in parties if party.association]
    years = [
        year
        for year in project.years.all()
        if asked.get("fiscal_year", str(year.fiscal_year)) == str(year.fiscal_year)
        and asked.get("status", year.status) == year.status
    ]
    checks = {
        "q": lambda word: word in project.title,
        "scope": lambda value: project.scope == value,
        "field": lambda value: project.field == value,
        "approach": lambda value: project.approach == value,
        "ward": lambda code: code in wards or project.scope == Project.Scope.JOINT,
        "area": lambda area: area in {prefecture.area for prefecture in prefectures},
        "prefecture": lambda code: code in {prefecture.code for prefecture in prefectures},
        "fiscal_year": lambda _: bool(years),
        "status": lambda _: bool(years),
    }
    return all(checks[name](value) for name, value in asked.items())


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(drawn=PROJECTS, asked=ASKED, everything=st.booleans())
def test_every_number_is_the_length_of_the_list_behind_it(parties, drawn, asked, everything):
    build(drawn, parties)
    projects = Project.objects.all() if everything else Project.objects.published()
    finding = Finding(projects, asked)
    counts = finding.counts()

    assert counts.get("total", {}).get("", 0) == naive(asked, everything)
    assert finding.entries(finding.programmes()).count() == naive(asked, everything)
    for name in ProjectForm.FACETS:
        for value, number in counts.get(name, {}).items():
            if value:
                behind = Finding(projects, asked | {name: value})
                assert number == behind.entries(behind.programmes()).count(), (name, value)
                assert number == naive(asked | {name: value}, everything), (name, value)


def test_every_number_on_the_page_leads_to_a_list_of_that_length(client, seeded_db):
    for query in ("", "?scope=regional", "?field=exchange&ward=131181", "?q=京都", "?fiscal_year=2020"):
        page = text_of(client.get(f"{LIST}{query}"))
        links = re.findall(r'<li><a href="(\?[^"]+)">[^<]+</a><span>([\d,]+)</span>', page)
        assert links
        for address, number in links:
            behind = text_of(client.get(LIST + address.replace("&amp;", "&")))
            assert f"<strong>{number}</strong>件" in behind, (query, address)


def test_a_value_without_entries_is_not_offered(client):
    ProjectFactory(scope=Project.Scope.JOINT)
    text = text_of(client.get(LIST))
    assert "scope=joint" in text
    assert "scope=regional" not in text


def test_a_chosen_value_stays_and_is_taken_away_by_its_link(client):
    ProjectFactory(scope=Project.Scope.JOINT, field=Field.TOURISM)
    text = text_of(client.get(f"{LIST}?scope=regional&field=tourism"))
    assert 'href="?field=tourism" aria-current="true"' in text
    assert "条件に合う連携事業は見つかりませんでした" in text


def test_a_body_of_no_place_is_under_no_place(client):
    ProjectPartyFactory(
        body=LocalGovernmentFactory(prefecture=PrefectureFactory(code="470007", name="沖縄県"))
    )
    ProjectPartyFactory(body=None, company=CompanyFactory())
    counts = Finding(Project.objects.published(), {}).counts()
    assert counts["prefecture"] == {"470007": 1}
    assert counts["area"] == {"okinawa": 1}

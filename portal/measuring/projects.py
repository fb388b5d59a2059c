"""Projects of the large world."""

import datetime as dt
import random

from municipalities.models import LocalGovernment
from projects.models import Project, ProjectParty, ProjectYear
from projects.models.projects import Field

#: Numbers of what is made count on from here; nothing real is numbered by such a year.
FIRST_YEAR = 1000
LAST_OF_YEAR = 9999
BATCH = 2000
#: How many of the projects the 23 wards do as one.
JOINT = 8


def number(kind: str, n: int) -> str:
    return f"{kind}-{FIRST_YEAR + n // LAST_OF_YEAR}-{1 + n % LAST_OF_YEAR:04}"


def make_projects(count: int, wards: list[LocalGovernment], places: list[LocalGovernment]) -> None:
    for first in range(0, count, BATCH):
        make(range(first, min(first + BATCH, count)), wards, places)


def scope(n: int, chance: random.Random) -> str:
    """As in life: what all 23 wards do as one stays a handful, one project in twenty spans regions."""
    if n < JOINT:
        return Project.Scope.JOINT
    return Project.Scope.REGIONAL if chance.random() < 0.05 else Project.Scope.WARDS


def make(these: range, wards: list[LocalGovernment], places: list[LocalGovernment]) -> None:
    """Projects with a ward, two to five partners and one to three years; the same for the same numbers."""
    chance = random.Random(these.start)  # noqa: S311 — a sample that is alike every time, no secret
    projects = Project.objects.bulk_create(
        Project(
            number=number("P", n),
            title=f"見本の連携事業{n:06}",
            scope=scope(n, chance),
            field=chance.choice(Field.values),
            approach=chance.choice(Project.Approach.values),
            summary="測定のために作った見本です。雪の活用、物産展、子どもたちの交流などの実績を模しています。",
            body="測定のために作った見本の本文です。" * 20,
            state=Project.State.PUBLISHED,
            published_on=dt.date(2016, 4, 1) + dt.timedelta(days=chance.randrange(3650)),
        )
        for n in these
    )
    parties, years = [], []
    for project in projects:
        parties.append(ProjectParty(project=project, body=chance.choice(wards), role=ProjectParty.Role.LEAD))
        parties += [
            ProjectParty(project=project, body=body) for body in chance.sample(places, chance.randint(2, 5))
        ]
        start = chance.randint(2015, 2023)
        years += [
            ProjectYear(project=project, fiscal_year=year, status=ProjectYear.Status.DONE)
            for year in range(start, start + chance.randint(1, 3))
        ]
    ProjectParty.objects.bulk_create(parties, batch_size=BATCH)
    ProjectYear.objects.bulk_create(years, batch_size=BATCH)

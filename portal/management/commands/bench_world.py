import datetime as dt
import random

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import User
from municipalities.models import LocalGovernment, Membership
from projects.models import Project, ProjectParty, ProjectYear
from projects.models.projects import Field

#: Numbers of the sample projects count on from here; no real project is numbered by such a year.
FIRST_YEAR = 1000
LAST_OF_YEAR = 9999
BATCH = 2000
#: How many of them the 23 wards do as one.
JOINT = 8


class Command(BaseCommand):
    help = (
        "性能を測るための見本の連携事業を、指定した件数だけ公開の状態で作ります。団体は seed で登録したものを"
        "使います。利用者か会員が登録されているデータベースには作りません。"
    )

    def add_arguments(self, parser):
        parser.add_argument("projects", type=int, metavar="N", help="連携事業の件数")

    def handle(self, *, projects, **options):
        if projects < 1:
            raise CommandError("件数は1以上を指定してください。")
        if User.objects.exists() or Membership.objects.exists():
            raise CommandError(
                "利用者か会員が登録されているデータベースです。見本を混ぜないため、何も作りませんでした。"
                "測定用の空のデータベースを使ってください。"
            )
        if Project.objects.filter(number__startswith=f"P-{FIRST_YEAR}-").exists():
            raise CommandError("このデータベースには測定用の見本が作成済みです。")
        wards = list(LocalGovernment.objects.special_wards())
        places = list(LocalGovernment.objects.municipalities().on(dt.date(2020, 4, 1)))
        if not wards or not places:
            raise CommandError("団体が登録されていません。先に manage.py seed を実行してください。")
        with transaction.atomic():
            for first in range(0, projects, BATCH):
                make(range(first, min(first + BATCH, projects)), wards, places)
        # After the world, which blanks a project's text with each party: made once, not seven times.
        Project.objects.all().fill_search_texts()
        self.stdout.write(f"見本の連携事業を{projects:,}件作りました。")


def number(n: int) -> str:
    return f"P-{FIRST_YEAR + n // LAST_OF_YEAR}-{1 + n % LAST_OF_YEAR:04}"


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
            number=number(n),
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

import datetime as dt

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.history import unrecorded
from accounts.models import User
from bulletin.models import Thread
from municipalities.models import LocalGovernment, Membership
from portal.measuring.board import make_board
from portal.measuring.projects import FIRST_YEAR, make_projects
from projects.models import Project


class Command(BaseCommand):
    help = (
        "性能を測るための見本を、指定した件数だけ作ります。公開の連携事業と掲示板の投稿を同じ件数ずつ、会員と課・担当を"
        "付けて作ります。団体は seed で登録したものを使います。利用者か会員が登録されているデータベースには作りません。"
    )

    def add_arguments(self, parser):
        parser.add_argument("count", type=int, metavar="N", help="連携事業と投稿の件数")

    def handle(self, *, count, **options):
        if count < 1:
            raise CommandError("件数は1以上を指定してください。")
        if Project.objects.filter(number__startswith=f"P-{FIRST_YEAR}-").exists():
            raise CommandError("このデータベースには測定用の見本が作成済みです。")
        if User.objects.exists() or Membership.objects.exists():
            raise CommandError(
                "利用者か会員が登録されているデータベースです。見本を混ぜないため、何も作りませんでした。"
                "測定用の空のデータベースを使ってください。"
            )
        wards = list(LocalGovernment.objects.special_wards())
        places = list(LocalGovernment.objects.municipalities().on(dt.date(2020, 4, 1)))
        if not wards or not places:
            raise CommandError("団体が登録されていません。先に manage.py seed を実行してください。")
        with unrecorded("A world to measure by, all of it invented."), transaction.atomic():
            make_projects(count, wards, places)
            make_board(count, wards, places)
        # After the world, which blanks a project's text with each party: made once, not seven times.
        Project.objects.all().fill_search_texts()
        Thread.objects.all().fill_search_texts()
        self.stdout.write(f"見本の連携事業と投稿を{count:,}件ずつ作りました。")

from django.core.management.base import BaseCommand, CommandError

from portal.search.kinds import make_texts
from portal.seeding import SeedError, seed


class Command(BaseCommand):
    help = "参照データと実際の記録を読み込みます。何度実行しても同じ結果になり、管理画面での変更は残します。"

    def handle(self, *args, **options):
        try:
            report = seed()
        except SeedError as error:
            raise CommandError(str(error)) from error
        make_texts()
        for line in report.kept:
            self.stdout.write(self.style.WARNING(line))
        counts = report.counts
        self.stdout.write(
            f"初期データ：追加 {counts['created']}件、更新 {counts['updated']}件、"
            f"変更なし {counts['unchanged']}件、残した変更 {counts['kept']}件、削除のまま {counts['deleted']}件"
        )
        found = report.partner_list
        self.stdout.write(
            f"連携市町村一覧：{len(found.entries)}行、{len(found.bodies)}団体、"
            f"連携の追加 {found.partnerships_added}件、確認待ち {len(found.waiting)}件"
        )

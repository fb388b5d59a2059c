from django.core.management.base import BaseCommand, CommandError

from portal.models import Release
from portal.releases.making import BrokenReleaseError, check


class Command(BaseCommand):
    help = "年次統計の内容が、確定したときのハッシュと合うことを確かめます。合わないものがあれば終了状態1。"

    def handle(self, *args, **options):
        releases = list(Release.objects.order_by("fiscal_year", "pk"))
        broken = []
        for release in releases:
            try:
                check(release)
            except BrokenReleaseError as error:
                broken.append(str(error))
        if broken:
            raise CommandError("\n".join(broken))
        self.stdout.write(f"年次統計{len(releases)}件の内容は、確定したときのままです。")

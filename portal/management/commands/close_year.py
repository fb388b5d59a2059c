import json

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.acting import acting
from accounts.models import User
from portal.models import Release
from portal.releases.making import BrokenReleaseError, prepare, publish


class Command(BaseCommand):
    help = (
        "年度の統計（年次統計）を確定します。1人目が作成し、2人目が --confirm を付けて公表します。"
        "公表した内容は変えられません。"
    )

    def add_arguments(self, parser):
        parser.add_argument("year", type=int, metavar="YEAR", help="年度（例：2026）。基準日はその年の8月1日")
        parser.add_argument(
            "--by", required=True, metavar="EMAIL", help="作成または公表する、事務局の職員のメールアドレス"
        )
        parser.add_argument("--confirm", action="store_true", help="確認を待っている年次統計を公表する")
        parser.add_argument("--json", action="store_true", help="結果をJSONで出力")

    def handle(self, *args, **options):
        person = User.objects.filter(email__iexact=options["by"], is_active=True).first()
        if person is None:
            raise CommandError(f"--by：「{options['by']}」というメールアドレスの利用者はいません。")
        try:
            with acting(by=person, via="コマンド close_year"):
                release = self._confirmed(options["year"], person) if options["confirm"] else None
                release = release or prepare(year=options["year"], by=person)
        except PermissionDenied as error:
            raise CommandError(
                f"--by：{person.name}さんは、事務局の編集者、決裁者、管理者ではありません。"
            ) from error
        except ValidationError as error:
            raise CommandError("".join(error.messages)) from error
        except BrokenReleaseError as error:
            raise CommandError(str(error)) from error
        self._say(release, as_json=options["json"])

    @staticmethod
    def _confirmed(year: int, person: User) -> Release:
        release = Release.objects.prepared().filter(fiscal_year=year).first()
        if release is None:
            raise CommandError(
                f"{year}年度に、確認を待っている年次統計はありません。先に --confirm を付けずに作成してください。"
            )
        return publish(release=release, by=person)

    def _say(self, release: Release, *, as_json: bool) -> None:
        if as_json:
            fields = {
                "fiscal_year": release.fiscal_year,
                "as_of": release.as_of.isoformat(),
                "state": release.state,
                "sha256": release.sha256,
                "tables": dict(release.tables.values_list("key", "sha256")),
            }
            self.stdout.write(json.dumps(fields, ensure_ascii=False, indent=1))
            return
        next_step = (
            "" if release.state == Release.State.PUBLISHED else "別の担当者が --confirm を付けて公表します。"
        )
        self.stdout.write(
            f"{release.title}：{release.get_state_display()}（SHA-256 {release.sha256}）。{next_step}"
        )

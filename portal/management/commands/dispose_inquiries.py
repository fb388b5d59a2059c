import datetime as dt

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from common.dates import parse_day, today
from portal.contact.actions import dispose


class Command(BaseCommand):
    help = (
        "保存期間を過ぎた対応済のお問い合わせを廃棄し、廃棄したものと、未対応・対応中のため残したものを示します。"
        "廃棄したことは監査記録に残ります（受付番号だけ）。"
    )

    def add_arguments(self, parser):
        age = parser.add_mutually_exclusive_group()
        age.add_argument("--before", metavar="DAY", help="この日より前に受け付けたもの（例：2026-04-01）")
        age.add_argument(
            "--days",
            type=int,
            metavar="N",
            help=f"受付からN日を過ぎたもの（省略時は INQUIRY_RETENTION_DAYS の{settings.INQUIRY_RETENTION_DAYS}日）",
        )
        parser.add_argument("--dry-run", action="store_true", help="廃棄せずに、廃棄するものを示す")

    def handle(self, *args, **options):
        before = self._before(options)
        disposal = dispose(before=before, dry_run=options["dry_run"])
        for inquiry in disposal.removed:
            self.stdout.write(f"{inquiry.number} {inquiry.get_kind_display()} {inquiry.get_state_display()}")
        ending = (
            "廃棄します（--dry-run のため、まだ廃棄していません）。"
            if options["dry_run"]
            else "廃棄しました。"
        )
        self.stdout.write(
            f"{before:%Y年%-m月%-d日}より前に受け付けた対応済のお問い合わせ{len(disposal.removed)}件を{ending}"
        )
        if disposal.waiting:
            self.stdout.write("次は対応が終わっていないため残しました。")
            for inquiry in disposal.waiting:
                self.stdout.write(
                    f"{inquiry.number} {inquiry.get_kind_display()} {inquiry.get_state_display()}"
                )

    @staticmethod
    def _before(options) -> dt.date:
        if options["before"]:
            try:
                return parse_day(options["before"])
            except ValueError as error:
                raise CommandError(f"--before：{error}") from error
        days = settings.INQUIRY_RETENTION_DAYS if options["days"] is None else options["days"]
        if not 0 <= days <= 36_500:
            raise CommandError("--days：0から36500までの日数を指定してください。")
        return today() - dt.timedelta(days=days)

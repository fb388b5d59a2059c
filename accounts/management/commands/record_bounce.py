from django.core.management.base import BaseCommand, CommandError

from accounts.bounces import record_bounce


class Command(BaseCommand):
    help = "宛先に最後に送ったメールを、不達として記録します。送ったメールがなければ、何もせず終了状態1で終わります。"

    def add_arguments(self, parser):
        parser.add_argument("address", metavar="ADDRESS", help="届かなかった宛先のメールアドレス")
        parser.add_argument("--reason", default="不達の連絡を受けて記録", help="理由（管理画面に表示）")

    def handle(self, **options):
        try:
            mail = record_bounce(address=options["address"], reason=options["reason"])
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{mail.to} への「{mail.subject}」を不達として記録しました。")

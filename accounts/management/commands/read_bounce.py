import sys

from django.core.management.base import BaseCommand, CommandError

from accounts.bounces import MOST_BYTES, read_report, record_bounce


class Command(BaseCommand):
    help = (
        "標準入力のメール（配送状況の通知、DSN）を1通読み、届かなかったメールを不達として記録します。メールサーバーから"
        "渡せます（docs/operations.md）。読めないとき、このサイトのメールでないときは、終了状態1で終わります。"
    )

    def handle(self, **options):
        try:
            report = read_report(sys.stdin.buffer.read(MOST_BYTES + 1))
            if report is None:
                self.stdout.write("不達の通知ではありません（遅延または配送済み）。何も記録していません。")
                return
            mail = record_bounce(address=report.address, reason=report.reason, code=report.code)
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{mail.to} への「{mail.subject}」を不達として記録しました（{report.reason}）。")

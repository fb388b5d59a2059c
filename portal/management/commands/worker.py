from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.worker import Ending, settle, work


class Command(BaseCommand):
    help = (
        "メールの送信と定期処理を続けます。SIGTERM か Ctrl+C を受けると、進行中の処理を終えてから止まります。"
        "いくつ動かしてもかまいません（同じ処理やメールを二重に扱うことはありません）。"
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--pause", type=float, default=5, metavar="SECONDS", help="することがないときに待つ秒数（5）"
        )

    def handle(self, **options):
        if not 0.1 <= options["pause"] <= 60:
            raise CommandError("--pause：0.1から60までの秒数を指定してください。")
        settle()
        with Ending() as ending:
            self.say("ワーカーを始めました")
            work(ending, pause=options["pause"], tell=self.tell)
        self.say("ワーカーを終えました")

    def tell(self, outcome):
        if outcome.error or outcome.report:
            self.say(f"{outcome.job.label}：{outcome.error or outcome.report}")

    def say(self, what):
        self.stdout.write(f"{timezone.localtime():%Y-%m-%d %H:%M:%S} {what}")
        self.stdout.flush()

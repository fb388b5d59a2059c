from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.jobs import call, enlist, run_due
from portal.schedule import JOBS


class Command(BaseCommand):
    help = (
        "予定の時刻になった定期処理（メールの送信を含む）を一度ずつ実行して終わります。名前を指定すると、予定にかかわらず"
        "その処理だけを今実行します。失敗したものがあれば、終了状態1で終わります。"
    )

    def add_arguments(self, parser):
        names = "、".join(f"{job.name}（{job.label}）" for job in JOBS)
        parser.add_argument("names", nargs="*", metavar="NAME", help=f"実行する処理：{names}")

    def handle(self, **options):
        jobs = self._chosen(options["names"])
        if options["names"]:
            now = timezone.now()
            enlist(jobs, now=now)
            call(jobs, now=now)
        outcomes = []
        for outcome in run_due(jobs):
            outcomes.append(outcome)
            self.stdout.write(f"{outcome.job.label}：{outcome.error or outcome.report or '対象なし'}")
        if missed := set(jobs) - {outcome.job for outcome in outcomes} if options["names"] else set():
            labels = "、".join(job.label for job in missed)
            self.stdout.write(f"{labels}：ほかの処理が実行しているか、今日は行わない日です。")
        if failed := [outcome.job.label for outcome in outcomes if outcome.error]:
            raise CommandError(f"{len(failed)}件の処理が失敗しました：{'、'.join(failed)}")

    @staticmethod
    def _chosen(names):
        known = {job.name: job for job in JOBS}
        if unknown := [name for name in names if name not in known]:
            raise CommandError(
                f"「{'」「'.join(unknown)}」という処理はありません。次から選んでください：{'、'.join(known)}"
            )
        return [known[name] for name in dict.fromkeys(names)] if names else JOBS

from django.core.management.base import BaseCommand, CommandError

from accounts.models import AuditEvent, Change, ChangeSeal


class Command(BaseCommand):
    help = (
        "監査記録と変更の履歴の連鎖を最初から検証します。書き換え、途中の削除、差し込みがあれば、その記録を示して"
        "終了状態1で終わります。末尾の削除は連鎖だけでは分からないため、表示される件数と最後のハッシュを別の場所に控え、"
        "次の検証と比べてください。"
    )

    def handle(self, **options):
        if broken := AuditEvent.objects.broken():
            raise CommandError(
                f"監査記録の連鎖が、番号{broken.pk}"
                f"（{broken.at:%Y-%m-%d %H:%M}、{broken.actor_label}、{broken.summary}）で途切れています。"
                "この記録か直前の記録が、書き換えられたか削除されています。"
            )
        self.stdout.write(
            f"監査記録{AuditEvent.objects.count():,}件の連鎖に異常はありません。"
            f"最後のハッシュ：{AuditEvent.objects.last_hash()}"
        )
        if broken := Change.objects.broken():
            raise CommandError(f"変更の履歴の番号{broken.pk}（{broken}）が、書き換えられています。")
        if broken := ChangeSeal.objects.without_change() or ChangeSeal.objects.broken():
            raise CommandError(
                f"変更の履歴の連鎖が、番号{broken.change_id}の変更で途切れています。"
                "この変更か直前の変更が、書き換えられたか削除されています。"
            )
        waiting = Change.objects.unsealed().count()
        self.stdout.write(
            f"変更の履歴{Change.objects.count():,}件の連鎖に異常はありません"
            f"（うち{waiting:,}件は、ワーカーがまだ連鎖に加えていません）。"
            f"最後のハッシュ：{ChangeSeal.objects.last_hash()}"
        )

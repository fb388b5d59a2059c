from django.core.management.base import BaseCommand, CommandError

from accounts.models import AuditEvent


class Command(BaseCommand):
    help = (
        "監査記録の連鎖を最初から検証します。書き換え、途中の削除、差し込みがあれば、その記録を示して終了状態1で"
        "終わります。末尾の削除は連鎖だけでは分からないため、表示される件数と最後のハッシュを別の場所に控え、"
        "次の検証と比べてください。"
    )

    def handle(self, **options):
        broken = AuditEvent.objects.broken()
        if broken:
            raise CommandError(
                f"監査記録の連鎖が、番号{broken.pk}"
                f"（{broken.at:%Y-%m-%d %H:%M}、{broken.actor_label}、{broken.summary}）で途切れています。"
                "この記録か直前の記録が、書き換えられたか削除されています。"
            )
        self.stdout.write(
            f"監査記録{AuditEvent.objects.count():,}件の連鎖に異常はありません。"
            f"最後のハッシュ：{AuditEvent.objects.last_hash()}"
        )

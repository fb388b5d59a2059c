from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.digests import send_digests


class Command(BaseCommand):
    help = (
        "会員ごとの新着のまとめを、今すぐ送信待ちに加えます（ふだんは平日の7時30分に自動で行われます）。"
        "一度まとめに載せたものは、何度実行しても二度は載りません。"
    )

    def handle(self, **options):
        self.stdout.write(send_digests(timezone.now()) or "まとめて送るものはありません。")

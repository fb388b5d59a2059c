from django.core.management.base import BaseCommand
from django.db import transaction

from bulletin.models import Thread
from portal.demo import PASSWORD, accounts, make_world


class Command(BaseCommand):
    help = (
        "見本の会員、掲示板の投稿などを加え、見本の利用者とパスワードを表示します。何度実行しても1回だけ作ります。"
        "実際の会員が登録されているデータベースには作りません。"
    )

    def handle(self, **options):
        if accounts():
            self.stdout.write("見本は登録済みです。")
        else:
            with transaction.atomic():
                made = make_world()
                Thread.objects.all().fill_search_texts()
            self.stdout.write(f"見本の投稿を{made}件作りました。")
        self.stdout.write(f"\n見本の利用者（パスワードはすべて {PASSWORD}）")
        for account in accounts():
            self.stdout.write(f"  {account.email}\t{account.name}\t{account.office}\t{account.role}")

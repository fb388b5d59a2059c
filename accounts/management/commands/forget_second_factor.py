from django.core.management.base import BaseCommand, CommandError

from accounts.actions import forget_second_factor
from accounts.models import User


class Command(BaseCommand):
    help = (
        "二段階認証の端末もリカバリーコードも失った利用者の、二段階認証を解除します。ログイン中の端末はログアウトされ、"
        "本人に知らせが届きます。管理画面に入れる人がほかにいるときは、管理画面の「利用者」からも解除できます。"
    )

    def add_arguments(self, parser):
        parser.add_argument("email", help="利用者のメールアドレス")

    def handle(self, email, **options):
        try:
            user = User.objects.get_by_natural_key(email)
        except User.DoesNotExist as error:
            raise CommandError(f"「{email}」の利用者はいません。") from error
        forget_second_factor(user=user, by=None)
        self.stdout.write(f"{user.name}（{user.email}）の二段階認証を解除しました。")

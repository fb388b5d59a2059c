from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "利用者と監査"

    def ready(self):
        # Its receivers need the models, which are there only now.
        autodiscover_modules("auditing")

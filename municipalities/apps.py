from allauth.account.signals import email_confirmed
from django.apps import AppConfig
from django.utils.module_loading import import_string


class MunicipalitiesConfig(AppConfig):
    name = "municipalities"
    verbose_name = "自治体と連携"

    def ready(self):
        """An address may be proven on allauth's own pages, too: only its signal tells us."""
        action = import_string("municipalities.actions.applications.address_confirmed")
        email_confirmed.connect(action, dispatch_uid="municipalities.address_confirmed")

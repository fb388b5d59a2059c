from django.apps import AppConfig
from django.urls import register_converter

from common.converters import CONVERTERS


class CommonConfig(AppConfig):
    name = "common"
    verbose_name = "共通"

    def ready(self):
        """Before any room names its addresses."""
        for name, converter in CONVERTERS.items():
            register_converter(converter, name)

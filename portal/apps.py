from django.apps import AppConfig
from django.db.models.signals import post_migrate


def put_version_back(apps, using, **kwargs) -> None:
    """`flush` empties the version's table too, and without the row nothing would ever be kept again."""
    try:
        model = apps.get_model("portal", "ContentVersion")
    except LookupError:  # migrated back to before there was one
        return
    model.objects.using(using).get_or_create(pk=1)


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "統計とポータル"

    def ready(self):
        post_migrate.connect(put_version_back, sender=self)

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


def put_versions_back(using, apps=apps, **kwargs) -> None:
    """`flush` empties the table of the versions too, and without the rows nothing would ever be kept again."""
    try:
        model = apps.get_model("portal", "ContentVersion")
    except LookupError:  # migrated back to before there was one
        return
    for row in (1, 2):  # a migration's model has no names for them
        model.objects.using(using).get_or_create(pk=row)


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "統計とポータル"

    def ready(self):
        post_migrate.connect(put_versions_back, sender=self)

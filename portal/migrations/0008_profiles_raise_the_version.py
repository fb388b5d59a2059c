from django.db import migrations

from common.db import RaiseVersion


class Migration(migrations.Migration):
    """How a body presents itself stands on its public page."""

    dependencies = [
        ("portal", "0007_inbox_calendar"),
        ("municipalities", "0005_profiles"),
    ]

    operations = [RaiseVersion("portal_contentversion", ["municipalities_profile"])]

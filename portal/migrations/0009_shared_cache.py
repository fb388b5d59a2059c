from django.core.management import call_command
from django.db import migrations

TABLE = "shared_cache"


def make(apps, schema_editor):
    """The table of the cache `default`, as the command makes it, without anybody having to think of the command."""
    call_command("createcachetable", TABLE, database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("portal", "0008_profiles_raise_the_version")]

    operations = [
        migrations.RunPython(make, migrations.RunPython.noop),
    ]

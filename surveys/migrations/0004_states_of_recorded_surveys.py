from django.db import migrations


def publish(apps, schema_editor):
    """What was published before surveys had states."""
    surveys = apps.get_model("surveys", "Survey").objects
    surveys.filter(published_on__isnull=False).update(state="published")


class Migration(migrations.Migration):
    dependencies = [("surveys", "0003_conducted_surveys")]

    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]

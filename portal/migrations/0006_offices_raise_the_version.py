from django.db import migrations

from common.db import RaiseVersion


class Migration(migrations.Migration):
    """SQLite rebuilt the table of offices and dropped its triggers."""

    dependencies = [
        ("portal", "0005_search_texts_raise_no_version"),
        ("municipalities", "0003_offices_and_postings"),
    ]

    operations = [RaiseVersion("portal_contentversion", ["municipalities_office"], anew=True)]

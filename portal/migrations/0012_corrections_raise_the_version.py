from django.db import migrations

from common.db import RaiseVersion


class Migration(migrations.Migration):
    """Corrections that wait are among what the secretariat owes."""

    dependencies = [
        ("portal", "0011_muted_categories_raise_the_version"),
        ("municipalities", "0006_fact_corrections"),
    ]

    operations = [RaiseVersion("portal_contentversion", ["municipalities_factcorrection"], row=2)]

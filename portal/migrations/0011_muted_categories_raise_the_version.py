from django.db import migrations

from common.db import RaiseVersion


class Migration(migrations.Migration):
    """In what nothing is suggested shows on the page of a thread."""

    dependencies = [
        ("portal", "0010_members_version"),
        ("bulletin", "0007_muted_categories"),
    ]

    operations = [RaiseVersion("portal_contentversion", ["bulletin_mutedcategory"], row=2)]

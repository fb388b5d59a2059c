from django.db import migrations

from common.db import RaiseVersion


class Migration(migrations.Migration):
    """The picture of a profile stands on the public page of its body."""

    dependencies = [
        ("portal", "0012_corrections_raise_the_version"),
        ("municipalities", "0007_profile_photos"),
    ]

    operations = [RaiseVersion("portal_contentversion", ["municipalities_profilephoto"])]

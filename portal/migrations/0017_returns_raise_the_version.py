from django.db import migrations

from common.db import RaiseVersion


class Migration(migrations.Migration):
    """What a ward and the secretariat owe of the yearly return stands among what is kept of the members' pages."""

    dependencies = [
        ("portal", "0016_surveys_raise_the_version"),
        ("surveys", "0005_yearly_return"),
    ]

    operations = [
        RaiseVersion("portal_contentversion", ["surveys_returncampaign", "surveys_yearlyreturn"], row=2)
    ]

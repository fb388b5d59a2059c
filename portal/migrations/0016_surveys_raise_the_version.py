from django.db import migrations

from common.db import RaiseVersion


class Migration(migrations.Migration):
    """The table of surveys was built anew on SQLite. Their results are public; what bodies owe, members see."""

    dependencies = [("portal", "0015_exports"), ("surveys", "0004_states_of_recorded_surveys")]

    operations = [
        RaiseVersion("portal_contentversion", ["surveys_survey"], anew=True),
        RaiseVersion("portal_contentversion", ["surveys_publishedresult"]),
        RaiseVersion(
            "portal_contentversion", ["surveys_surveytarget"], row=2, columns={"surveys_surveytarget": "state"}
        ),
    ]

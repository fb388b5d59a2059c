from django.db import migrations

from common.db import RaiseVersion

#: Every table whose rows keep a search text.
TABLES = [
    "municipalities_localgovernment",
    "municipalities_agreement",
    "projects_project",
    "projects_event",
    "bulletin_topic",
    "bulletin_notice",
    "bulletin_publication",
    "surveys_survey",
]


class Migration(migrations.Migration):
    dependencies = [("portal", "0004_inquiry")]

    operations = [
        RaiseVersion("portal_contentversion", TABLES, anew=True),
        # Texts are laid out anew: what a record is called comes first, apart from the rest.
        *(
            migrations.RunSQL(f"UPDATE {table} SET search_text = NULL", migrations.RunSQL.noop)  # noqa: S608 — our own tables
            for table in TABLES
        ),
    ]

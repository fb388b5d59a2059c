from django.db import migrations

from common.db import RaiseVersion

#: What only members see; public content raises both numbers. tests/portal/test_page_cache.py compares.
TABLES = [
    "accounts_user",
    "bulletin_boardevent",
    "bulletin_confirmation",
    "bulletin_membernotice",
    "bulletin_message",
    "bulletin_messagefile",
    "bulletin_noticereceipt",
    "bulletin_response",
    "bulletin_responsepartner",
    "bulletin_terms",
    "bulletin_thread",
    "bulletin_thread_audience_bodies",
    "bulletin_thread_categories",
    "bulletin_threadfile",
    "bulletin_threadpartner",
    "bulletin_threadtext",
    "bulletin_tieproposal",
    "bulletin_topicreview",
    "bulletin_topicstep",
    "bulletin_watch",
    "municipalities_applicationstep",
    "municipalities_invitation",
    "municipalities_membershipapplication",
    "municipalities_membershipevent",
    "municipalities_posting",
]


def second_row(apps, schema_editor):
    apps.get_model("portal", "ContentVersion").objects.get_or_create(pk=2)


class Migration(migrations.Migration):
    """A second number, raised by all that the members' area shows besides."""

    dependencies = [
        ("portal", "0009_shared_cache"),
        ("accounts", "0005_outbox_and_jobs"),
        ("bulletin", "0006_topic_reviews_and_member_notices"),
        ("municipalities", "0005_profiles"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="contentversion",
            options={"verbose_name": "表示内容の版", "verbose_name_plural": "表示内容の版"},
        ),
        migrations.RunPython(second_row, migrations.RunPython.noop),
        # A sign-in changes the row of the person too: the name alone shows.
        RaiseVersion("portal_contentversion", TABLES, row=2, columns={"accounts_user": "name"}),
    ]

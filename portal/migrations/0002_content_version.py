from django.db import migrations, models

from common.db import RaiseVersion

#: Every table that a public page reads; tests/portal/test_page_cache.py compares them with the models.
TABLES = [
    "municipalities_namevariant",
    "municipalities_localgovernment",
    "municipalities_boundarychange_predecessors",
    "municipalities_boundarychange_successors",
    "municipalities_boundarychange",
    "municipalities_association",
    "municipalities_associationexception",
    "municipalities_source",
    "municipalities_company",
    "municipalities_agreement",
    "municipalities_initiative",
    "municipalities_facility",
    "municipalities_membership",
    "municipalities_office",
    "municipalities_partnership",
    "municipalities_partnerlist",
    "municipalities_partnerlistentry",
    "projects_issuecategory",
    "projects_disastersupport_wards",
    "projects_disastersupport",
    "projects_projectparty",
    "projects_projectyear",
    "projects_project_categories",
    "projects_project",
    "projects_event_co_hosts",
    "projects_event",
    "projects_planitem",
    "projects_plancell",
    "bulletin_publication",
    "bulletin_policyreference",
    "surveys_survey",
    "surveys_surveyopinion",
    "portal_figure",
]


def first_version(apps, schema_editor):
    apps.get_model("portal", "ContentVersion").objects.create(number=1)


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0001_initial"),
        ("municipalities", "0001_initial"),
        ("projects", "0001_initial"),
        ("bulletin", "0001_initial"),
        ("surveys", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ContentVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveBigIntegerField(default=1, verbose_name="版")),
            ],
            options={
                "verbose_name": "公開内容の版",
                "verbose_name_plural": "公開内容の版",
            },
        ),
        migrations.RunPython(first_version, migrations.RunPython.noop),
        RaiseVersion("portal_contentversion", TABLES),
    ]

from django.db import migrations, models

from common.db import BlankSearchText


class Migration(migrations.Migration):

    dependencies = [
        ('municipalities', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='agreement',
            name='search_grams',
            field=models.TextField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='agreement',
            name='search_text',
            field=models.TextField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='localgovernment',
            name='search_grams',
            field=models.TextField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='localgovernment',
            name='search_text',
            field=models.TextField(editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name='agreement',
            index=models.Index(condition=models.Q(('search_text__isnull', True)), fields=['id'], name='agreement_search_blank'),
        ),
        migrations.AddIndex(
            model_name='localgovernment',
            index=models.Index(condition=models.Q(('search_text__isnull', True)), fields=['id'], name='body_search_blank'),
        ),
        BlankSearchText(
            "municipalities_localgovernment",
            {
                "municipalities_namevariant": "id = {row}.body_id",
                "municipalities_boundarychange_successors": "id = {row}.localgovernment_id",
                "municipalities_boundarychange_predecessors":
                    "id IN (SELECT localgovernment_id FROM municipalities_boundarychange_successors"
                    " WHERE boundarychange_id = {row}.boundarychange_id)",
            },
            {
                "municipalities_localgovernment": (
                    "name, code",
                    "prefecture_id = {row}.id OR id IN ("
                    "SELECT s.localgovernment_id FROM municipalities_boundarychange_successors s"
                    " JOIN municipalities_boundarychange_predecessors p ON p.boundarychange_id = s.boundarychange_id"
                    " WHERE p.localgovernment_id = {row}.id)",
                ),
            },
        ),
        BlankSearchText(
            "municipalities_agreement",
            {"municipalities_initiative": "id = {row}.agreement_id"},
            {
                "municipalities_company": ("name", "company_id = {row}.id"),
                "municipalities_localgovernment": (
                    "name",
                    "association_id IN (SELECT id FROM municipalities_association WHERE prefecture_id = {row}.id)",
                ),
                "municipalities_association": ("kind, prefecture_id", "association_id = {row}.id"),
            },
        ),
    ]

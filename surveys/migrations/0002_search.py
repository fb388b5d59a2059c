from django.db import migrations, models

from common.db import BlankSearchText


class Migration(migrations.Migration):

    dependencies = [
        ('municipalities', '0002_search'),
        ('surveys', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='survey',
            name='search_grams',
            field=models.TextField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='survey',
            name='search_text',
            field=models.TextField(editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name='survey',
            index=models.Index(condition=models.Q(('search_text__isnull', True)), fields=['id'], name='survey_search_blank'),
        ),
        BlankSearchText("surveys_survey", {"surveys_surveyopinion": "id = {row}.survey_id"}, {}),
    ]

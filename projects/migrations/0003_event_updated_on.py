from django.db import migrations, models

#: The day on which all that was on record was published (0002).
PUBLISHED = "2026-11-22"


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0002_publishing_and_search'),
    ]

    operations = [
        # AddField would rebuild the table on SQLite, which its triggers on other tables (BlankSearchText) do not
        # survive. This one statement both databases know, and it locks nothing for long.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f"ALTER TABLE projects_event ADD COLUMN updated_on date NOT NULL DEFAULT '{PUBLISHED}'",
                    "ALTER TABLE projects_event DROP COLUMN updated_on",
                ),
            ],
            state_operations=[
                migrations.AddField(
                    model_name='event',
                    name='updated_on',
                    field=models.DateField(auto_now=True, verbose_name='更新日'),
                ),
            ],
        ),
        migrations.AlterField(
            model_name='event',
            name='slug',
            field=models.SlugField(help_text='アドレスになる。英小文字・数字・ハイフン。例：yuki-2026', unique=True, verbose_name='識別名'),
        ),
        migrations.AlterField(
            model_name='event',
            name='summary',
            field=models.TextField(blank=True, help_text='Markdown で書けます。', verbose_name='内容'),
        ),
    ]

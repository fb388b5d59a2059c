import datetime as dt

import common.files
import django.db.models.deletion
from django.db import migrations, models

from common.db import BlankSearchText

#: The bodies in whose full names a body's name stands: its own, and a prefecture's in those of what lies in it.
NAMED_BY_BODY = (
    "(SELECT id FROM municipalities_localgovernment WHERE id = {row}.id OR prefecture_id = {row}.id)"
)


class Migration(migrations.Migration):

    dependencies = [
        ('municipalities', '0002_search'),
        ('projects', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ProjectFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', common.files.DocumentField(help_text='PDF、Word、Excel、PowerPoint。20MBまで', upload_to=common.files.document_path, verbose_name='ファイル')),
                ('title', models.CharField(max_length=200, verbose_name='題名')),
                ('size', models.PositiveBigIntegerField(editable=False, verbose_name='大きさ（バイト）')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='順序')),
            ],
            options={
                'verbose_name': '連携事業の資料',
                'verbose_name_plural': '連携事業の資料',
                'ordering': ['order', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ProjectPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('image', common.files.PhotoField(height_field='height', help_text='JPEG・PNG・WebP。長い辺を1600画素に縮め、撮影場所などの情報を除いて保存します', upload_to=common.files.photo_path, verbose_name='写真', width_field='width')),
                ('card', models.ImageField(editable=False, upload_to=common.files.photo_path)),
                ('width', models.PositiveIntegerField(editable=False)),
                ('height', models.PositiveIntegerField(editable=False)),
                ('alt', models.CharField(help_text='写真を見られない人に伝える内容。例：雪室に積まれた米袋', max_length=200, verbose_name='代替テキスト')),
                ('rights_holder', models.CharField(help_text='写真の下に表示。例：西和賀町', max_length=120, verbose_name='権利者')),
                ('usable_until', models.DateField(help_text='この日まで掲載できる。翌日から自動で表示しなくなります', verbose_name='使用期限')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='順序')),
            ],
            options={
                'verbose_name': '連携事業の写真',
                'verbose_name_plural': '連携事業の写真',
                'ordering': ['order', 'pk'],
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='event',
            name='ends_at',
            field=models.TimeField(blank=True, null=True, verbose_name='終了時刻'),
        ),
        migrations.AddField(
            model_name='event',
            name='expires_on',
            field=models.DateField(blank=True, help_text='この日から公開しない。空欄は期限なし', null=True, verbose_name='公開終了日'),
        ),
        migrations.AddField(
            model_name='event',
            name='published_on',
            field=models.DateField(blank=True, default=dt.date(2026, 11, 22), help_text='先の日にすると、その日に自動で公開されます', null=True, verbose_name='公開日'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='event',
            name='search_grams',
            field=models.TextField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='event',
            name='search_text',
            field=models.TextField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='event',
            name='starts_at',
            field=models.TimeField(blank=True, null=True, verbose_name='開始時刻'),
        ),
        migrations.RenameField(model_name='event', old_name='state', new_name='status'),
        migrations.AlterField(
            model_name='event',
            name='status',
            field=models.CharField(choices=[('planned', '予定'), ('held', '開催'), ('cancelled', '中止')], default='planned', max_length=9, verbose_name='開催の状況'),
        ),
        # Every event so far was public.
        migrations.AddField(
            model_name='event',
            name='state',
            field=models.CharField(choices=[('draft', '下書き'), ('published', '公開')], default='published', max_length=9, verbose_name='状態'),
        ),
        migrations.AddField(
            model_name='event',
            name='summary',
            field=models.TextField(blank=True, verbose_name='内容'),
        ),
        migrations.AddField(
            model_name='project',
            name='expires_on',
            field=models.DateField(blank=True, help_text='この日から公開しない。空欄は期限なし', null=True, verbose_name='公開終了日'),
        ),
        migrations.AddField(
            model_name='project',
            name='search_grams',
            field=models.TextField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='project',
            name='search_text',
            field=models.TextField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='project',
            name='title_kana',
            field=models.CharField(blank=True, help_text='ひらがな。検索に使います。例：ゆきのかつよう', max_length=200, verbose_name='事業名のよみ'),
        ),
        migrations.AlterField(
            model_name='event',
            name='state',
            field=models.CharField(choices=[('draft', '下書き'), ('published', '公開')], default='draft', max_length=9, verbose_name='状態'),
        ),
        migrations.AlterField(
            model_name='project',
            name='published_on',
            field=models.DateField(blank=True, help_text='先の日にすると、その日に自動で公開されます', null=True, verbose_name='公開日'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['starts_on', 'slug'], name='event_starts'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('search_text__isnull', True)), fields=['id'], name='event_search_blank'),
        ),
        migrations.AddIndex(
            model_name='project',
            index=models.Index(condition=models.Q(('search_text__isnull', True)), fields=['id'], name='project_search_blank'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'draft'), ('published_on__isnull', False), _connector='OR'), name='event_published_has_day', violation_error_message='公開するには公開日が必要です。'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('expires_on__isnull', True), ('published_on__isnull', True), ('published_on__lt', models.F('expires_on')), _connector='OR'), name='event_expires_after_publication', violation_error_message='公開終了日は公開日より後にしてください。'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__isnull', True), ('starts_at__isnull', False), _connector='OR'), name='event_ends_at_after_a_start', violation_error_message='終了時刻だけは登録できません。開始時刻も入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.CheckConstraint(condition=models.Q(('expires_on__isnull', True), ('published_on__isnull', True), ('published_on__lt', models.F('expires_on')), _connector='OR'), name='project_expires_after_publication', violation_error_message='公開終了日は公開日より後にしてください。'),
        ),
        migrations.AddField(
            model_name='projectfile',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='projects.project', verbose_name='連携事業'),
        ),
        migrations.AddField(
            model_name='projectphoto',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='projects.project', verbose_name='連携事業'),
        ),
        migrations.AddIndex(
            model_name='projectfile',
            index=models.Index(fields=['project', 'order'], name='project_file_order'),
        ),
        migrations.AddIndex(
            model_name='projectphoto',
            index=models.Index(fields=['project', 'order'], name='project_photo_order'),
        ),
        BlankSearchText(
            "projects_project",
            {
                "projects_projectparty": "id = {row}.project_id",
                "projects_projectyear": "id = {row}.project_id",
                "projects_project_categories": "id = {row}.project_id",
            },
            {
                "projects_issuecategory": (
                    "name",
                    "id IN (SELECT project_id FROM projects_project_categories WHERE issuecategory_id = {row}.id)",
                ),
                "municipalities_localgovernment": (
                    "name, kind, prefecture_id",
                    f"id IN (SELECT project_id FROM projects_projectparty WHERE body_id IN {NAMED_BY_BODY})"
                    " OR id IN (SELECT project_id FROM projects_projectparty WHERE association_id IN"
                    " (SELECT id FROM municipalities_association WHERE prefecture_id = {row}.id))",
                ),
                "municipalities_association": (
                    "kind, prefecture_id",
                    "id IN (SELECT project_id FROM projects_projectparty WHERE association_id = {row}.id)",
                ),
                "municipalities_company": (
                    "name",
                    "id IN (SELECT project_id FROM projects_projectparty WHERE company_id = {row}.id)",
                ),
            },
        ),
        BlankSearchText(
            "projects_event",
            {"projects_event_co_hosts": "id = {row}.event_id"},
            {
                "projects_project": ("title", "project_id = {row}.id"),
                "municipalities_localgovernment": (
                    "name, kind, prefecture_id",
                    f"host_id IN {NAMED_BY_BODY} OR id IN"
                    f" (SELECT event_id FROM projects_event_co_hosts WHERE localgovernment_id IN {NAMED_BY_BODY})",
                ),
            },
        ),
    ]

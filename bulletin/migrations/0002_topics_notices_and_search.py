import datetime as dt

import common.files
import django.db.models.deletion
from django.db import migrations, models

from common.db import BlankSearchText


class Migration(migrations.Migration):

    dependencies = [
        ('bulletin', '0001_initial'),
        ('municipalities', '0002_search'),
        ('projects', '0002_publishing_and_search'),
    ]

    operations = [
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('search_text', models.TextField(editable=False, null=True)),
                ('search_grams', models.TextField(editable=False, null=True)),
                ('state', models.CharField(choices=[('draft', '下書き'), ('published', '公開')], default='draft', max_length=9, verbose_name='状態')),
                ('published_on', models.DateField(blank=True, help_text='先の日にすると、その日に自動で公開されます', null=True, verbose_name='公開日')),
                ('expires_on', models.DateField(blank=True, help_text='この日から公開しない。空欄は期限なし', null=True, verbose_name='公開終了日')),
                ('number', models.CharField(blank=True, help_text='空欄なら自動で付く', max_length=11, unique=True, verbose_name='番号')),
                ('title', models.CharField(max_length=120, verbose_name='題名')),
                ('body', models.TextField(help_text='Markdown で書けます。', verbose_name='本文')),
                ('is_urgent', models.BooleanField(default=False, help_text='ホームの一番上に目立つ形で表示', verbose_name='緊急')),
                ('updated_on', models.DateField(auto_now=True, verbose_name='更新日')),
            ],
            options={
                'verbose_name': 'お知らせ',
                'verbose_name_plural': 'お知らせ',
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='PublicationFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', common.files.DocumentField(help_text='PDF、Word、Excel、PowerPoint。20MBまで', upload_to=common.files.document_path, verbose_name='ファイル')),
                ('title', models.CharField(max_length=200, verbose_name='題名')),
                ('size', models.PositiveBigIntegerField(editable=False, verbose_name='大きさ（バイト）')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='順序')),
            ],
            options={
                'verbose_name': '刊行物の資料',
                'verbose_name_plural': '刊行物の資料',
                'ordering': ['order', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('search_text', models.TextField(editable=False, null=True)),
                ('search_grams', models.TextField(editable=False, null=True)),
                ('state', models.CharField(choices=[('draft', '下書き'), ('published', '公開')], default='draft', max_length=9, verbose_name='状態')),
                ('published_on', models.DateField(blank=True, help_text='先の日にすると、その日に自動で公開されます', null=True, verbose_name='公開日')),
                ('expires_on', models.DateField(blank=True, help_text='この日から公開しない。空欄は期限なし', null=True, verbose_name='公開終了日')),
                ('number', models.CharField(blank=True, help_text='空欄なら自動で付く', max_length=11, unique=True, verbose_name='番号')),
                ('title', models.CharField(max_length=120, verbose_name='題名')),
                ('title_kana', models.CharField(blank=True, help_text='ひらがな。検索に使います', max_length=120, verbose_name='題名のよみ')),
                ('kind', models.CharField(choices=[('event', '催し'), ('product', '特産品'), ('migration', '移住・二地域居住'), ('tourism', '観光'), ('disaster', '災害・防災'), ('other', 'その他')], max_length=9, verbose_name='種類')),
                ('summary', models.CharField(max_length=200, verbose_name='概要')),
                ('body', models.TextField(blank=True, help_text='Markdown で書けます。', verbose_name='本文')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='期間の初日')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='期間の最終日')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='場所')),
                ('website', models.URLField(blank=True, verbose_name='詳しい案内のページ')),
                ('updated_on', models.DateField(auto_now=True, verbose_name='更新日')),
            ],
            options={
                'verbose_name': 'トピックス',
                'verbose_name_plural': 'トピックス',
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='TopicPhoto',
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
                'verbose_name': 'トピックスの写真',
                'verbose_name_plural': 'トピックスの写真',
                'ordering': ['order', 'pk'],
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='publication',
            name='expires_on',
            field=models.DateField(blank=True, help_text='この日から公開しない。空欄は期限なし', null=True, verbose_name='公開終了日'),
        ),
        migrations.AddField(
            model_name='publication',
            name='published_on',
            field=models.DateField(blank=True, default=dt.date(2026, 11, 22), help_text='先の日にすると、その日に自動で公開されます', null=True, verbose_name='公開日'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='publication',
            name='search_grams',
            field=models.TextField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='publication',
            name='search_text',
            field=models.TextField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='publication',
            name='state',
            field=models.CharField(choices=[('draft', '下書き'), ('published', '公開')], default='published', max_length=9, verbose_name='状態'),
        ),
        migrations.AddIndex(
            model_name='publication',
            index=models.Index(condition=models.Q(('search_text__isnull', True)), fields=['id'], name='publication_search_blank'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'draft'), ('published_on__isnull', False), _connector='OR'), name='publication_published_has_day', violation_error_message='公開するには公開日が必要です。'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.CheckConstraint(condition=models.Q(('expires_on__isnull', True), ('published_on__isnull', True), ('published_on__lt', models.F('expires_on')), _connector='OR'), name='publication_expires_after_publication', violation_error_message='公開終了日は公開日より後にしてください。'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('search_text__isnull', True)), fields=['id'], name='notice_search_blank'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'draft'), ('published_on__isnull', False), _connector='OR'), name='notice_published_has_day', violation_error_message='公開するには公開日が必要です。'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('expires_on__isnull', True), ('published_on__isnull', True), ('published_on__lt', models.F('expires_on')), _connector='OR'), name='notice_expires_after_publication', violation_error_message='公開終了日は公開日より後にしてください。'),
        ),
        migrations.AddField(
            model_name='publicationfile',
            name='publication',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='bulletin.publication', verbose_name='刊行物'),
        ),
        migrations.AddField(
            model_name='topic',
            name='project',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='topics', to='projects.project', verbose_name='連携事業'),
        ),
        migrations.AddField(
            model_name='topic',
            name='sender',
            field=models.ForeignKey(blank=True, help_text='空欄は特別区長会事務局', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='topics', to='municipalities.localgovernment', verbose_name='発信した自治体'),
        ),
        migrations.AddField(
            model_name='topicphoto',
            name='topic',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='bulletin.topic', verbose_name='トピックス'),
        ),
        migrations.AddIndex(
            model_name='publicationfile',
            index=models.Index(fields=['publication', 'order'], name='publication_file_order'),
        ),
        migrations.AddIndex(
            model_name='topic',
            index=models.Index(fields=['state', '-published_on', '-number'], name='topic_newest'),
        ),
        migrations.AddIndex(
            model_name='topic',
            index=models.Index(condition=models.Q(('search_text__isnull', True)), fields=['id'], name='topic_search_blank'),
        ),
        migrations.AddConstraint(
            model_name='topic',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'draft'), ('published_on__isnull', False), _connector='OR'), name='topic_published_has_day', violation_error_message='公開するには公開日が必要です。'),
        ),
        migrations.AddConstraint(
            model_name='topic',
            constraint=models.CheckConstraint(condition=models.Q(('expires_on__isnull', True), ('published_on__isnull', True), ('published_on__lt', models.F('expires_on')), _connector='OR'), name='topic_expires_after_publication', violation_error_message='公開終了日は公開日より後にしてください。'),
        ),
        migrations.AddConstraint(
            model_name='topic',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), models.Q(('starts_on__isnull', False), ('starts_on__lte', models.F('ends_on'))), _connector='OR'), name='topic_period', violation_error_message='期間の最終日は初日以降にしてください。'),
        ),
        migrations.AddIndex(
            model_name='topicphoto',
            index=models.Index(fields=['topic', 'order'], name='topic_photo_order'),
        ),
        # Every publication so far was public.
        migrations.AlterField(
            model_name='publication',
            name='state',
            field=models.CharField(choices=[('draft', '下書き'), ('published', '公開')], default='draft', max_length=9, verbose_name='状態'),
        ),
        BlankSearchText("bulletin_notice", {}, {}),
        BlankSearchText("bulletin_publication", {}, {}),
        BlankSearchText(
            "bulletin_topic",
            {},
            {
                "municipalities_localgovernment": (
                    "name, kind, prefecture_id",
                    "sender_id IN (SELECT id FROM municipalities_localgovernment"
                    " WHERE id = {row}.id OR prefecture_id = {row}.id)",
                ),
            },
        ),
    ]

"""The workbook of each published release: made once by the worker, the same bytes for ever."""

import datetime as dt
import tempfile
from hashlib import file_digest

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from portal.exports.workbooks import write_release
from portal.models import Release, ReleaseWorkbook


def make_release_workbooks(now: dt.datetime) -> str:
    """The job: of a document's release there is none, the document itself is what was published."""
    made = [make(release) for release in Release.objects.without_workbook()]
    return f"年次統計のExcelを{len(made)}件作成しました。" if made else ""


def make(release: Release) -> ReleaseWorkbook:
    with tempfile.TemporaryFile() as file:
        write_release(file, release, [table.content for table in release.tables.order_by("key")])
        file.seek(0)
        workbook = ReleaseWorkbook(release=release, made_at=timezone.now())
        workbook.sha256 = file_digest(file, "sha256").hexdigest()
        workbook.size = file.seek(0, 2)
        file.seek(0)
        with transaction.atomic():
            workbook.file.save("", File(file), save=False)
            workbook.save()
    return workbook

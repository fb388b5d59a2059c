import io

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from portal.models import ReleaseWorkbook
from portal.releases.making import prepare, publish
from portal.releases.workbooks import make_release_workbooks
from tests.factories import PartnershipFactory, PostingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(secretariat, secretariat_office, nishiwaga):
    PartnershipFactory(partner=nishiwaga)
    second = PostingFactory(office=secretariat_office, role="editor").user
    return publish(release=prepare(year=2026, by=secretariat), by=second)


def test_the_worker_makes_the_workbook_of_a_release_once(visitor, published, kagamino):
    assert make_release_workbooks(timezone.now()) == "年次統計のExcelを1件作成しました。"
    assert make_release_workbooks(timezone.now()) == ""
    before = b"".join(visitor.get("/statistics/releases/2026/workbook.xlsx").streaming_content)

    PartnershipFactory(partner=kagamino)

    assert b"".join(visitor.get("/statistics/releases/2026/workbook.xlsx").streaming_content) == before
    assert "workbook.xlsx" in visitor.get("/statistics/releases/2026/").content.decode()
    sheets = load_workbook(io.BytesIO(before)).sheetnames
    assert not any(name.startswith("T10") for name in sheets)  # the members' own


def test_what_waits_for_a_second_person_has_none(secretariat, secretariat_office):
    prepare(year=2026, by=secretariat)
    assert make_release_workbooks(timezone.now()) == ""
    assert not ReleaseWorkbook.objects.exists()
